import { describe, expect, it } from "vitest";
import { boolean, explicit, integer, nullValue, octetString, oid, sequence } from "../../src/asn1/writer.ts";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import type { RawExtension } from "../../src/certificate/extensions.ts";
import { Extension } from "../../src/certificate/oids.ts";
import { derError, octets } from "../asn1/octets.ts";
import { BARE, editFields, mint, parsed, withExtension } from "./minting.ts";

/** A certificate in DER whose list of extensions is exactly this. */
function withList(...extensions: readonly Uint8Array[]): Uint8Array {
  return mint(editFields((fields) => [...fields.slice(0, -1), explicit(3, sequence(...extensions))]));
}

const problem = (bytes: Uint8Array): string => derError(() => parseCertificate(bytes)).message;
const unknown = oid("1.2.3.4");
const value = octetString(nullValue());

/** The value is a getter, so it is asked for. */
function shown({ oid, critical, value }: RawExtension): object {
  return { oid, critical, value };
}

describe("the list of extensions", () => {
  it("keeps all, known or not, in their order, with flag and value", () => {
    const bytes = withList(
      sequence(unknown, boolean(true), value),
      sequence(oid(Extension.keyUsage), octetString(octets("03 02 07 80"))),
      sequence(oid("1.2.3.5"), octetString(octets(""))),
    );
    const { extensions } = parseCertificate(bytes);
    expect(extensions.all.map(shown)).toEqual([
      { oid: "1.2.3.4", critical: true, value: octets("05 00") },
      { oid: Extension.keyUsage, critical: false, value: octets("03 02 07 80") },
      { oid: "1.2.3.5", critical: false, value: octets("") },
    ]);
    expect(extensions.keyUsage).toEqual({ bits: 0x8000, critical: false });
    expect(extensions.basicConstraints).toBeUndefined();
  });

  it("does not look into extensions it does not know", () => {
    const { extensions } = withExtension("1.2.3.4", octets("30 80 ff ff"), true);
    expect(extensions.all.map(shown)).toEqual([{ oid: "1.2.3.4", critical: true, value: octets("30 80 ff ff") }]);
    expect(extensions.criticalOids).toEqual(["1.2.3.4"]);
    expect(JSON.parse(JSON.stringify(extensions)).all).toMatchObject([{ oid: "1.2.3.4", critical: true }]);
  });

  it.each([
    ["empty", withList(), /extension is missing/],
    ["an empty extension", withList(sequence()), /extnID is missing/],
    ["no value", withList(sequence(unknown)), /extnValue is missing/],
    ["a value of another type", withList(sequence(unknown, nullValue())), /extnValue has tag 0x5/],
    ["a constructed value", withList(sequence(unknown, octets("24 04 04 02 05 00"))), /extnValue has tag 0x24/],
    ["something after the value", withList(sequence(unknown, value, nullValue())), /extension is followed by more/],
    ["flag and value swapped", withList(sequence(unknown, value, boolean(true))), /extension is followed by more/],
    ["two flags", withList(sequence(unknown, boolean(true), boolean(true), value)), /extnValue has tag 0x1/],
    ["a flag of two octets", withList(sequence(unknown, octets("01 02 ff ff"), value)), /BOOLEAN is not one octet/],
    ["a flag of no octet", withList(sequence(unknown, octets("01 00"), value)), /BOOLEAN is not one octet/],
    ["a flag that is a number", withList(sequence(unknown, integer(1), value)), /extnValue has tag 0x2/],
    ["a bad identifier", withList(sequence(octets("06 02 2a 80"), value)), /padded|inside an arc/],
    ["no sequence", withList(unknown), /extension has tag 0x6/],
  ])("refused: %s", (_, bytes, message) => {
    expect(problem(bytes)).toMatch(message);
  });

  it("takes 64 and no more", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => sequence(oid(`1.2.3.${index}`), value));
    expect(parseCertificate(withList(...many(64))).extensions.all).toHaveLength(64);
    expect(problem(withList(...many(65)))).toMatch(/more than 64 extensions/);
    expect(problem(withList(...many(3000)))).toMatch(/more than 64 extensions/);
  });

  it("is refused when something stands beside it in its wrapper", () => {
    const list = sequence(sequence(unknown, value));
    for (const wrapper of [explicit(3, list, nullValue()), explicit(3, list, list), explicit(3), explicit(3, value)]) {
      problem(mint(editFields((fields) => [...fields.slice(0, -1), wrapper])));
    }
  });
});

