import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRfc9440 } from "../../src/header/rfc9440.ts";

const DER = new Uint8Array(randomBytes(1000));
const sequence = (der: Uint8Array): string => `:${Buffer.from(der).toString("base64")}:`;
const LEAF = sequence(DER);
const [A, B, C] = [1, 2, 3].map((octet) => new Uint8Array([octet, octet])) as [Uint8Array, Uint8Array, Uint8Array];
const [SA, SB, SC] = [A, B, C].map(sequence) as [string, string, string];

const read = (leaf: string, ...chain: readonly string[]) =>
  readRfc9440(["host", "a", "Client-Cert", leaf, ...chain.flatMap((line) => ["Client-Cert-Chain", line])]);

describe("Client-Cert", () => {
  test.each([
    ["a byte sequence", LEAF],
    ["white space around it", ` \t${LEAF} `],
  ])("is read: %s", (_, value) => {
    expect(read(value)).toEqual({ ok: true, der: DER });
  });

  test.each([
    ["parameters", `${LEAF};a=1`, /something behind it/],
    ["a parameter without a value", `${LEAF};a`, /something behind it/],
    ["a second one", `${LEAF}, ${LEAF}`, /something behind it/],
    ["a second one without a comma", LEAF + LEAF, /something behind it/],
    ["nothing in it", "::", /no base64/],
    ["no colons", LEAF.slice(1, -1), /other than a byte sequence/],
    ["no colon before", LEAF.slice(1), /other than a byte sequence/],
    ["no colon behind", LEAF.slice(0, -1), /has no end/],
    ["a colon alone", ":", /has no end/],
    ["a string", `"${LEAF}"`, /other than a byte sequence/],
    ["a list", `(${LEAF})`, /other than a byte sequence/],
    ["no padding", ":AAA:", /padded/],
    ["stray bits", ":AB==:", /unused bits/],
    ["URL alphabet", ":--__:", /URL alphabet/],
    ["white space inside", ":AA AA:", /white space/],
    ["PEM", ":-----BEGIN CERTIFICATE-----:", /white space/],
    ["a comma inside", ":AAAA,AAAA:", /comma/],
  ])("is malformed with %s", (_, value, problem) => {
    const details = { header: "Client-Cert", problem: expect.stringMatching(problem) };
    expect(read(value)).toEqual({ ok: false, code: "header_malformed", details });
  });

  test("is not one of two lines", () => {
    const refused = readRfc9440(["Client-Cert", LEAF, "client-cert", LEAF]);
    expect(refused).toMatchObject({ code: "header_duplicated", details: { header: "Client-Cert", count: 2 } });
  });

  test.each([
    ["no line", []],
    ["an empty line", ["Client-Cert", ""]],
    ["an underscore", ["Client_Cert", LEAF]],
    ["a chain alone", ["Client-Cert-Chain", `${LEAF}, ${SA}`]],
    ["a chain beside an empty line", ["Client-Cert", "", "Client-Cert-Chain", LEAF]],
  ])("is missing: %s", (_, rawHeaders) => {
    expect(readRfc9440(rawHeaders)).toEqual({ ok: false, code: "header_missing", details: { header: "Client-Cert" } });
  });

  test("is not read when it is longer than any is", () => {
    expect(read(`:${"AAAA".repeat(2048)}:`)).toMatchObject({ ok: true });
    expect(read(`:${"AAAA".repeat(2049)}:`)).toMatchObject({ code: "header_too_large", details: { limit: 8194 } });
  });
});

describe("Client-Cert-Chain", () => {
  test.each([
    ["one", [SA], [A]],
    ["several on a line", [`${SA}, ${SB},${SC}`], [A, B, C]],
    ["white space round commas", [`${SA}\t ,  ${SB}`], [A, B]],
    ["several lines", [SA, `${SB}, ${SC}`], [A, B, C]],
    ["the certificate itself left out", [`${LEAF}, ${SA}`], [A]],
    ["ten at most", [Array.from({ length: 30 }, () => SA).join(",")], Array.from({ length: 10 }, () => A)],
  ])("gives candidates: %s", (_, lines, candidates) => {
    expect(read(LEAF, ...lines)).toEqual({ ok: true, der: DER, candidates });
  });

  test.each([
    ["no line", []],
    ["an empty line", [""]],
    ["white space", [" \t"]],
    ["the certificate alone", [LEAF]],
  ])("gives none: %s", (_, lines) => {
    expect(read(LEAF, ...lines)).toEqual({ ok: true, der: DER });
  });

  test.each([
    ["a comma at the end", [`${SA},`]],
    ["a comma at the beginning", [`,${SA}`]],
    ["an empty member", [`${SA},,${SB}`]],
    ["an empty line beside another", [SA, ""]],
    ["parameters", [`${SA};a=1, ${SB}`]],
    ["another kind of member", [`${SA}, token`]],
    ["an inner list", [`(${SA} ${SB})`]],
    ["no comma", [`${SA} ${SB}`]],
    ["other base64", [`${SA}, :AAA:`]],
    ["a sequence over two lines", [":AA", "AA:"]],
  ])("refuses with %s", (_, lines) => {
    const refused = read(LEAF, ...lines);
    expect(refused).toMatchObject({ code: "header_malformed", details: { header: "Client-Cert-Chain" } });
  });

  test("is not read when its lines are together longer than headers are", () => {
    const line = `:${"AAAA".repeat(2047)}:`;
    expect(read(LEAF, ...Array(7).fill(line))).toMatchObject({ ok: true });
    const refused = read(LEAF, ...Array(9).fill(line));
    expect(refused).toMatchObject({
      code: "header_too_large",
      details: { header: "Client-Cert-Chain", limit: 65_536 },
    });
  });

  test("never gives the certificate, however the lines are made up", () => {
    const part = fc.constantFrom(SA, SB, LEAF, ",", ", ", " ", ";a", ":", "::", "", "x");
    const made = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
    const list = fc.array(fc.constantFrom(SA, SB, LEAF), { minLength: 1 }).map((members) => members.join(", "));
    const line = fc.oneof(made, list);
    let withCandidates = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), line, (chain, leaf) => {
        const own = read(LEAF, ...chain);
        if (own.ok) expect(own.der).toEqual(DER);
        if (own.ok && own.candidates !== undefined) withCandidates += 1;
        // Without the front end's own line nothing in the chain stands in for it.
        expect(readRfc9440(chain.flatMap((value) => ["Client-Cert-Chain", value])).ok).toBe(false);
        // Beside it a second line refuses, whatever it holds.
        expect(readRfc9440(["Client-Cert", LEAF, "client-cert", leaf]).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
    expect(withCandidates).toBeGreaterThan(20);
  });
});
