import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../front-ends/stand.ts";
import { describeWith } from "../helpers/need.ts";
import { type DemoCase, type DemoVisits, loadDemoVisits } from "./demo.ts";
import { type Estate, frameworksFor, openEstate, type Request } from "./estate.ts";
import { expectedOutcome } from "./expected.ts";
import { FRONT_ENDS, type FrontEnd, headerNameOf, linesFor } from "./front-ends.ts";
import { type Cell, formatTable } from "./table.ts";

const cells: Cell[] = [];
let demo: DemoVisits;

beforeAll(async () => {
  demo = await loadDemoVisits();
});

describe.each([...FRONT_ENDS, "socket" as const])("the demo's visitors", (frontEnd) => {
  const name = nameOf(frontEnd);
  const program = frontEnd === "socket" ? undefined : frontEnd.program;

  describeWith(["curl", ...(program === undefined ? [] : [program])], `behind ${name}`, (programs) => {
    let estate: Estate;

    beforeAll(async () => {
      const { environment } = demo;
      estate = await openEstate({ frontEnd, programs, environment });
    });
    afterAll(() => estate?.close());

    it.concurrent.each(frameworksFor(frontEnd))("get what they get in the demo: $name", async (framework) => {
      const visits = visitsBehind(frontEnd);
      const outcomes = await estate.ask(
        framework.name,
        visits.map((visit) => requestOf(visit, frontEnd)),
      );
      const told = visits.map((visit, index) => ({ title: titleOf(visit), outcome: outcomes[index] as Outcome }));
      cells.push(...told.map((row) => ({ ...row, frontEnd: name, framework: framework.name })));
      const expected = visits.map((visit) => ({
        title: titleOf(visit),
        outcome: expectedOutcome(visit, frontEnd, framework),
      }));
      expect(told).toEqual(expected);
    });
  });
});

afterAll(() => {
  if (process.env["PRINT_TABLE"] === "1") process.stdout.write(`\n${formatTable(inOrder(cells))}\n`);
});

/** They come in as they are done. */
function inOrder(done: readonly Cell[]): readonly Cell[] {
  const order = frameworksFor(FRONT_ENDS[0] ?? "socket").map(({ name }) => name);
  return done.toSorted((a, b) => order.indexOf(a.framework) - order.indexOf(b.framework));
}

/** The demo's own, and one who writes the header twice where the front end lets it pass. */
function visitsBehind(frontEnd: FrontEnd | "socket"): readonly DemoCase[] {
  const copied = demo.cases.find((visit) => visit.frontEnd === "passing" && visit.caller !== undefined);
  if (copied === undefined) throw new Error("nobody copies a header in the demo");
  const doubled = { ...copied, name: DOUBLED, status: 403 as const, code: "header_duplicated", caller: undefined };
  return frontEnd === "socket" ? demo.cases : [...demo.cases, doubled];
}

const DOUBLED = "FORGED HEADER twice, no certificate";

function titleOf({ frontEnd, name }: DemoCase): string {
  return `${frontEnd}: ${name}`;
}

function nameOf(frontEnd: FrontEnd | "socket"): string {
  return frontEnd === "socket" ? "Node's TLS" : frontEnd.name;
}

/** What the demo's visitors write into App Service's header they write into this front end's. */
function requestOf(
  { frontEnd: kind, presents, headers, path, name }: DemoCase,
  frontEnd: FrontEnd | "socket",
): Request {
  const written = Object.values(headers).flatMap((value) => forgedLines(value, frontEnd));
  const lines = name === DOUBLED ? [...written, ...written] : written;
  const isDoubled = name === DOUBLED;
  const options = ["--http1.1"];
  return { kind: isDoubled ? "untouched" : kind, presents, headers: lines, target: path, options };
}

function forgedLines(value: string, frontEnd: FrontEnd | "socket"): readonly string[] {
  if (frontEnd === "socket") return [`X-ARR-ClientCert: ${value}`];
  const isCertificate = /^[A-Za-z0-9+/=]+$/.test(value);
  return isCertificate ? linesFor(frontEnd, Buffer.from(value, "base64")) : [`${headerNameOf(frontEnd)}: ${value}`];
}
