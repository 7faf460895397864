import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { examine } from "../../../src/cli/inspect/examine.ts";
import { recogniseValue } from "../../../src/cli/inspect/header-value.ts";
import { recognise } from "../../../src/cli/inspect/recognise.ts";
import { HARMLESS } from "../stage.ts";
import { base64, billing, CONFIGURED, inspect, issue, NOW } from "./stage.ts";

const surroundings = { environment: {}, platform: "linux", clock: () => NOW } as const;
const options = { input: "-", envFile: undefined, at: undefined, verdict: true, json: false };

describe("hostile input", () => {
  it("never makes the command fail in itself, whatever the octets", async () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: "binary", maxLength: 300 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom(
          "Cert=",
          "X-ARR-ClientCert: ",
          ":",
          "-----BEGIN%20CERTIFICATE-----",
          "-----BEGIN CERTIFICATE-----\n",
        )
        .chain((start) => fc.string({ maxLength: 200 }).map((rest) => Buffer.from(start + rest))),
    );
    await fc.assert(
      fc.asyncProperty(octets, async (bytes) => {
        // `inspect` of the stage also looks for what acts on a terminal.
        const { code, err } = await inspect(["-"], CONFIGURED, bytes);
        expect({ code: [1, 2].includes(code), err }).toEqual({ code: true, err: "" });
      }),
      { numRuns: 150 },
    );
  });

  it("never admits a certificate with an octet changed, and never fails over it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(billing.der.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const der = Uint8Array.from(billing.der);
        der[at] = (der[at] ?? 0) ^ change;
        const { code, err } = await inspect(["-"], CONFIGURED, base64(der));
        expect({ code: [1, 2].includes(code), err }).toEqual({ code: true, err: "" });
      }),
      { numRuns: 150 },
    );
  });

  it("never lets a name act on a terminal", async () => {
    const part = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(part, part, async (value, host) => {
        const utf8 = Buffer.from(value, "utf8");
        const subject = `CN=#0c${utf8.length.toString(16).padStart(2, "0")}${utf8.toString("hex")}`;
        const ascii = host.replace(/[^\x00-\x7f]/g, "") || "x";
        fc.pre(utf8.length < 0x80);
        const { pem } = issue({ subject, subjectAltName: [`dns:${ascii}`] });
        const { code } = await inspect(["-"], CONFIGURED, pem);
        expect(code).toBe(1);
        expect((await inspect(["-", "--json"], CONFIGURED, pem)).out.replaceAll("\n", "")).toMatch(/^[\x20-\x7e]*$/);
      }),
      { numRuns: 60 },
    );
  });

  it("is recognised without failing, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
        recogniseValue(text);
        recognise(Buffer.from(text));
      }),
    );
  });

  it("in an argument never fails, and is told harmlessly", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (input) => {
        const said = await examine({ ...options, input }, surroundings, async () => new Uint8Array());
        if (typeof said !== "string") return;
        expect(said).toMatch(/^There is no file|is no regular file|no certificate/);
        expect(said).toMatch(HARMLESS);
      }),
    );
  });
});
