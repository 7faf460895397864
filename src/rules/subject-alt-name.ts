import { dnsToken, emailToken, ipToken, upnToken, uriToken } from "./alt-name-token.ts";
import { closest } from "./closest.ts";
import { parseIpAddress } from "./ip-address.ts";
import { codePoint, readOrProblem, shown, TextError, type TextProblem, type TextWarning } from "./text-problem.ts";

/** Kinds of subject alternative names that rules can name. */
export type SubjectAltNameKind = "dns" | "uri" | "email" | "ip" | "upn";

/** A subject alternative name as a rule has it. Immutable. */
export interface SubjectAltNamePattern {
  readonly kind: SubjectAltNameKind;
  /** As the operator wrote it, without surrounding spaces and quotation marks. */
  readonly text: string;
  /** The comparable form that a certificate's name must have. */
  readonly token: string;
  /** SPIFFE: matches only where the certificate has no other URI. */
  readonly wantsOnlyUri: boolean;
  readonly warnings: readonly TextWarning[];
}

/** What a reader of one kind returns; it gets the value and the column where the value stands. */
interface ReadValue {
  readonly token: string;
  readonly warnings?: readonly TextWarning[];
}

const READERS: { readonly [Kind in SubjectAltNameKind]: (value: string, column: number) => ReadValue } = {
  dns: readDns,
  uri: readUri,
  email: readEmail,
  ip: readIp,
  upn: readUpn,
};

/** What other tools call these kinds. */
const OTHER_NAMES: ReadonlyMap<string, SubjectAltNameKind> = new Map([
  ["dns name", "dns"],
  ["dnsname", "dns"],
  ["url", "uri"],
  ["uniformresourceidentifier", "uri"],
  ["rfc822", "email"],
  ["rfc822name", "email"],
  ["rfc822 name", "email"],
  ["mail", "email"],
  ["ip address", "ip"],
  ["ipaddress", "ip"],
  ["principal name", "upn"],
  ["userprincipalname", "upn"],
]);

/**
 * A subject alternative name of a rule: `dns:`, `uri:`, `email:`, `ip:` or `upn:` and the value. In a list, an entry that
 * holds a semicolon stands in quotation marks.
 */
export function parseSubjectAltName(text: string): SubjectAltNamePattern | TextProblem {
  return readOrProblem(() => {
    const { entry, column } = withoutQuotes(text);
    const { kind, valueAt } = readKind(entry, column);
    const value = entry.slice(valueAt);
    if (value === "") throw new TextError("the value is empty", column + valueAt, `Write it after ${kind}:.`);
    assertVisible(value, column + valueAt);
    const { token, warnings = [] } = READERS[kind](value, column + valueAt);
    return Object.freeze({ kind, text: entry, token, wantsOnlyUri: isSpiffe(kind, value), warnings });
  });
}

/** None of the kinds has a value that begins with a quotation mark, so an entry that does is quoted as a whole. */
function withoutQuotes(text: string): { readonly entry: string; readonly column: number } {
  const trimmed = text.trim();
  const column = text.length - text.trimStart().length + 1;
  if (!trimmed.startsWith('"')) return { entry: trimmed, column };
  if (trimmed.length < 2 || !trimmed.endsWith('"')) {
    throw new TextError("the quotation mark is never closed", column, 'Write " at the end of the entry.');
  }
  return { entry: trimmed.slice(1, -1), column: column + 1 };
}

function readKind(entry: string, column: number): { readonly kind: SubjectAltNameKind; readonly valueAt: number } {
  const [, word = ""] = /^([^:=]*)[:=]/.exec(entry) ?? [];
  const kind = word.toLowerCase();
  if (isKind(kind) && entry[word.length] === ":") return { kind, valueAt: word.length + 1 };
  const meant = isKind(kind) ? kind : (OTHER_NAMES.get(kind) ?? closest(word, Object.keys(READERS)));
  const guess = meant === undefined ? "" : `Did you mean ${meant}:? `;
  const message =
    word === "" ? `${shown(entry)} does not say what kind of name it is` : `${shown(word)} is no kind of name`;
  throw new TextError(message, column, `${guess}Write dns:, uri:, email:, ip: or upn: before the value.`);
}

function isKind(word: string): word is SubjectAltNameKind {
  return Object.hasOwn(READERS, word);
}

/** Spaces and control characters stand in none of the five; in a certificate they match nothing. */
function assertVisible(value: string, column: number): void {
  const found = /[\p{C}\p{Z}]/u.exec(value);
  if (found === null) return;
  throw new TextError(`${codePoint(found[0])} stands in the value`, column + found.index, "Delete that character.");
}

