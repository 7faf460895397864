import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { decodePem, encodePem, PemError } from "../../src/certificate/pem.ts";
import { octets } from "../asn1/octets.ts";
import { root } from "./minting.ts";

const leaf = root.issue();
const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";
const block = (...lines: readonly string[]) => [BEGIN, ...lines, END, ""].join("\n");

/** The error that a text gives; anything else thrown, and nothing thrown, fails the test. */
function pemError(text: string): { readonly message: string; readonly line: number } {
  try {
    decodePem(text);
  } catch (error) {
    if (error instanceof PemError) return { message: error.message, line: error.line };
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("one block", () => {
  it("is a certificate again", () => {
    expect(decodePem(leaf.pem)).toEqual([{ label: "CERTIFICATE", der: leaf.der, line: 1 }]);
    expect(decodePem(encodePem(leaf.der))).toEqual([{ label: "CERTIFICATE", der: leaf.der, line: 1 }]);
    expect(encodePem(leaf.der)).toBe(leaf.pem);
    expect(parseCertificate(decodePem(leaf.pem)[0]?.der ?? octets("")).der).toEqual(leaf.der);
  });

  it("of any octets comes back, whatever the length of its lines", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (der, width) => {
        expect(decodePem(encodePem(der))[0]?.der).toEqual(der);
        const lines =
          Buffer.from(der)
            .toString("base64")
            .match(new RegExp(`.{1,${width}}`, "g")) ?? [];
        expect(decodePem(block(...lines))).toEqual([{ label: "CERTIFICATE", der, line: 1 }]);
      }),
    );
  });

  it.each<[string, (pem: string) => string]>([
    ["CRLF", (pem) => pem.replaceAll("\n", "\r\n")],
    ["CR alone", (pem) => pem.replaceAll("\n", "\r")],
    ["no newline at the end", (pem) => pem.trimEnd()],
    ["empty lines inside", (pem) => pem.replaceAll("\n", "\n\n")],
    ["spaces at the ends of lines", (pem) => pem.replaceAll("\n", "  \t\n")],
    ["lines set in", (pem) => pem.replaceAll(/^/gm, "    ")],
    ["a byte order mark", (pem) => `\ufeff${pem}`],
    ["one line of base64", (pem) => block(pem.split("\n").slice(1, -2).join(""))],
    [
      "a space after every four characters",
      (pem) => block(pem.split("\n").slice(1, -2).join("").replaceAll(/.{4}/g, "$& ")),
    ],
  ])("with %s", (_, change) => {
    expect(decodePem(change(leaf.pem)).map(({ der }) => der)).toEqual([leaf.der]);
  });
});

describe("several blocks", () => {
  it("keep order, label and line, and text between them is passed over", () => {
    const text = `subject=CN = a\n${leaf.pem}\nBag Attributes: x\n${root.pem}# end`;
    const lines = text.split("\n");
    const begins = lines.flatMap((line, index) => (line === BEGIN ? [index + 1] : []));
    expect(decodePem(text)).toEqual([
      { label: "CERTIFICATE", der: leaf.der, line: begins[0] },
      { label: "CERTIFICATE", der: root.der, line: begins[1] },
    ]);
  });

  it("that are the same are both there", () => {
    expect(decodePem(leaf.pem + leaf.pem).map(({ der }) => der)).toEqual([leaf.der, leaf.der]);
  });

  it("of other labels are told by them", () => {
    for (const label of ["PRIVATE KEY", "EC PRIVATE KEY", "X509 CRL", "PKCS7", "TRUSTED CERTIFICATE", "X.509 #1"]) {
      expect(decodePem(`-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----`)).toEqual([
        { label, der: octets("00 00 00"), line: 1 },
      ]);
    }
  });

  it("none at all is an empty list", () => {
    for (const text of ["", "\n", "no block", "---- BEGIN SSH2 ----", "MIIB", "-----BEGIN", `${BEGIN}AAAA${END}`]) {
      expect(decodePem(text)).toEqual([]);
    }
  });

  it("an empty one is there, and is no certificate", () => {
    expect(decodePem(block())).toEqual([{ label: "CERTIFICATE", der: octets(""), line: 1 }]);
    expect(() => parseCertificate(octets(""))).toThrow(/is missing/);
  });
});

