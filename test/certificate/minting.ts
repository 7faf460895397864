import { DerReader } from "../../src/asn1/reader.ts";
import { Tag } from "../../src/asn1/tags.ts";
import { elementOf } from "../../src/asn1/values.ts";
import { sequence } from "../../src/asn1/writer.ts";
import { type Certificate, parseCertificate } from "../../src/certificate/certificate.ts";
import { type Authority, type CertificateOptions, createAuthority } from "../../src/testing/index.ts";

/** Issues everything below. */
export const root: Authority = createAuthority({ subject: "CN=Test Root CA,O=Contoso,C=DE" });

/** An end-entity certificate in DER. */
export function mint(options: CertificateOptions = {}): Uint8Array {
  return root.issue(options).der;
}

/** An end-entity certificate, parsed. */
export function parsed(options: CertificateOptions = {}): Certificate {
  return parseCertificate(mint(options));
}

/** No extension but those that the test spells out. */
export const BARE = {
  basicConstraints: false,
  keyUsage: false,
  extKeyUsage: false,
  subjectKeyIdentifier: false,
  authorityKeyIdentifier: false,
} as const;

/** A certificate, parsed, with one extension whose value is given. */
export function withExtension(oid: string, value: Uint8Array, critical = false): Certificate {
  return parsed({ ...BARE, extraExtensions: [{ oid, value, critical }] });
}

/** The fields of a TBSCertificate in DER, in their order, or whatever else a SEQUENCE holds. */
export function fieldsOf(encoded: Uint8Array): Uint8Array[] {
  const reader = DerReader.over(encoded).enterNext(Tag.SEQUENCE, "sequence");
  const fields: Uint8Array[] = [];
  while (!reader.atEnd) fields.push(elementOf(encoded, reader.readAny("field")));
  return fields;
}

/** Options that change the list of the fields of the TBSCertificate before it is signed. */
export function editFields(edit: (fields: Uint8Array[]) => readonly Uint8Array[]): CertificateOptions {
  return { corrupt: { editTbs: (tbs) => sequence(...edit(fieldsOf(tbs))) } };
}