function readDns(value: string, column: number): ReadValue {
  assertAscii(value, column, "Write the A-label (xn--...) of each part, as certificates carry it.");
  const bad = /[^A-Za-z0-9._*-]/.exec(value);
  if (bad !== null) {
    const remedy = "Write the host name alone, without scheme, port and path.";
    throw new TextError(`${shown(bad[0])} cannot stand in a DNS name`, column + bad.index, remedy);
  }
  if (value.endsWith(".")) {
    throw new TextError(
      "a DNS name in a certificate has no final dot",
      column + value.length - 1,
      "Leave out the dot.",
    );
  }
  if (value.split(".").includes("") || value.length > 253) {
    throw new TextError(`${shown(value)} is no DNS name`, column, "Write it as in dns:client.contoso.com.");
  }
  return { token: dnsToken(value), warnings: dnsWarnings(value, column) };
}

function dnsWarnings(value: string, column: number): readonly TextWarning[] {
  const warnings: TextWarning[] = [];
  if (value.includes("*")) {
    const remedy = "Write each name that callers may have, unless the callers' certificates do hold the star.";
    warnings.push({ message: "a star is compared literally; wildcards are not evaluated", column, remedy });
  }
  if (parseIpAddress(value) !== undefined) {
    const remedy = "Write ip: before it, unless the certificate does carry the address as a DNS name.";
    warnings.push({ message: "this is an address, and dns: does not match addresses", column, remedy });
  }
  return warnings;
}

function readUri(value: string, column: number): ReadValue {
  assertAscii(value, column, "Write it percent-encoded, as certificates carry it.");
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:./.test(value)) {
    throw new TextError(
      `${shown(value)} is no absolute URI`,
      column,
      "Write it whole, as in uri:https://contoso.com/a.",
    );
  }
  const bad = /["<>\\^`{|}]/.exec(value);
  if (bad !== null) {
    const remedy = "Write it percent-encoded; an entry with a semicolon stands in quotation marks as a whole.";
    throw new TextError(`${shown(bad[0])} cannot stand in a URI`, column + bad.index, remedy);
  }
  if (isSpiffe("uri", value)) assertSpiffeId(value, column);
  return { token: uriToken(value) };
}

function isSpiffe(kind: SubjectAltNameKind, value: string): boolean {
  return kind === "uri" && /^spiffe:/i.test(value);
}

/** SPIFFE-ID, sections 2.1 to 2.3: lower-case trust domain, no query, fragment, port, empty or dot segment, at most 2048 octets. */
function assertSpiffeId(value: string, column: number): void {
  const path = /^spiffe:\/\/[a-z0-9._-]{1,255}((?:\/[A-Za-z0-9._-]+)*)$/.exec(value)?.[1];
  const segments = path?.split("/") ?? ["."];
  if (value.length <= 2048 && !segments.includes(".") && !segments.includes("..")) return;
  const remedy = "Write spiffe:// and the trust domain in lower case, then the path without a final slash.";
  throw new TextError(`${shown(value)} is no SPIFFE ID`, column, remedy);
}

function readEmail(value: string, column: number): ReadValue {
  assertAscii(value, column, "Write the domain as A-labels (xn--...); a certificate's rfc822Name is ASCII.");
  const at = value.lastIndexOf("@");
  const domain = value.slice(at + 1);
  if (at < 1 || !/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/.test(domain)) {
    throw new TextError(`${shown(value)} is no e-mail address`, column, "Write it as in email:ops@contoso.com.");
  }
  return { token: emailToken(value) };
}

function readIp(value: string, column: number): ReadValue {
  const octets = parseIpAddress(value);
  if (octets !== undefined) return { token: ipToken(octets) };
  const remedy = "Write one address as in ip:10.0.0.4 or ip:2001:db8::1, without range, zone, port or leading zeros.";
  throw new TextError(`${shown(value)} is no IP address`, column, remedy);
}

function readUpn(value: string, column: number): ReadValue {
  if (/^[^@]+@[^@]+$/.test(value)) return { token: upnToken(value) };
  throw new TextError(`${shown(value)} is no user principal name`, column, "Write it as in upn:ops@contoso.com.");
}

function assertAscii(value: string, column: number, remedy: string): void {
  const found = /[^!-~]/u.exec(value);
  if (found === null) return;
  throw new TextError(`${codePoint(found[0])} is not ASCII`, column + found.index, remedy);
}
