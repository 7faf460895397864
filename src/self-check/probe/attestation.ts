import { createHash } from "node:crypto";
import { runsOf, tracesOf } from "./certificate-header.ts";
import type { ProbeKey } from "./probe-key.ts";
import type { Arrival } from "./shot.ts";

/** The answer's header in which another instance attests what it saw. In lower case. */
export const ATTESTATION_HEADER = "azure-client-cert-probe-seen";

/** Of what is written here. Another version's attestation is none. */
const VERSION = 2;

/** Lines of one header that are attested. The probe sends two at most; of more, the last says only that there are more. */
const MOST_LINES = 4;

/** Runs of base64 of one line that are attested. Envoy's element with hash, certificate and chain has three. */
const MOST_RUNS = 8;

/** A line that is attested as it is: printable, and no longer than a host name (RFC 1035 section 2.3.4). */
const PLAIN = /^[ -~]{0,255}$/;

/** What is longer was not written here: eight plain lines and 36 hashes come to 8000 characters in JSON and base64url. */
const LONGEST_ATTESTATION = 8192;

const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

/**
 * What this instance saw of a request of another one's probe, for the answer's header:
 * `<base64url of JSON>.<HMAC over nonce and JSON>`, some hundred characters, 8192 at the very most. Of a line of the
 * certificate header go in the hash of the whole and those of its first runs of base64: the other instance knows what it
 * sent, and finds it again, also in an altered line; nobody else learns what came.
 */
export function attest(key: ProbeKey, nonce: string, arrival: Arrival): string {
  const payload = Buffer.from(JSON.stringify(outline(arrival))).toString("base64url");
  return `${payload}.${key.sign("seen", nonce, payload)}`;
}

/**
 * What another instance attested of the request that carried this very nonce. Undefined when it is none of this key, of
 * another request, or of a shape that this version does not write. Never throws.
 *
 * @param text The answer's header.
 * @param sent Values that the probe wrote or expects. A line of the certificate header that is one of them, or is blank,
 *   is given back as that text. Another line is given back as a text that is no value of that header and yet holds every
 *   run of these values that it held. So the arrival compares like one that this process saw.
 */
export function readAttestation(
  key: ProbeKey,
  nonce: string,
  text: string | undefined,
  sent: readonly string[],
): Arrival | undefined {
  if (text === undefined || text.length > LONGEST_ATTESTATION) return undefined;
  const [, payload, signature = ""] = FORM.exec(text) ?? [];
  if (payload === undefined || !key.verify(signature, "seen", nonce, payload)) return undefined;
  const seen = parseOutline(Buffer.from(payload, "base64url").toString());
  if (seen === undefined) return undefined;
  const values = hashed(["", ...sent]);
  const runs = hashed(sent.flatMap(tracesOf));
  return Object.freeze({
    certificateLines: Object.freeze(seen.certificateLines.map((line) => values.get(line.whole) ?? standIn(line, runs))),
    forwardedProto: Object.freeze([...seen.forwardedProto]),
    defaultHostName: Object.freeze([...seen.defaultHostName]),
  });
}

interface Outline extends Pick<Arrival, "forwardedProto" | "defaultHostName"> {
  readonly version: typeof VERSION;
  readonly certificateLines: readonly OutlinedLine[];
}

/** Hashes, and how many runs there were. */
interface OutlinedLine {
  readonly whole: string;
  readonly runs: readonly string[];
  readonly count: number;
}

function outline({ certificateLines, forwardedProto, defaultHostName }: Arrival): Outline {
  return {
    version: VERSION,
    certificateLines: bounded(certificateLines).map(outlineOf),
    forwardedProto: bounded(forwardedProto).map(shortened),
    defaultHostName: bounded(defaultHostName).map(shortened),
  };
}

function outlineOf(line: string): OutlinedLine {
  const runs = runsOf(line);
  return { whole: hash(line.trim()), runs: runs.slice(0, MOST_RUNS).map(hash), count: runs.length };
}

/** Never a shorter list that could pass for the whole. */
function bounded(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `and ${lines.length} lines in all`];
}

function shortened(line: string): string {
  return PLAIN.test(line) ? line : `sha256:${hash(line)}`;
}

/** In base64url: 43 characters, too few for a run of its own. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function hashed(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(texts.map((text) => [hash(text), text]));
}

function standIn({ whole, runs, count }: OutlinedLine, known: ReadonlyMap<string, string>): string {
  const pieces = runs.map((run) => known.get(run) ?? `sha256:${run}`);
  return [`sha256:${whole}`, ...pieces, `${count} runs in all`].join(", ");
}

function parseOutline(json: string): Outline | undefined {
  const value = parseJson(json);
  if (typeof value !== "object" || value === null) return undefined;
  const { version, certificateLines, forwardedProto, defaultHostName } = value as Readonly<Record<string, unknown>>;
  const isKnown = version === VERSION && isListOf(isOutlinedLine, certificateLines, MOST_LINES);
  if (!isKnown || !isListOf(isText, forwardedProto, MOST_LINES) || !isListOf(isText, defaultHostName, MOST_LINES)) {
    return undefined;
  }
  return { version, certificateLines, forwardedProto, defaultHostName };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOutlinedLine(value: unknown): value is OutlinedLine {
  if (typeof value !== "object" || value === null) return false;
  const { whole, runs, count } = value as Readonly<Record<string, unknown>>;
  return isText(whole) && isListOf(isText, runs, MOST_RUNS) && Number.isSafeInteger(count);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isListOf<Item>(
  isItem: (value: unknown) => value is Item,
  value: unknown,
  most: number,
): value is readonly Item[] {
  return Array.isArray(value) && value.length <= most && value.every(isItem);
}