describe("markers", () => {
  it.each([
    ["no END", `${BEGIN}\nAAAA\n`, /the block "CERTIFICATE" has no END line/, 1],
    [
      "no END before the next BEGIN",
      `\n${BEGIN}\nAAAA\n${block("AAAA")}`,
      /the block "CERTIFICATE" has no END line/,
      2,
    ],
    ["END of another label", `${BEGIN}\nAAAA\n-----END PRIVATE KEY-----`, /an END line without its BEGIN line/, 3],
    ["END without BEGIN", `text\n${END}`, /an END line without its BEGIN line/, 2],
    ["END twice", `${block("AAAA")}${END}`, /an END line without its BEGIN line/, 4],
    ["BEGIN with a dash missing, END in order", `----BEGIN CERTIFICATE-----\nAAAA\n${END}`, /an END line without/, 3],
    ["BEGIN in small letters, END in order", `-----begin certificate-----\nAAAA\n${END}`, /an END line without/, 3],
    ["END with a dash missing", `${BEGIN}\nAAAA\n-----END CERTIFICATE----`, /has no END line/, 1],
    ["something behind END", `${BEGIN}\nAAAA\n${END} AAAA`, /has no END line/, 1],
    ["END on the line of the base64", `${BEGIN}\nAAAA${END}`, /has no END line/, 1],
  ])("%s", (_, text, message, line) => {
    const error = pemError(text);
    expect(error.message).toMatch(message);
    expect(error.line).toBe(line);
    expect(error.message).toContain(`(line ${line})`);
  });
});

describe("what is no base64", () => {
  it.each([
    ["another character", "AA!A"],
    ["the base64url alphabet", "AA-_"],
    ["a comma", "AAAA,AAAA"],
    ["a quote", '"AAAA"'],
    ["a letter of another script", "AA\u0410A"],
    ["a full-width letter", "AA\uff21A"],
    ["a no-break space", "AA\u00a0AA"],
    ["a NUL", "AAAA\u0000"],
    ["a vertical tab", "AAAA\u000bAAAA"],
    ["a line separator", "AAAA\u2028AAAA"],
    ["an escaped newline", "AAAA\\nAAAA"],
    ["a header", "Proc-Type: 4,ENCRYPTED"],
    ["an attribute", "AAAA\n    friendlyName: x\nAAAA"],
    ["padding in the middle", "AA==AAAA"],
    ["padding first", "=AAA"],
    ["three of padding", "A==="],
    ["four of padding", "===="],
  ])("%s", (_, body) => {
    expect(pemError(`text\n${block(...body.split("\n"))}`)).toEqual({
      message: "a block holds something other than base64 (line 2)",
      line: 2,
    });
  });

  it.each([
    ["one character", "A"],
    ["two characters", "AA"],
    ["three characters", "AAA"],
    ["five characters", "AAAAA"],
    ["padding missing", "AAAAAA"],
    ["padding too short", "AA="],
    ["padding too long", "AAA=="],
    ["padding after whole octets", "AAAA="],
    ["two of padding after whole octets", "AAAA=="],
    ["bits that do not count but are set", "AB=="],
    ["one such bit", "AAB="],
  ])("cut off or not canonical: %s", (_, body) => {
    expect(pemError(block(body)).message).toBe("a block ends in the middle of its base64 (line 1)");
  });

  it("one bad block refuses the good ones beside it", () => {
    expect(pemError(leaf.pem + block("AA!A") + root.pem).line).toBe(leaf.pem.split("\n").length);
  });
});

describe("errors and size", () => {
  it("never carry the text", () => {
    const secret = "c2VjcmV0LXByaXZhdGUta2V5";
    for (const text of [block(`${secret}!`), `${BEGIN}\n${secret}`, `${secret}\n${END}`, block(`${secret}A`)]) {
      expect(pemError(text).message).not.toContain(secret.slice(0, 6));
    }
  });

  it("64 KiB of octets come back, and a megabyte of anything ends in blocks or a PemError", () => {
    const der = new Uint8Array(randomBytes(65_536));
    expect(decodePem(encodePem(der))[0]?.der).toEqual(der);
    const million = 1_000_000;
    const texts = ["A".repeat(million), "-".repeat(million), `${BEGIN}\n`.repeat(2), "\n".repeat(million)];
    for (const text of [
      ...texts,
      block("=".repeat(million)),
      `-----BEGIN ${"A ".repeat(million / 2)}`,
      " ".repeat(million),
    ]) {
      try {
        decodePem(text);
      } catch (error) {
        expect(error).toBeInstanceOf(PemError);
      }
    }
  });

  it("any text gives blocks or a PemError", () => {
    const piece = fc.constantFrom(
      BEGIN,
      END,
      "-----BEGIN X-----",
      "-----END X-----",
      "AAAA",
      "AA==",
      "!",
      "\n",
      "\r\n",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          for (const { der } of decodePem(pieces.join(""))) expect(der).toBeInstanceOf(Uint8Array);
        } catch (error) {
          expect(error).toBeInstanceOf(PemError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
