import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attest, readAttestation } from "../../../src/self-check/probe/attestation.ts";
import { readCertificateLine, type Sent } from "../../../src/self-check/probe/certificate-header.ts";
import { ProbeKey } from "../../../src/self-check/probe/probe-key.ts";
import type { Arrival } from "../../../src/self-check/probe/shot.ts";
import { sentBy } from "./shots.ts";

const KEY = new ProbeKey("a secret of more than thirty-two octets", "shop");
const NONCE = "AAAAAAAAAAAAAAAAAAAAAA.1800000000.BBBB";
const A = "MIIBQA==";
const B = "MIIBQB==";

const ARRIVAL: Arrival = {
  certificateLines: [A],
  forwardedProto: ["https"],
  defaultHostName: ["shop.azurewebsites.net"],
};

function read(text: string | undefined, changes: { readonly key?: ProbeKey; readonly nonce?: string } = {}) {
  return readAttestation(changes.key ?? KEY, changes.nonce ?? NONCE, text, [A, B]);
}

/** Any payload, signed as if it were meant. */
function signed(payload: unknown): string {
  const text = Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload)).toString("base64url");
  return `${text}.${KEY.sign("seen", NONCE, text)}`;
}

describe("an attestation", () => {
  it("brings back what was seen", () => {
    expect(read(attest(KEY, NONCE, ARRIVAL))).toEqual(ARRIVAL);
    const both = { certificateLines: [A, B], forwardedProto: ["https", "http"], defaultHostName: [] };
    expect(read(attest(KEY, NONCE, both))).toEqual(both);
    const none = { certificateLines: [], forwardedProto: [], defaultHostName: [] };
    expect(read(attest(KEY, NONCE, none))).toEqual(none);
    expect(read(attest(KEY, NONCE, { ...none, certificateLines: ["", " "] }))?.certificateLines).toEqual(["", ""]);
  });

  it("holds no certificate, and shows one that was not sent by its hash only", () => {
    const secret = "a header that somebody else wrote";
    const text = attest(KEY, NONCE, { ...ARRIVAL, certificateLines: [secret] });
    expect(Buffer.from(text, "base64url").toString()).not.toContain(secret);
    expect(read(text)?.certificateLines).toEqual([expect.stringMatching(/^sha256:[\w-]{43}, 0 runs in all$/)]);
  });

  it("does not take a line that looks like the hash of a certificate for that certificate", () => {
    const shown = read(attest(KEY, NONCE, { ...ARRIVAL, certificateLines: ["other"] }))?.certificateLines[0] ?? "";
    const again = readAttestation(KEY, NONCE, attest(KEY, NONCE, { ...ARRIVAL, certificateLines: [shown] }), ["other"]);
    expect(again?.certificateLines).not.toContain("other");
  });

  it("is good for its nonce, its key and its host only", () => {
    const text = attest(KEY, NONCE, ARRIVAL);
    expect(read(text, { nonce: `${NONCE}C` })).toBeUndefined();
    expect(read(text, { key: new ProbeKey("a secret of more than thirty-two octetS", "shop") })).toBeUndefined();
    expect(read(text, { key: new ProbeKey("a secret of more than thirty-two octets", "mail") })).toBeUndefined();
  });

  it("is nothing when it is cut, changed, doubled or missing", () => {
    const text = attest(KEY, NONCE, ARRIVAL);
    for (let at = 0; at < text.length; at += 1) {
      expect(read(text.slice(0, at))).toBeUndefined();
      const other = text[at] === "x" ? "y" : "x";
      expect(read(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
    }
    for (const wrong of [undefined, "", ".", `${text}, ${text}`, `${text}=`, ` ${text}`, `${text}\n`, `x.${text}`]) {
      expect(read(wrong)).toBeUndefined();
    }
    expect(read("a".repeat(9_000_000))).toBeUndefined();
  });

  it("is nothing when nobody with the key wrote it", () => {
    fc.assert(fc.property(fc.string(), (text) => read(text) === undefined));
    const own = attest(KEY, NONCE, ARRIVAL).split(".")[1] ?? "";
    fc.assert(fc.property(fc.base64String(), (payload) => read(`${payload.replaceAll("=", "")}.${own}`) === undefined));
  });

  it("is nothing in a shape of another version", () => {
    const line = { whole: "a", runs: [], count: 0 };
    const known = { ...ARRIVAL, version: 2, certificateLines: [line] };
    expect(read(signed(known))).toMatchObject({ forwardedProto: ["https"] });
    const five = ["a", "b", "c", "d", "e"];
    for (const odd of [
      null,
      1,
      [],
      {},
      "{",
      "",
      ARRIVAL,
      { ...known, version: 1 },
      { ...known, version: 3 },
      { ...known, forwardedProto: [1] },
      { ...known, certificateLines: A },
      { ...known, certificateLines: [A] },
      { ...known, certificateLines: [{ ...line, count: "1" }] },
      { ...known, certificateLines: [{ ...line, whole: undefined }] },
      { ...known, certificateLines: [{ ...line, runs: [...five, ...five] }] },
    ]) {
      expect(read(signed(odd))).toBeUndefined();
    }
    expect(read(signed({ ...known, defaultHostName: five }))).toBeUndefined();
    expect(read(signed(`{"__proto__":${JSON.stringify(known)}}`))).toBeUndefined();
  });

  it("stays small, and says so when there was more", () => {
    const flood = Array.from({ length: 2000 }, () => A);
    const shown = read(attest(KEY, NONCE, { ...ARRIVAL, certificateLines: flood }));
    expect(shown?.certificateLines).toHaveLength(4);
    expect(shown?.certificateLines.filter((line) => line !== A)).toHaveLength(1);

    const huge = Array.from({ length: 4 }, () => '"'.repeat(255));
    const runs = Array.from({ length: 900 }, (_, index) => String(index).padStart(64, "A")).join(",");
    const certificateLines = [runs, runs, runs, runs];
    const text = attest(KEY, NONCE, { certificateLines, forwardedProto: huge, defaultHostName: huge });
    expect(text.length).toBeGreaterThan(7500);
    expect(text.length).toBeLessThanOrEqual(8192);
    expect(read(text)?.forwardedProto).toEqual(huge);

    const odd = read(
      attest(KEY, NONCE, { ...ARRIVAL, forwardedProto: ["a".repeat(256)], defaultHostName: ["\u0000"] }),
    );
    const hash = expect.stringMatching(/^sha256:[\w-]{43}$/);
    expect(odd).toMatchObject({ forwardedProto: [hash], defaultHostName: [hash] });
  });

  it("holds nothing but printable characters, whatever came", () => {
    const line = fc.string({ unit: "binary", maxLength: 400 });
    const arrival = fc.record({
      certificateLines: fc.array(line),
      forwardedProto: fc.array(line),
      defaultHostName: fc.array(line),
    });
    fc.assert(
      fc.property(arrival, (seen) => {
        const text = attest(KEY, NONCE, seen);
        expect(text).toMatch(/^[A-Za-z0-9_.-]{1,8192}$/);
        expect(read(text)).toBeDefined();
      }),
      { numRuns: 30 },
    );
  });
});

describe("what another instance attests of the certificate header compares like what this one saw", () => {
  const { a, b, bPlain } = sentBy("app-service");
  const junk = "A".repeat(64);

  it.each<[string, string]>([
    ["nothing", ""],
    ["A", a],
    ["B", b],
    ["the B of plain HTTP", bPlain],
    ["A and B in one line", `${a}, ${b}`],
    ["B in another case", b.toUpperCase()],
    ["B with line breaks", b.replace(/(.{64})/g, "$1 ")],
    ["B after a word", `Bearer ${b}`],
    ["B escaped", encodeURIComponent(b)],
    ["B between markers", `-----BEGIN CERTIFICATE-----${b}-----END CERTIFICATE-----`],
    ["B inside a longer run", `${junk}${b}`],
    ["A with something after it", `${a}, x`],
    ["something else", junk],
  ])("%s", (_title, line) => {
    expectSame("app-service", line);
  });

  it.each<[string, (sent: Sent) => string]>([
    ["A", (sent) => sent.a],
    ["B", (sent) => sent.b],
    ["A, and B's certificate", (sent) => `${sent.a},${sent.b.split(";")[1]}`],
    ["B's hash", (sent) => `${sent.b.split(";")[0]};Subject="CN=a"`],
  ])("from Envoy: %s", (_title, line) => {
    expectSame("container-apps", line(sentBy("container-apps")));
  });

  function expectSame(frontEnd: "app-service" | "container-apps", line: string): void {
    const sent = sentBy(frontEnd);
    const text = attest(KEY, NONCE, { ...ARRIVAL, certificateLines: [line] });
    const [again = "?"] = readAttestation(KEY, NONCE, text, Object.values(sent))?.certificateLines ?? [];
    expect(readCertificateLine(again, sent, frontEnd)).toBe(readCertificateLine(line, sent, frontEnd));
  }

  it("and is never A or clean where there was too much to attest", () => {
    const flood = Array.from({ length: 20 }, (_, index) => String(index).padStart(64, "A"));
    const text = attest(KEY, NONCE, { ...ARRIVAL, certificateLines: [[...flood, b].join(",")] });
    const [again = "?"] = readAttestation(KEY, NONCE, text, [a, b, bPlain])?.certificateLines ?? [];
    expect(again).toContain("21 runs in all");
    expect(readCertificateLine(again, { a, b, bPlain }, "app-service")).toBe("other");
  });
});