describe("an extension that stands twice", () => {
  it.each(Object.entries(Extension))("%s is refused, also when both are the same", (name, type) => {
    const extension = sequence(oid(type), octetString(goodValues[name as keyof typeof Extension]));
    expect(parseCertificate(withList(extension)).extensions.all.length).toBe(1);
    expect(problem(withList(extension, extension))).toMatch(`extension ${type} stands twice`);
    expect(problem(withList(extension, sequence(unknown, value), extension))).toMatch("stands twice");
  });

  it("an unknown one too, and with another flag or value", () => {
    const other = sequence(unknown, boolean(true), octetString(octets("")));
    expect(problem(withList(sequence(unknown, value), other))).toMatch("extension 1.2.3.4 stands twice");
  });
});

describe("the critical flag", () => {
  it.each(Object.entries(Extension))("of %s is kept with it", (name, type) => {
    for (const critical of [true, false]) {
      const { extensions } = withExtension(type, goodValues[name as keyof typeof Extension], critical);
      expect(extensions.all).toEqual([expect.objectContaining({ oid: type, critical })]);
      if (name in extensions) expect(extensions[name as keyof typeof extensions]).toHaveProperty("critical", critical);
    }
  });
});

describe("where a value is wrong", () => {
  it("the offset counts from the start of the certificate", () => {
    const bad = octets("30 06 01 01 ff 02 01 ff");
    const bytes = mint({ ...BARE, extraExtensions: [{ oid: Extension.basicConstraints, value: bad }] });
    const { offset, message } = derError(() => parseCertificate(bytes));
    expect(message).toMatch(/pathLenConstraint is negative/);
    expect(offset).toBe(Buffer.from(bytes).indexOf(bad) + bad.length - 1);
  });

  it("a value may not read past its OCTET STRING into what follows", () => {
    const spilling = sequence(oid(Extension.subjectKeyIdentifier), octetString(octets("04 05 aa")));
    expect(problem(withList(spilling, sequence(unknown, value)))).toMatch(/longer than what holds it/);
  });

  it("a certificate with all of them parses", () => {
    const extraExtensions = Object.entries(Extension).map(([name, type]) => ({
      oid: type,
      value: goodValues[name as keyof typeof Extension],
    }));
    const { extensions } = parsed({ ...BARE, extraExtensions });
    expect(extensions.all.length).toBe(extraExtensions.length);
    expect(Object.values(extensions).filter((extension) => extension === undefined)).toEqual([]);
  });
});

/** One value of every extension that has a name here. */
const goodValues: Readonly<Record<keyof typeof Extension, Uint8Array>> = {
  subjectKeyIdentifier: octets("04 02 aa bb"),
  keyUsage: octets("03 02 07 80"),
  subjectAltName: octets("30 03 82 01 61"),
  issuerAltName: octets("30 03 82 01 61"),
  basicConstraints: octets("30 00"),
  nameConstraints: octets("30 07 a0 05 30 03 82 01 61"),
  cRLDistributionPoints: octets("30 00"),
  certificatePolicies: octets("30 06 30 04 06 02 2a 03"),
  policyMappings: octets("30 0a 30 08 06 02 2a 03 06 02 2a 04"),
  authorityKeyIdentifier: octets("30 04 80 02 aa bb"),
  policyConstraints: octets("30 03 80 01 00"),
  extKeyUsage: octets("30 04 06 02 2a 03"),
  freshestCRL: octets("30 00"),
  inhibitAnyPolicy: octets("02 01 00"),
  authorityInfoAccess: octets("30 09 30 07 06 02 2a 03 86 01 61"),
  subjectInfoAccess: octets("30 00"),
};
