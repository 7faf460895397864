import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTRIBUTE_NAMES, ATTRIBUTE_TYPES } from "../../src/certificate/attribute-types.ts";
import { parseName } from "../../src/certificate/name.ts";
import { encodeName, type NameInput } from "../../src/testing/index.ts";
import { octets } from "../asn1/octets.ts";
import { describeWith } from "../helpers/need.ts";
import { root } from "./minting.ts";

const textOf = (input: NameInput): string => parseName(encodeName(input)).toString();
const cn = (value: string): NameInput => [[{ type: "CN", value }]];

describe("a name as text", () => {
  it("has its last RDN first and the parts of an RDN in their order", () => {
    expect(textOf("CN=a+OU=b,O=c,C=DE")).toBe("CN=a+OU=b,O=c,C=DE");
    expect(textOf([[{ type: "C", value: "DE" }], [{ type: "O", value: "c" }]])).toBe("O=c,C=DE");
  });

  it.each([
    ["a,b", "a\\,b"],
    ["a+b", "a\\+b"],
    ['say "x"', 'say \\"x\\"'],
    ["a\\b", "a\\\\b"],
    ["<a>", "\\<a\\>"],
    ["a;b", "a\\;b"],
    ["a=b", "a=b"],
    ["#a", "\\#a"],
    ["a#", "a#"],
    [" a", "\\ a"],
    ["a ", "a\\ "],
    [" a b ", "\\ a b\\ "],
    ["  a", "\\  a"],
    ["a  ", "a \\ "],
    [" ", "\\ "],
    ["  ", "\\ \\ "],
    ["   ", "\\  \\ "],
    ["# ", "\\#\\ "],
    ["\\ ", "\\\\\\ "],
    [", ", "\\,\\ "],
    ["", ""],
    ["caf\u00e9", "caf\u00e9"],
    ["\u{1f600}", "\u{1f600}"],
    ["a/b'c", "a/b'c"],
  ])("%j is written %s", (value, text) => {
    expect(textOf(cn(value))).toBe(`CN=${text}`);
  });

  it.each([
    ["a\u0000b", "a\\00b"],
    ["a\nb", "a\\0ab"],
    ["a\r\nb", "a\\0d\\0ab"],
    ["\t", "\\09"],
    ["\u001b[2J", "\\1b[2J"],
    ["\u007f", "\\7f"],
    ["\u0085", "\\c2\\85"],
    ["\u00ad", "\\c2\\ad"],
    ["\u200b", "\\e2\\80\\8b"],
    ["\u202ecod.exe", "\\e2\\80\\aecod.exe"],
    ["\u2028", "\\e2\\80\\a8"],
    ["\u2029", "\\e2\\80\\a9"],
    ["\ufeff", "\\ef\\bb\\bf"],
    ["\u3164", "\\e3\\85\\a4"],
    ["\u034f", "\\cd\\8f"],
    ["\ufe0f", "\\ef\\b8\\8f"],
    ["\ue000", "\\ee\\80\\80"],
    ["\u{e0041}", "\\f3\\a0\\81\\81"],
    ["\u0378", "\\cd\\b8"],
  ])("%j, which cannot be seen or moves what can, is written %s", (value, text) => {
    expect(textOf(cn(value))).toBe(`CN=${text}`);
  });

  it("writes what is no text, and what has no short name, as hexadecimal with tag and length", () => {
    expect(textOf([[{ type: "CN", value: octets("02 01 05") }]])).toBe("CN=#020105");
    expect(textOf([[{ type: "CN", value: octets("e9"), encoding: "t61" }]])).toBe("CN=#1401e9");
    expect(textOf([[{ type: "1.2.3.4", value: "a" }]])).toBe("1.2.3.4=#0c0161");
    for (const [length, prefix] of [
      [127, "047f"],
      [128, "048180"],
      [255, "0481ff"],
      [256, "04820100"],
      [60_000, "0482ea60"],
    ] as const) {
      const value = new Uint8Array(length).fill(0xaa);
      const text = textOf([[{ type: "CN", value: Uint8Array.of(...octets(prefix), ...value) }]]);
      expect(text).toBe(`CN=#${prefix}${"aa".repeat(length)}`);
    }
  });

  it("that begins with # is never taken for hexadecimal", () => {
    expect(textOf(cn("#0c0161"))).toBe("CN=\\#0c0161");
    expect(textOf(cn("#0c0161"))).not.toBe(textOf([[{ type: "1.2.3", value: octets("0c 01 61") }]]));
  });
});

