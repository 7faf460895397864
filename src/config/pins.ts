import type { Pin } from "../rules/pin.ts";
import { parsePin } from "../rules/pin.ts";
import { readCodeValue } from "./certificate-values.ts";
import { CertificateReader, type LocatedCertificate } from "./certificates.ts";
import type { Reporter } from "./problems.ts";

/** Pins as given, and the certificates behind those that were given as certificates. */
export interface ReadPins {
  readonly pins: readonly Pin[];
  readonly certificates: readonly LocatedCertificate[];
}

/** Pins from a variable: `sha256:...`, `spki-sha256:...`, and certificates in every form. */
export function pinsFromText(text: string, report: Reporter): ReadPins {
  return readPins(report, (reader) => reader.readText(text));
}

/** Pins from code: strings as in the variable, DER octets, or an array of them. */
export function pinsFromCode(value: unknown, report: Reporter): ReadPins {
  return readPins(report, (reader) => readCodeValue(value, reader, report));
}

function readPins(report: Reporter, read: (reader: CertificateReader) => void): ReadPins {
  const written: { readonly pin: Pin; readonly place: string }[] = [];
  const reader = new CertificateReader(report, (entry, place) => {
    if (!looksLikePin(entry)) return false;
    const pin = readPin(entry, report, place);
    if (pin !== undefined) written.push({ pin, place });
    return true;
  });
  read(reader);
  const fromCertificates = reader.found.map(({ certificate, place }) => {
    const { sha256 } = certificate;
    const pin: Pin = Object.freeze({ kind: "certificate", sha256, label: `sha256:${sha256}` });
    return { pin, place };
  });
  return { pins: withoutRepeated([...written, ...fromCertificates], report), certificates: reader.found };
}

/** A word and a colon that is no drive letter, or a digest in hexadecimal with or without separators. */
function looksLikePin(entry: string): boolean {
  return /^(?:spki|sha|pin|thumbprint|fingerprint)[\w-]*\s*[:=]/i.test(entry) || hexDigits(entry).length >= SHA1_DIGITS;
}

const SHA1_DIGITS = 40;
const SHA256_DIGITS = 64;

/** The digits of an entry that holds nothing but hexadecimal digits and separators; otherwise nothing. */
function hexDigits(entry: string): string {
  // Windows puts an invisible U+200E before the thumbprint that its dialog lets people copy.
  const digits = entry.replace(/[-:\s\u200e]/g, "");
  return /^[0-9a-f]+$/i.test(digits) ? digits : "";
}

function readPin(entry: string, report: Reporter, place: string): Pin | undefined {
  const digits = hexDigits(entry);
  if (digits.length === SHA256_DIGITS) {
    const message = "64 hexadecimal digits alone do not say what they are the SHA-256 of.";
    const remedy =
      "Write `sha256:` before the hash of a whole certificate, `spki-sha256:` before that of its public key.";
    report.add("pin_malformed", message, remedy, place);
    return undefined;
  }
  const pin = parsePin(digits === "" ? entry : digits);
  if ("message" in pin) {
    report.add("pin_malformed", sentence(pin.message), pin.remedy, atColumn(place, pin.column));
    return undefined;
  }
  for (const { message, column, remedy } of pin.warnings ?? []) {
    report.add("pin_invisible_character", sentence(message), remedy, atColumn(place, column));
  }
  return pin;
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

function atColumn(place: string, column: number): string {
  return place === "" ? `column ${column}` : `${place}, column ${column}`;
}

function withoutRepeated(
  given: readonly { readonly pin: Pin; readonly place: string }[],
  report: Reporter,
): readonly Pin[] {
  const first = new Map<string, Pin>();
  for (const { pin, place } of given) {
    const key = `${pin.kind} ${pin.sha256}`;
    if (!first.has(key)) first.set(key, pin);
    else report.add("pin_repeated", `The ${pin.kind} sha256 ${pin.sha256} is pinned twice.`, "Remove one.", place);
  }
  return Object.freeze([...first.values()]);
}
