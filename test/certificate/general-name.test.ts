import { describe, expect, it } from "vitest";
import { der, explicit, implicit, oid, sequence, utf8String } from "../../src/asn1/writer.ts";
import type { GeneralName } from "../../src/certificate/general-name.ts";
import { Name } from "../../src/certificate/name.ts";
import { Extension } from "../../src/certificate/oids.ts";
import { encodeGeneralName, encodeName, type GeneralNameInput } from "../../src/testing/index.ts";
import { derError, octets } from "../asn1/octets.ts";
import { parsed, withExtension } from "./minting.ts";

/** The names of a subjectAltName. */
function names(...inputs: readonly GeneralNameInput[]): readonly GeneralName[] {
  return parsed({ subjectAltName: inputs }).extensions.subjectAltName?.names ?? [];
}

const problem = (input: Uint8Array): string => derError(() => names(input)).message;
const UPN = "1.3.6.1.4.1.311.20.2.3";

describe("each kind of name", () => {
  it.each([
    ["email:a@b.example", { kind: "rfc822Name", value: "a@b.example" }],
    ["dns:a.example", { kind: "dNSName", value: "a.example" }],
    ["dns:", { kind: "dNSName", value: "" }],
    ["uri:spiffe://a/b", { kind: "uniformResourceIdentifier", value: "spiffe://a/b" }],
    ["ip:10.1.2.3", { kind: "iPAddress", value: octets("0a 01 02 03") }],
    ["ip:2001:db8::1", { kind: "iPAddress", value: octets(`2001 0db8 ${"00".repeat(11)} 01`) }],
    ["rid:1.2.3.4", { kind: "registeredID", value: "1.2.3.4" }],
    ["upn:alice@corp.example", { kind: "otherName", type: UPN, upn: "alice@corp.example" }],
  ])("%s", (input, expected) => {
    expect(names(input)).toEqual([expect.objectContaining(expected)]);
  });

  it("directoryName is a name like any other", () => {
    const [name] = names("dirname:CN=a,O=b");
    if (name?.kind !== "directoryName") throw new Error("no directoryName");
    expect(name.value).toBeInstanceOf(Name);
    expect(name.value.toString()).toBe("CN=a,O=b");
    expect(name.value.der).toEqual(encodeName("CN=a,O=b"));
  });

  it("x400Address and ediPartyName are kept as they are", () => {
    expect(names(der(0xa3, octets("05 00")), der(0xa5, octets("80 01 61")))).toEqual([
      { kind: "x400Address", value: octets("05 00") },
      { kind: "ediPartyName", value: octets("80 01 61") },
    ]);
  });

  it("all of them together keep their order", () => {
    const inputs = ["dns:b", "dns:a", "uri:x:y", "email:a@b", "ip:1.2.3.4", "dns:b"];
    expect(names(...inputs).map(({ kind }) => kind)).toEqual([
      "dNSName",
      "dNSName",
      "uniformResourceIdentifier",
      "rfc822Name",
      "iPAddress",
      "dNSName",
    ]);
  });
});

describe("text in names", () => {
  it("is never split, cut or trimmed: what is written is what is compared", () => {
    const texts = ["a.example, DNS:b.example", "a\u0000.example", " a ", "a\nb", "*.a", "%00", '"a"', "a;b"];
    for (const text of texts) {
      for (const kind of ["dns", "uri", "email"] as const) {
        expect(names(`${kind}:${text}`)).toEqual([expect.objectContaining({ value: text })]);
      }
    }
  });

  it.each([1, 2, 6])("[%i] beyond ASCII reads U+FFFD for each octet that is none", (tag) => {
    for (const [content, value] of [
      ["80", "\ufffd"],
      ["61 e9", "a\ufffd"],
      ["61 c3 a9", "a\ufffd\ufffd"],
      ["ff", "\ufffd"],
    ] as const) {
      expect(names(implicit(tag, octets(content)))).toEqual([expect.objectContaining({ value })]);
    }
  });
});

