import picocolors from "picocolors";
import { describe, expect, it } from "vitest";
import { createEventPrinter } from "../../../src/cli/dev/print-event.ts";
import { styleOf } from "../../../src/cli/text/style.ts";
import type { Tools } from "../../../src/cli/tools.ts";
import type { Visit } from "../../../src/testing/front-end-visit.ts";
import { HARMLESS } from "../stage.ts";

const VISIT: Visit = {
  kind: "request",
  method: "GET",
  target: "/orders",
  httpVersion: "1.1",
  tlsVersion: "TLSv1.3",
  certificate: undefined,
  asked: "in-handshake",
  isExcluded: false,
  hasForgedHeader: false,
  deed: "forwarded",
  app: { status: 200, problemId: undefined },
};
const EVIL = "\u001b[2J\u202e\r\nevil";

function printer(isTerminal: boolean): ReturnType<typeof createEventPrinter> {
  const stdout = { write: () => undefined, isTTY: isTerminal };
  const style = styleOf({ picocolors } as unknown as Tools, { stdout, environment: { NO_COLOR: "1" } } as never);
  const common = { style, width: 100, renegotiates: true, app: "http://localhost:8080" };
  return createEventPrinter({ ...common, isTerminal, nameOf: () => EVIL });
}

describe.each([true, false])("on a terminal: %s", (isTerminal) => {
  it("whatever a client or an app writes stays one harmless line", () => {
    const evil: Visit = {
      ...VISIT,
      method: `GET${EVIL}`,
      target: `/${EVIL}${"x".repeat(9_000)}?secret`,
      certificate: new Uint8Array(1),
      app: { status: 403, problemId: `urn:${EVIL}` },
    };
    const text = printer(isTerminal).print(evil, 0);
    expect(text.replaceAll("\n", "")).toMatch(HARMLESS);
    expect(text).not.toContain("secret");
    expect(text.split("\n").filter((line) => /^\d\d:/.test(line))).toHaveLength(1);
    expect(text.length).toBeLessThan(1_000);
  });
});

it("elsewhere than on a terminal each event is one line, and there is no heading", () => {
  const { heading, print } = printer(false);
  expect(heading).toBe("");
  const at = new Date(2026, 10, 22, 7, 4, 9).getTime();
  const lines = [
    { ...VISIT, target: "/orders?token=secret" },
    { ...VISIT, asked: "not", deed: "certificate-required", app: undefined },
    { ...VISIT, asked: "not", httpVersion: "2.0" },
    { ...VISIT, app: { status: 403, problemId: "urn:uuid:1" } },
    { kind: "connection-refused", tlsVersion: "TLSv1.3" },
  ] as const;
  expect(lines.map((event) => print(event, at))).toEqual([
    "07:04:09 | GET /orders | no certificate | forwarded | 200\n",
    "07:04:09 | GET /orders | no certificate | 403 certificate required, not asked over TLS 1.3 | -\n",
    "07:04:09 | GET /orders | no certificate | forwarded, not asked over HTTP/2 | 200\n",
    "07:04:09 | GET /orders | no certificate | forwarded | 403 urn:uuid:1\n",
    "07:04:09 | (connection) | no certificate | ended: none was shown | -\n",
  ]);
});

it("on a terminal the columns stand below a heading", () => {
  const { heading, print } = printer(true);
  const row = print(VISIT, 0);
  expect(heading.indexOf("front end")).toBe(row.indexOf("forwarded"));
  expect(heading.indexOf("app")).toBe(row.indexOf("200"));
});
