import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { octetString, utf8String } from "../../src/asn1/writer.ts";
import { parseDistinguishedName } from "../../src/rules/distinguished-name.ts";
import { encodeName } from "../../src/testing/index.ts";
import { matches, nameOf, patternOf } from "./names.ts";

describe("spellings of one name", () => {
  const name = [
    [{ type: "C", value: "DE" }],
    [{ type: "ST", value: "Hessen" }],
    [{ type: "O", value: "Contoso, Ltd" }],
    [
      { type: "CN", value: "billing" },
      { type: "E", value: "ops@contoso.com" },
    ],
  ];

  it.each([
    ["RFC 4514", "CN=billing+E=ops@contoso.com,O=Contoso\\, Ltd,ST=Hessen,C=DE"],
    ["encoded order", "C=DE,ST=Hessen,O=Contoso\\, Ltd,CN=billing,E=ops@contoso.com"],
    ["RFC 2253 with octets", "CN=billing+E=ops@contoso.com,O=Contoso\\2C Ltd,ST=Hessen,C=DE"],
    ["RFC 1779", 'CN=billing + E=ops@contoso.com, O="Contoso, Ltd", ST=Hessen, C=DE'],
    ["OpenSSL", 'C = DE, ST = Hessen, O = "Contoso, Ltd", CN = billing + emailAddress = ops@contoso.com'],
    ["OpenSSL 3.2", 'C=DE, ST=Hessen, O="Contoso, Ltd", CN=billing + emailAddress=ops@contoso.com'],
    ["OpenSSL compat", "/C=DE/ST=Hessen/O=Contoso, Ltd/CN=billing/emailAddress=ops@contoso.com"],
    ["OpenSSL 3 compat", "/C=DE/ST=Hessen/O=Contoso, Ltd/CN=billing+emailAddress=ops@contoso.com"],
    [".NET and Azure", 'CN=billing + E=ops@contoso.com, O="Contoso, Ltd", S=Hessen, C=DE'],
    [
      ".NET with OIDs",
      'OID.2.5.4.3=billing, oid.1.2.840.113549.1.9.1=ops@contoso.com, O="Contoso, Ltd", S=Hessen, C=DE',
    ],
    [
      "dotted",
      "2.5.4.3=billing,1.2.840.113549.1.9.1=ops@contoso.com,2.5.4.10=Contoso\\, Ltd,2.5.4.8=Hessen,2.5.4.6=DE",
    ],
    ["hexadecimal", "CN=#0c0762696C6C696e67,E=ops@contoso.com,O=Contoso\\, Ltd,ST=Hessen,C=#13024445"],
    ["long names", "commonName=billing,emailAddress=ops@contoso.com,organizationName=Contoso\\, Ltd,ST=Hessen,c=de"],
    ["spaces", "  CN =  billing ,E= ops@contoso.com  , O=  Contoso\\,  Ltd,ST=Hessen,C=DE  "],
  ])("%s", (_, text) => {
    const pattern = patternOf(text);
    expect(pattern.kind).toBe("exact");
    expect(pattern.matches(nameOf(name))).toBe(true);
    expect(pattern.warnings).toEqual([]);
    expect(pattern.toString()).toBe(text.trim());
  });
});

