import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgeHeaders, type HeaderFrontEnd } from "../../src/testing/index.ts";
import { admitted, refused } from "../front-ends/attack.ts";
import { identityOf } from "../front-ends/callers.ts";
import type { Outcome } from "../front-ends/stand.ts";
import { describeWith } from "../helpers/need.ts";
import type { Framework } from "./apps.ts";
import { createCast } from "./cast.ts";
import { type Estate, frameworksFor, openEstate, type Request } from "./estate.ts";
import { FRONT_ENDS, type FrontEnd, headerNameOf, linesFor } from "./front-ends.ts";
import { besideStrangeNames, laxSpellings } from "./spellings.ts";

const cast = createCast();
const { billing, branch, warehouse, stranger, environment } = cast;
const BILLING = identityOf(billing);
const STRANGER = identityOf(stranger);
const HTTP_2 = { options: ["--http2"] };

/** A request, and what must come of it. `unreadable`: refused, as too long or as malformed. */
interface Attack {
  readonly name: string;
  readonly request: Request;
  readonly outcome: Outcome | "unreadable";
}

describe.each([...FRONT_ENDS, "socket" as const])("attacks", (frontEnd) => {
  const isSocket = frontEnd === "socket";
  const program = isSocket ? undefined : frontEnd.program;

  describeWith(["curl", ...(program === undefined ? [] : [program])], titleOf(frontEnd), (programs) => {
    let estate: Estate;

    beforeAll(async () => {
      estate = await openEstate({ frontEnd, programs, environment });
    });
    afterAll(() => estate?.close());

    it.concurrent.each(frameworksFor(frontEnd))("come to nothing: $name", async (framework) => {
      const attacks = [
        ...onConnections(frontEnd, framework),
        ...(isSocket ? [] : [...inHeaders(frontEnd, framework), ...overHttp2(frontEnd)]),
      ];
      const outcomes = await estate.ask(
        framework.name,
        attacks.map(({ request }) => request),
      );
      const told = attacks.map(({ name, outcome: wanted }, index) => ({
        name,
        outcome: simplified(outcomes[index] as Outcome, wanted),
      }));
      expect(told).toEqual(attacks.map(({ name, outcome }) => ({ name, outcome })));
    });
  });
});

/** Lines that a client writes, past a front end that lets them pass. */
function inHeaders(frontEnd: FrontEnd, framework: Framework): readonly Attack[] {
  const settings = frontEnd.settings as HeaderFrontEnd;
  const forgeries = forgeHeaders(settings, { real: warehouse, forged: billing });
  const strange = besideStrangeNames(frontEnd, cast);
  return [
    ...forgeries.map(({ name, rawHeaders, expected }) => ({
      name,
      request: untouched(toLines(rawHeaders)),
      outcome: outcomeOfForgery(name, expected, framework),
    })),
    ...laxSpellings(frontEnd, cast).map(({ name, lines }) => ({
      name,
      request: untouched(lines),
      outcome: "unreadable" as const,
    })),
    { name: strange.name, request: untouched(strange.lines), outcome: admitted("warehouse") },
    // What this would admit if it were not for the spelling.
    { name: "as it is written", request: untouched(linesFor(frontEnd, billing.der)), outcome: admitted("billing") },
    { name: "one more, and empty", request: untouched(withEmptyLine(frontEnd)), outcome: emptied(framework) },
  ];
}

/** Every one of these front ends writes X-Forwarded-Proto itself. */
function outcomeOfForgery(name: string, expected: string, { hasSocket }: Framework): Outcome {
  if (expected === "real" || name === "plain-http") return admitted("warehouse");
  if (hasSocket || expected !== "header_duplicated") return refused(expected);
  // Joined into one line, which is no longer what it must be.
  return refused(name.startsWith("verification") ? "verification_failed" : "header_malformed");
}