describe("any name as text", () => {
  const types = fc.constantFrom("CN", "O", "OU", "L", "ST", "STREET", "UID", "1.2.3.4", "2.5.4.97");
  const character = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...',+"\\<>;#= \u0000\n\r\t\u202e\u200b=az') },
    { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  );
  const value = fc.array(character, { maxLength: 8 }).map((characters) => characters.join(""));
  const rdn = fc.array(
    fc.record({ type: types, value, encoding: fc.constantFrom("utf8" as const, "universal" as const) }),
    { minLength: 1, maxLength: 3 },
  );

  it("can be read again, to the same types and values in the same order", () => {
    fc.assert(
      fc.property(fc.array(rdn, { maxLength: 4 }), (input) => {
        const name = parseName(encodeName(input));
        const again = parseName(encodeName(name.toString()));
        const plain = ({ type, value: text }: { type: string; value: string | undefined }) => [type, text];
        expect(again.rdns.map((members) => members.map(plain).sort())).toEqual(
          name.rdns.map((members) => members.map(plain).sort()),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it("cannot shape a log line: one line, nothing invisible, nothing that turns text round", () => {
    fc.assert(
      fc.property(fc.array(rdn, { maxLength: 4 }), (input) => {
        expect(textOf(input)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("short names", () => {
  it("are read back to the type that is printed by them", () => {
    for (const [type, name] of ATTRIBUTE_NAMES) expect(ATTRIBUTE_TYPES.get(name.toUpperCase())).toBe(type);
    for (const [name, type] of ATTRIBUTE_TYPES) {
      expect(name).toBe(name.toUpperCase());
      expect(ATTRIBUTE_NAMES.has(type)).toBe(true);
    }
  });

  it("are those of RFC 4514 section 3", () => {
    const table = {
      CN: "2.5.4.3",
      L: "2.5.4.7",
      ST: "2.5.4.8",
      O: "2.5.4.10",
      OU: "2.5.4.11",
      C: "2.5.4.6",
      STREET: "2.5.4.9",
      DC: "0.9.2342.19200300.100.1.25",
      UID: "0.9.2342.19200300.100.1.1",
    };
    for (const [name, type] of Object.entries(table)) {
      expect(ATTRIBUTE_TYPES.get(name)).toBe(type);
      expect(ATTRIBUTE_NAMES.get(type)).toBe(name);
    }
  });

  it("do not hold SN, which means two things, and mean one thing each", () => {
    expect(ATTRIBUTE_TYPES.has("SN")).toBe(false);
    expect(ATTRIBUTE_TYPES.get("SERIALNUMBER")).toBe("2.5.4.5");
    expect(ATTRIBUTE_TYPES.get("SURNAME")).toBe("2.5.4.4");
    expect(ATTRIBUTE_TYPES.get("S")).toBe("2.5.4.8");
    expect(ATTRIBUTE_TYPES.get("E")).toBe("1.2.840.113549.1.9.1");
  });
});

describeWith("openssl", "OpenSSL prints the same", ({ openssl }) => {
  it.each([
    "CN=billing,OU=Users,O=Contoso,C=DE",
    'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h',
    "CN=\\#hash",
    "CN=\\ both\\ ",
    "CN=x=y",
    "CN=caf\u00e9 \u20ac",
    "DC=corp,DC=contoso,DC=com",
    "CN=a\\0Ab\\7Fc",
  ])("%s", (subject) => {
    const { pem, subjectName } = root.issue({ subject });
    const options = ["x509", "-noout", "-subject", "-nameopt", "RFC2253,-esc_msb,utf8"];
    const printed = execFileSync(openssl, options, { input: pem, encoding: "utf8" });
    const lower = (text: string) => text.replace(/\\[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
    expect(parseName(subjectName).toString()).toBe(lower(printed.replace(/^subject=|\n$/g, "")));
  });
});