describe("values", () => {
  it.each([
    ['CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i', 'a,b+c"d\\e<f>g;h=i'],
    ["CN=\\#a", "#a"],
    ["CN=\\ a\\ ", " a "],
    ["CN=a\\ ", "a "],
    ["CN=Lu\\C4\\8Di\\C4\\87", "Lu\u010di\u0107"],
    ["CN=\\F0\\9F\\98\\80x", "\u{1f600}x"],
    ["CN=a=b", "a=b"],
    ["CN=a#b", "a#b"],
    ["CN=a/b", "a/b"],
    ['CN="a,b+c;d<e>f=g#h"', "a,b+c;d<e>f=g#h"],
    ['CN="a\\"b\\\\c"', 'a"b\\c'],
    ['CN="a""b"', 'a"b'],
    ['CN="""a"""', '"a"'],
    ['CN="\\C3\\A9"', "\u00e9"],
    ["CN=#1e0400610062", "ab"],
    ["/CN=host/billing.contoso.com", "host/billing.contoso.com"],
    ["/CN=http://contoso.com/a?b", "http://contoso.com/a?b"],
    ["/CN=C++ team", "C++ team"],
    ["/CN=a\\/OU\\+b", "a/OU+b"],
    ["/CN=Luk\\xC4\\x8D", "Luk\u010d"],
    ["/CN=a \\ b", "a \\ b"],
    ['/CN=a "b", c', 'a "b", c'],
  ])("%s", (text, value) => {
    expect(matches(text, [[{ type: "CN", value }]])).toBe(true);
    expect(matches(text, [[{ type: "CN", value: `${value}x` }]])).toBe(false);
  });

  it("compares a value that is no text by its octets", () => {
    const value = octetString(Uint8Array.of(1, 2, 3));
    expect(matches("1.2.3=#0403010203", [[{ type: "1.2.3", value }]])).toBe(true);
    expect(matches("1.2.3=#0403010204", [[{ type: "1.2.3", value }]])).toBe(false);
    expect(matches("1.2.3=#0C03010203", [[{ type: "1.2.3", value }]])).toBe(false);
  });

  it("takes an empty value only where quotes or digits show that it is meant", () => {
    const empty = [[{ type: "CN", value: "a" }], [{ type: "OU", value: utf8String("") }]];
    expect(matches('CN=a, OU=""', empty)).toBe(true);
    expect(matches("CN=a,OU=#0c00", empty)).toBe(true);
    expect(matches('CN=a, OU=""', "CN=a")).toBe(false);
    expect(parseDistinguishedName("CN=a,OU=")).toMatchObject({ kind: "error", column: 9 });
  });
});

describe("names in part", () => {
  it.each(["CN=a,*", "CN=a , * ", 'CN="a",*', "CN=a,OU=b+O=c,*"])("%s", (text) => {
    expect(patternOf(text).kind).toBe("some");
  });

  it("keeps an escaped star in the value", () => {
    expect(patternOf("CN=a\\2C\\2A").kind).toBe("exact");
    expect(matches("CN=a\\2C\\2A", [[{ type: "CN", value: "a,*" }]])).toBe(true);
  });
});