/** Certificates that were shown, beside headers that are nobody's business. */
function onConnections(frontEnd: FrontEnd | "socket", { hasSocket }: Framework): readonly Attack[] {
  const others = FRONT_ENDS.filter((other) => nameOf(other) !== nameOf(frontEnd));
  const copies = others.flatMap((other) => linesFor(other, billing.der));
  const strangers = others.flatMap((other) => linesFor(other, stranger.der));
  const wrong = wrongBehind(frontEnd);
  const nobody = refused("header_missing");
  const upgraded = { ...admitted("billing"), status: hasSocket ? 101 : 200 };
  const named = frontEnd === "socket" ? "x-arr-clientcert" : headerNameOf(frontEnd);
  const behind = (name: string, request: Omit<Request, "kind">, outcome: Outcome): Attack => ({
    name,
    request: { options: ["--http1.1"], ...request, kind: "optional" },
    outcome,
  });
  // The others hand over one certificate: authorities between have to be configured.
  const issuerUnknown = refused("issuer_unknown");
  const handsOn = frontEnd === "socket" || frontEnd.settings.name === "container-apps";
  const chained = { cert: stranger.pem + billing.pem, key: stranger.privateKeyPem };
  const beside = { cert: billing.pem + stranger.pem, key: billing.privateKeyPem };
  return [
    behind("the right caller", { presents: BILLING }, admitted("billing")),
    behind("others' headers, no certificate", { headers: copies }, nobody),
    behind("others' headers, a wrong certificate", { presents: STRANGER, headers: copies }, wrong),
    behind("others' headers with wrong ones", { presents: BILLING, headers: strangers }, admitted("billing")),
    behind("the right certificate in the chain of a wrong one", { presents: chained }, wrong),
    behind("a wrong certificate in the chain of the right one", { presents: beside }, admitted("billing")),
    behind(
      "the right caller with a chain",
      { presents: identityOf(branch) },
      handsOn ? admitted("billing") : issuerUnknown,
    ),
    behind(
      "its header named by Connection",
      { presents: BILLING, headers: [`Connection: ${named}`] },
      admitted("billing"),
    ),
    behind("an upgrade, the right caller", { presents: BILLING, headers: UPGRADE }, upgraded),
    behind("an upgrade, a wrong certificate", { presents: STRANGER, headers: [...UPGRADE, ...copies] }, wrong),
    behind("an upgrade, no certificate", { headers: [...UPGRADE, ...copies] }, nobody),
    behind("an upgrade to HTTP/2, no certificate", { headers: ["Connection: Upgrade", "Upgrade: h2c"] }, nobody),
  ];
}

const UPGRADE = ["Connection: Upgrade", "Upgrade: test"];

function overHttp2(frontEnd: FrontEnd): readonly Attack[] {
  const lines = linesFor(frontEnd, billing.der).map((line) => line.replace(/^[^:]+/, (name) => name.toLowerCase()));
  const wrong = wrongBehind(frontEnd);
  const request = (presents: Request["presents"]): Request => ({
    kind: "optional",
    presents,
    headers: lines,
    ...HTTP_2,
  });
  return [
    { name: "HTTP/2, the right caller", request: request(BILLING), outcome: admitted("billing") },
    { name: "HTTP/2, a wrong certificate", request: request(STRANGER), outcome: wrong },
    { name: "HTTP/2, no certificate", request: request(undefined), outcome: refused("header_missing") },
  ];
}

/** Of two who find a certificate wrong, the gateway is asked first. */
function wrongBehind(frontEnd: FrontEnd | "socket"): Outcome {
  const isGateway = frontEnd !== "socket" && frontEnd.settings.name === "application-gateway";
  return refused(isGateway ? "verification_failed" : "issuer_unknown");
}

function untouched(headers: readonly string[]): Request {
  return { kind: "untouched", headers, options: ["--http1.1"] };
}

function toLines(rawHeaders: readonly string[]): readonly string[] {
  return Array.from(
    { length: rawHeaders.length / 2 },
    (_, index) => `${rawHeaders[2 * index]}: ${rawHeaders[2 * index + 1]}`,
  );
}

/** The right value, and a line of the same name without one, as curl writes it. */
function withEmptyLine(frontEnd: FrontEnd): readonly string[] {
  return [...linesFor(frontEnd, billing.der), `${headerNameOf(frontEnd)};`];
}

function emptied({ hasSocket }: Framework): Outcome {
  return refused(hasSocket ? "header_duplicated" : "header_malformed");
}

function simplified(outcome: Outcome, wanted: Attack["outcome"]): Attack["outcome"] {
  const { status, code = "" } = outcome;
  const isUnreadable = status === 403 && ["header_malformed", "header_too_large"].includes(code);
  return wanted === "unreadable" && isUnreadable ? wanted : outcome;
}

function nameOf(frontEnd: FrontEnd | "socket"): string {
  return frontEnd === "socket" ? frontEnd : headerNameOf(frontEnd);
}

function titleOf(frontEnd: FrontEnd | "socket"): string {
  return frontEnd === "socket" ? "on Node's TLS" : `through ${frontEnd.name}`;
}
