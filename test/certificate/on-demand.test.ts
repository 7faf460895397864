import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DerError } from "../../src/asn1/der-error.ts";
import { DerReader } from "../../src/asn1/reader.ts";
import { readGeneralName, skipGeneralName } from "../../src/certificate/general-name.ts";
import { encodeGeneralName } from "../../src/testing/index.ts";
import { parsed } from "./minting.ts";

const NAMES = [
  "dns:a.example",
  "email:a@b.example",
  "uri:spiffe://a/b",
  "ip:10.1.2.3",
  "rid:1.2.3.4",
  "upn:alice@corp.example",
  "dirname:CN=a+CN=b,O=c",
] as const;

/** Where a reader stands afterwards, or at which octet and why it refused. */
function outcome(bytes: Uint8Array, read: (reader: DerReader) => void): string {
  const reader = DerReader.over(bytes);
  try {
    read(reader);
    return `read to ${reader.offset}`;
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return `refused at ${error.offset}: ${error.message}`;
  }
}

const skipped = (bytes: Uint8Array): string => outcome(bytes, (reader) => skipGeneralName(reader, "name"));
const decoded = (bytes: Uint8Array): string => outcome(bytes, (reader) => void readGeneralName(reader, "name"));

function agree(bytes: Uint8Array): void {
  expect(skipped(bytes)).toBe(decoded(bytes));
}

/** Only whether it refuses must agree: of two faults each may find the other one first. */
function agreeOnRefusal(bytes: Uint8Array): void {
  expect(skipped(bytes).split(" at ")[0]).toBe(decoded(bytes).split(" at ")[0]);
}

describe("a name that is decoded on demand was checked before exactly as decoding checks it", () => {
  it.each(NAMES)("%s", (name) => agree(encodeGeneralName(name)));

  it("whatever octet of it is changed", () => {
    for (const name of NAMES) {
      const bytes = encodeGeneralName(name);
      for (let at = 0; at < bytes.length; at++) {
        for (let octet = 0; octet < 256; octet++) agreeOnRefusal(bytes.with(at, octet));
      }
    }
  });

  it("whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0xa0, 0x81, 0x82, 0xa3, 0xa4, 0xa5, 0x86, 0x87, 0x88, 0x30, 0xa8),
        fc.uint8Array({ maxLength: 24 }),
        (tag, content) => agreeOnRefusal(Uint8Array.of(tag, content.length, ...content)),
      ),
      { numRuns: 5000 },
    );
    agree(new Uint8Array(0));
  });
});

describe("what is decoded on demand shows itself like a plain object", () => {
  const { extensions, subject } = parsed({ subject: "CN=a,O=b", subjectAltName: ["dns:a.example"] });

  it("to JSON.stringify", () => {
    expect(JSON.parse(JSON.stringify(extensions.subjectAltName))).toEqual({
      names: [{ kind: "dNSName", value: "a.example" }],
      critical: false,
    });
    expect(JSON.parse(JSON.stringify(subject.attributes))).toContainEqual({ type: "2.5.4.3", value: "a" });
  });

  it("to console.log", () => {
    expect(inspect(extensions.subjectAltName, { depth: 4 })).toContain("value: 'a.example'");
    expect(inspect(subject.attributes)).toContain("type: '2.5.4.3'");
  });
});
