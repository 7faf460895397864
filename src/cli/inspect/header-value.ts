import { looksEncoded } from "../../config/material-entries.ts";

/** How the value of a certificate header is written. */
export type ValueForm = "base64" | "pem-line" | "escaped-pem" | "xfcc" | "rfc9440";

/** What a value is, and what lies in it; nothing of it has been checked. */
export interface HeaderValue {
  readonly form: ValueForm;
  /** DER or PEM, each as octets. What does not decode is left out. */
  readonly parts: readonly Uint8Array[];
}

/**
 * Recognises the value of a certificate header, forgiving as no front end's reader is: this is for people to look at,
 * never for a decision.
 */
export function recogniseValue(written: string): HeaderValue | undefined {
  const value = written.trim();
  if (/^(?:By|Hash|Cert|Chain|Subject|URI|DNS)=/i.test(value)) return { form: "xfcc", parts: partsOfXfcc(value) };
  if (/^:[A-Za-z0-9+/=]*:/.test(value)) return { form: "rfc9440", parts: partsOfRfc9440(value) };
  if (/^(?:-|%2D){5}BEGIN(?:%20| |\+)/i.test(value)) return recognisePem(value);
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/.test(value)) return undefined;
  const bytes = Buffer.from(value, "base64");
  return looksEncoded(bytes) ? { form: "base64", parts: [bytes] } : undefined;
}

/** PEM in one line: escaped as in URLs, or with spaces where the line ends were. */
function recognisePem(value: string): HeaderValue | undefined {
  if (/[\r\n]/.test(value)) return undefined;
  const text = decodePercent(value);
  return { form: text === value ? "pem-line" : "escaped-pem", parts: [Buffer.from(text)] };
}

/** Envoy, "x-forwarded-client-cert": elements with commas between, pairs with semicolons, values that may be quoted. */
function partsOfXfcc(value: string): readonly Uint8Array[] {
  const pairs = value.matchAll(/(?:^|[;,])\s*(Cert|Chain)=(?:"((?:[^"\\]|\\.)*)"|([^;,"]*))/gi);
  return Array.from(pairs, ([, , quoted, bare = ""]) => Buffer.from(decodePercent(quoted ?? bare)));
}

/** RFC 8941 section 3.3.5: base64 between colons. */
function partsOfRfc9440(value: string): readonly Uint8Array[] {
  return Array.from(value.matchAll(/:([A-Za-z0-9+/=]*):/g), ([, base64 = ""]) => Buffer.from(base64, "base64"));
}

/** Escapes that are none stay as they are. */
function decodePercent(value: string): string {
  return value.replace(/%([0-9A-Fa-f]{2})/g, (_, octet: string) => String.fromCharCode(Number.parseInt(octet, 16)));
}
