import { type Decoded, decodeBase64 } from "./base64.ts";
import { malformed, tooLarge } from "./failures.ts";
import type { HeaderFailure } from "./findings.ts";
import { headerLines } from "./raw-headers.ts";
import { certificateHeader, singleLine } from "./single-line.ts";
import type { HeaderCertificate } from "./source.ts";
import { MAX_CANDIDATES } from "./source-limits.ts";

/** RFC 9440 section 2.2. As long as App Service's 8192 characters, and the two colons. */
const LEAF = certificateHeader("Client-Cert", 8194);

/**
 * RFC 9440 section 2.3. Its lines may together be as long as App Service's front end, the most generous of those that
 * are known, lets all headers be: 64 KiB.
 */
const CHAIN = certificateHeader("Client-Cert-Chain", 65_536);

const SPACE = 0x20;
const TAB = 0x09;

/**
 * Reads `Client-Cert`, one byte sequence (RFC 9651 section 3.3.5), and `Client-Cert-Chain`, a list of them, whose
 * certificates are candidates. The base64 is read in its canonical spelling only, although RFC 9651 lets a parser be
 * lax: a proxy writes no other. Neither has parameters. A chain without a certificate is nobody's. The certificate
 * itself does not belong into its chain, and is left out there.
 */
export function readRfc9440(rawHeaders: readonly string[]): HeaderCertificate {
  const value = singleLine(rawHeaders, LEAF);
  if (typeof value !== "string") return value;
  const leaf = decodeByteSequence(trim(value));
  if (!leaf.ok) return malformed(LEAF.name, leaf.problem);
  const chain = readChain(rawHeaders);
  if (!("length" in chain)) return chain;
  const candidates = chain.filter((der) => Buffer.compare(der, leaf.bytes) !== 0).slice(0, MAX_CANDIDATES);
  return candidates.length === 0 ? { ok: true, der: leaf.bytes } : { ok: true, der: leaf.bytes, candidates };
}

/** A list may stand on several lines (RFC 9651 section 3.1); no line, or one without a value, is an empty one. */
function readChain(rawHeaders: readonly string[]): readonly Uint8Array[] | HeaderFailure {
  const value = headerLines(rawHeaders, CHAIN.lowerCaseName).join(",");
  if (value.length > CHAIN.maxLength) return tooLarge(CHAIN.name, value.length, CHAIN.maxLength);
  if (trim(value) === "") return [];
  const chain: Uint8Array[] = [];
  for (const member of value.split(",")) {
    const decoded = decodeByteSequence(trim(member));
    if (!decoded.ok) return malformed(CHAIN.name, decoded.problem);
    chain.push(decoded.bytes);
  }
  return chain;
}

function decodeByteSequence(text: string): Decoded {
  if (!text.startsWith(":")) return { ok: false, problem: "it holds something other than a byte sequence" };
  const end = text.indexOf(":", 1);
  if (end < 0) return { ok: false, problem: "its byte sequence has no end" };
  if (end < text.length - 1) return { ok: false, problem: "its byte sequence has something behind it" };
  return decodeBase64(text.slice(1, end));
}

/**
 * Without the optional white space of RFC 9110 section 5.6.3 at both ends. A regular expression would look at inner
 * runs again and again.
 */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === SPACE || unit === TAB;
}
