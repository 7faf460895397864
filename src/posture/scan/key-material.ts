/** A private key in a text: what it is, and where it begins and ends, in UTF-16 code units. */
export interface FoundKey {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Private keys and key stores in any text: PEM (RFC 7468), also inside JSON and lists of strings, and base64 of PEM, DER,
 * PFX (RFC 7292) or a Java key store. The same key counts once. What the text holds is never part of the answer.
 */
export function findKeys(text: string): readonly FoundKey[] {
  const keys = [...findPem(text), ...findBase64(text)];
  const seen = new Set<string>();
  return keys
    .toSorted((left, right) => left.start - right.start)
    .filter(({ body }) => !seen.has(body) && seen.add(body))
    .map(({ what, start, end }) => ({ what, start, end }));
}

interface Key extends FoundKey {
  /** The beginning of the key itself, to know it again by. */
  readonly body: string;
}

const PEM = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;

/** How much of a key is looked at, in characters: more than the headers of an old encrypted one and a line of it. */
const LOOKED_AT = 600;

/** The shortest private key, one for Ed25519, has 64 characters of base64 (RFC 8410 section 7). */
const SHORTEST = 60;

function findPem(text: string): readonly Key[] {
  return [...text.matchAll(PEM)].flatMap(({ 0: boundary, index }) => {
    const start = index + boundary.length;
    const body = bodyOf(text.slice(start, start + LOOKED_AT));
    if (body.length < SHORTEST) return [];
    return { what: "a private key in PEM", start: index, end: start, body: body.slice(0, SHORTEST) };
  });
}

/** The base64 up to the first thing that is none, without headers, ends of lines, and what stands between strings. */
function bodyOf(text: string): string {
  const [before = ""] = text.split("-----", 1);
  const lines = before.replace(/\\+[nrt]/g, "\n").replace(/[A-Za-z-]+: [^\n\r"]*/g, "");
  const joined = lines.replace(/[\s",\\]/g, "");
  return /^[A-Za-z0-9+/=]*/.exec(joined)?.[0] ?? "";
}

/** How a SEQUENCE of DER begins in base64 (the second letter is of its length), how PEM does, and Java's magic number. */
const BASE64 = /(?<![A-Za-z0-9+/])(?:M[C-I]|LS0tLS1CRUdJTi|\/u3\+7)[A-Za-z0-9+/]{40,}={0,2}/g;

function findBase64(text: string): readonly Key[] {
  return [...text.matchAll(BASE64)].flatMap(({ 0: found, index }) => {
    if (isInsidePem(text, index)) return [];
    const what = kindOf(found);
    if (what === undefined) return [];
    return { what, start: index, end: index + Math.min(found.length, SHORTEST), body: found.slice(0, SHORTEST) };
  });
}

/** The first line after a boundary is what the boundary says. */
function isInsidePem(text: string, index: number): boolean {
  return /-----BEGIN [A-Z0-9 ]+-----(?:\\+[nr]|[\s",\\])*$/.test(text.slice(Math.max(0, index - 120), index));
}

function kindOf(base64: string): string | undefined {
  const bytes = Buffer.from(base64.slice(0, 4 * 1024), "base64");
  if (bytes.subarray(0, 4).toString("hex") === "feedfeed") return "a Java key store in base64";
  const text = bytes.toString("latin1");
  if (text.startsWith("-----BEGIN")) return findPem(text).length > 0 ? "a private key in base64" : undefined;
  const outline = OUTLINES.find(([expected]) => expected.test(bytes.toString("hex", 0, 64)));
  return outline?.[1];
}

const LENGTH = "(?:[0-7][0-9a-f]|80|81[0-9a-f]{2}|82[0-9a-f]{4}|83[0-9a-f]{6})";

/** How keys begin in DER, as hexadecimal digits. Certificates, requests and public keys begin otherwise. */
const OUTLINES: readonly (readonly [RegExp, string])[] = [
  // PFX ::= SEQUENCE { version 3, ContentInfo { data or signedData ... (RFC 7292 section 4)
  [new RegExp(`^30${LENGTH}02010330${LENGTH}06092a864886f70d0107`), "a PFX in base64"],
  // PrivateKeyInfo ::= SEQUENCE { version, AlgorithmIdentifier, ... (RFC 5958 section 2)
  [new RegExp(`^30${LENGTH}02010[01]30${LENGTH}06`), "a private key in base64"],
  // RSAPrivateKey ::= SEQUENCE { version 0, modulus INTEGER of 128 bytes and more (RFC 8017 appendix A.1.2)
  [new RegExp(`^30${LENGTH}02010002(?:81|82)`), "a private key in base64"],
  // ECPrivateKey ::= SEQUENCE { version 1, OCTET STRING of 20 to 66 bytes (RFC 5915 section 3)
  [new RegExp(`^30${LENGTH}02010104[1-4]`), "a private key in base64"],
  // EncryptedPrivateKeyInfo by PBES1, PBES2 or PKCS#12's own (RFC 5958 section 3)
  [new RegExp(`^30${LENGTH}30${LENGTH}06(?:092a864886f70d0105|0a2a864886f70d010c01)`), "a private key in base64"],
];