describe("errors", () => {
  it.each([
    ["", 1, "empty"],
    ["   ", 1, "empty"],
    ["billing", 1, "has no ="],
    ["CN=a,billing", 6, "has no ="],
    ["CN=a,", 6, "missing"],
    ["CN=a,,O=b", 6, "missing"],
    ["=a", 1, "type is missing"],
    ["CN=", 4, "empty"],
    ["CN= ,O=b", 5, "empty"],
    ["CN=a;O=b", 5, "semicolon"],
    ['CN="a" b', 8, "follows the quoted"],
    ['CN="a"O=b', 7, "follows the quoted"],
    ['CN="a', 4, "never closed"],
    ['CN="a\\"', 4, "never closed"],
    ['CN=a"b', 5, 'unescaped "'],
    ["CN=<a>", 4, "unescaped <"],
    ["CN=a\\", 5, "no escape"],
    ["CN=CONTOSO\\svc", 11, "no escape"],
    ["CN=a\\4", 5, "no escape"],
    ['CN="a\\,b"', 6, "no escape"],
    ["CN=\\C3", 4, "not UTF-8"],
    ["CN=\\FF\\FE", 4, "not UTF-8"],
    ["CN=\\ED\\A0\\80", 4, "not UTF-8"],
    ["CN=#", 4, "not hexadecimal"],
    ["CN=#0c0", 4, "not hexadecimal"],
    ["CN=#zz", 4, "not hexadecimal"],
    ["CN=#0c05", 4, "not the DER"],
    ["CN=#0c0161ff", 4, "not the DER"],
    ["CN=#0c01610c0162", 4, "not the DER"],
    ["CN=a\\00b", 4, "U+0000"],
    ["CN=a\\0Ab", 4, "U+000A"],
    ["CN=a\nO=b", 5, "control character (U+000A)"],
    ["CN=a\tb", 5, "control character (U+0009)"],
    ['CN="a\nb"', 6, "control character (U+000A)"],
    ["CN=a\u200bb", 4, "U+200B"],
    ["CN=a\ud800", 4, "U+D800"],
    ["\u200eCN=a", 1, "U+200E"],
    ["  CMN=a", 3, "unknown"],
    ["1.2.=a", 1, "unknown"],
    ["3.1=a", 1, "not an object identifier"],
    ["1.40=a", 1, "not an object identifier"],
    ["1=a", 1, "not an object identifier"],
    ["2.5.04.3=a", 1, "not an object identifier"],
    ["*", 1, "star alone"],
    [" * ", 2, "star alone"],
    ["CN=a+*", 6, "follows no comma"],
    ["CN=a,*,O=b", 6, "has no ="],
    ["*,CN=a", 1, "has no ="],
    ["/", 1, "cannot end in /"],
    ["/CN=a/", 6, "cannot end in /"],
    ["/CN=a/*", 6, "cannot end in /*"],
    ["/CN=a,*", 6, "cannot end in ,*"],
    ["/billing", 1, "no TYPE="],
    ["/CN=a/CMN=b", 7, "unknown"],
    ["/CN=/O=b", 5, "empty"],
    ["/CN=a;b", 6, "semicolon"],
    ["/CN=a\nb", 6, "control"],
    ["/CN=\\xE9", 5, "not UTF-8"],
    ["  /CN=a/", 8, "cannot end in /"],
  ])("%j", (text, column, message) => {
    const result = parseDistinguishedName(text);
    expect(result).toMatchObject({ kind: "error", column, message: expect.stringContaining(message) });
    expect(result.kind === "error" && result.remedy).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    ["SN=Doe", "SURNAME= or SERIALNUMBER="],
    ["sn=12", "SURNAME= or SERIALNUMBER="],
    ["/C=DE/SN=12", "SURNAME= or SERIALNUMBER="],
    ["CMN=a", "CN"],
    ["serialNumer=a", "SERIALNUMBER"],
    ["subject=C = US", 'Leave out "subject="'],
    ["issuer=CN=a", 'Leave out "issuer="'],
  ])("%s says what to write", (text, remedy) => {
    expect(parseDistinguishedName(text)).toMatchObject({ kind: "error", remedy: expect.stringContaining(remedy) });
  });

  // Upper-casing makes U+017F an S and U+0131 an I.
  it("does not take other alphabets' letters for a type", () => {
    expect(parseDistinguishedName("\u017fT=a")).toMatchObject({
      kind: "error",
      message: expect.stringContaining("U+017F"),
    });
  });

  it("repeats little of what was written, and only printable ASCII of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (text) => {
        const result = parseDistinguishedName(text);
        if (result.kind !== "error") return;
        expect(result.message).toMatch(/^[ -~]{1,200}$/);
        expect(result.column).toBeGreaterThanOrEqual(1);
        expect(result.column).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});

describe("warnings", () => {
  it.each([
    ["CN=*", 4, "star"],
    ["CN=*.contoso.com,O=a", 4, "star"],
    ["O=a, CN=b*", 9, "star"],
    ['CN="a*"', 4, "star"],
    ["/CN=*", 5, "star"],
    ["CN=a O=b", 4, '"O="'],
    ["C=US/O=Contoso/CN=billing", 3, '"O="'],
  ])("%s", (text, column, message) => {
    expect(patternOf(text).warnings).toEqual([
      expect.objectContaining({ column, message: expect.stringContaining(message) }),
    ]);
  });

  it.each(["CN=\\2A.contoso.com", "CN=a\\ O=b", 'CN="a O=b"', "CN=a b=c", "CN=a,*"])("none for %s", (text) => {
    expect(patternOf(text).warnings).toEqual([]);
  });
});

describe("an accepted text", () => {
  it("is never empty, whatever it is made of", () => {
    const piece = fc.constantFrom(
      "CN",
      "O",
      "=",
      ",",
      "+",
      "*",
      '"',
      "\\",
      "#",
      "/",
      " ",
      "a",
      "0c",
      "2C",
      ";",
      "\u00e9",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const result = parseDistinguishedName(pieces.join(""));
        if (result.kind !== "error") expect(result.matches(nameOf(encodeName("")))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
