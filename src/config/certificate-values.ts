import { kindOf } from "../rules/rule-shape.ts";
import { CertificateReader, type LocatedCertificate } from "./certificates.ts";
import { reportEmptyList } from "./lists.ts";
import type { Reporter } from "./problems.ts";

/** Certificates from a variable. What could not be read is reported. */
export function certificatesFromText(text: string, report: Reporter): readonly LocatedCertificate[] {
  const reader = new CertificateReader(report);
  reader.readText(text);
  return withoutRepeated(reader.found, report);
}

/** Certificates from code: PEM, a path, DER octets, a parsed certificate, or an array of them. */
export function certificatesFromCode(value: unknown, report: Reporter): readonly LocatedCertificate[] {
  const reader = new CertificateReader(report);
  readCodeValue(value, reader, report);
  return withoutRepeated(reader.found, report);
}

/** Feeds what code gave to a reader. */
export function readCodeValue(value: unknown, reader: CertificateReader, report: Reporter): void {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length === 0) reportEmptyList(report);
  for (const [index, item] of items.entries()) {
    const place = items.length > 1 ? `entry ${index + 1}` : "";
    const der = derOf(item);
    if (typeof item === "string") readCodeText(item, place, reader, report);
    else if (der !== undefined) reader.readBytes(der, place);
    else report.add("option_wrong_type", `The value is ${kindOf(item)}.`, REMEDY_TYPE, place);
  }
}

function readCodeText(text: string, place: string, reader: CertificateReader, report: Reporter): void {
  if (text.trim() !== "") reader.readText(text, place);
  else report.add("value_empty", "The string is empty.", "Give the certificate, or leave the option out.", place);
}

const REMEDY_TYPE = "Give PEM or a path as a string, DER as a Uint8Array, or an array of these.";

/**
 * The octets of a `Uint8Array`, or of a parsed certificate: they are parsed anew, so nothing depends on its other
 * members.
 */
function derOf(item: unknown): Uint8Array | undefined {
  if (item instanceof Uint8Array) return item;
  const isObject = typeof item === "object" && item !== null;
  return isObject && "der" in item && item.der instanceof Uint8Array ? item.der : undefined;
}

function withoutRepeated(found: readonly LocatedCertificate[], report: Reporter): readonly LocatedCertificate[] {
  const first = new Map<string, LocatedCertificate>();
  for (const located of found) {
    const { sha256, subject } = located.certificate;
    const earlier = first.get(sha256);
    if (earlier === undefined) first.set(sha256, located);
    else {
      const where = earlier.place === "" ? "" : `, first at ${earlier.place}`;
      const message = `The certificate of ${subject.toString()} is given more than once${where}.`;
      report.add("certificate_repeated", message, "Remove one of them.", located.place);
    }
  }
  return [...first.values()];
}