describe("user principal names", () => {
  const other = (type: string, value: Uint8Array) => explicit(0, oid(type), explicit(0, value));
  const upnOf = (input: Uint8Array) => {
    const [name] = names(input);
    return name?.kind === "otherName" ? name.upn : "no otherName";
  };

  it("are decoded whatever string type holds them", () => {
    expect(upnOf(other(UPN, utf8String("j\u00f6rg@corp")))).toBe("j\u00f6rg@corp");
    expect(upnOf(other(UPN, octets("16 01 61")))).toBe("a");
    expect(upnOf(other(UPN, octets("1e 02 00 61")))).toBe("a");
  });

  it("that are no text are undefined, never an empty text", () => {
    expect(upnOf(other(UPN, octets("0c 01 ff")))).toBeUndefined();
    expect(upnOf(other(UPN, octets("04 01 61")))).toBeUndefined();
    expect(upnOf(other(UPN, octets("30 03 0c 01 61")))).toBeUndefined();
  });

  it("of another type are none", () => {
    const [name] = names(other("1.3.6.1.4.1.311.20.2.4", utf8String("alice")));
    expect(name).toEqual({
      kind: "otherName",
      type: "1.3.6.1.4.1.311.20.2.4",
      value: utf8String("alice"),
      upn: undefined,
    });
  });

  it.each([
    ["empty", explicit(0), /is missing/],
    ["no value", explicit(0, oid(UPN)), /is missing/],
    ["no identifier", explicit(0, explicit(0, utf8String("a"))), /has tag 0xa0/],
    ["an empty wrapper", explicit(0, oid(UPN), explicit(0)), /is missing/],
    ["two values", explicit(0, oid(UPN), explicit(0, utf8String("a"), utf8String("b"))), /followed by more data/],
    ["something after", explicit(0, oid(UPN), explicit(0, utf8String("a")), utf8String("b")), /followed by more data/],
    ["an implicit value", explicit(0, oid(UPN), implicit(0, octets("61"))), /has tag 0x80/],
    ["a sequence", explicit(0, sequence(oid(UPN), explicit(0, utf8String("a")))), /has tag 0x30/],
  ])("refused: %s", (_, input, message) => {
    expect(problem(input)).toMatch(message);
  });
});

describe("what is no name", () => {
  it.each([
    ["a string with its own tag", utf8String("a")],
    ["a primitive otherName", implicit(0, octets("61"))],
    ["a constructed dNSName", der(0xa2, octets("16 01 61"))],
    ["a primitive directoryName", implicit(4, octets("30 00"))],
    ["a constructed iPAddress", der(0xa7, octets("04 04 01 02 03 04"))],
    ["[9]", implicit(9, octets("61"))],
    ["an application tag", der(0x42, octets("61"))],
  ])("refused: %s", (_, input) => {
    expect(problem(input)).toMatch(/subjectAltName holds a name of no known kind/);
  });

  it.each([
    ["an empty directoryName", explicit(4), /is missing/],
    ["an implicit directoryName", der(0xa4, encodeName("CN=a").subarray(2)), /has tag 0x31/],
    ["two names in a directoryName", explicit(4, encodeName("CN=a"), encodeName("CN=b")), /followed by more data/],
    ["an empty registeredID", implicit(8, octets("")), /OBJECT IDENTIFIER is empty/],
    ["a bad registeredID", implicit(8, octets("2a 80")), /padded arc/],
  ])("refused: %s", (_, input, message) => {
    expect(problem(input)).toMatch(message);
  });

  it("one bad name among good ones refuses the certificate", () => {
    derError(() => names("dns:a", octets("89 01 61"), "dns:b"));
    derError(() => withExtension(Extension.subjectAltName, sequence(encodeGeneralName("dns:a"), octets("82 05 61"))));
  });
});

describe("addresses", () => {
  it("of other lengths are kept: nothing is equal to them", () => {
    for (const content of ["", "01", "01 02 03", "01 02 03 04 05", "00".repeat(17)]) {
      expect(names(implicit(7, octets(content)))).toEqual([{ kind: "iPAddress", value: octets(content) }]);
    }
  });
});
