import { createHash } from "node:crypto";
import type { ProbeKey } from "./probe-key.ts";
import type { Arrival } from "./shot.ts";

/** The answer's header in which another instance attests what it saw. In lower case. */
export const ATTESTATION_HEADER = "azure-client-cert-probe-seen";

/** Lines of one header that are attested. The probe sends two at most; of more, the last says only that there are more. */
const MOST_LINES = 4;

/** A line that is attested as it is: printable, and no longer than a host name (RFC 1035 section 2.3.4). */
const PLAIN = /^[ -~]{0,255}$/;

/** What is longer was not written here: eight plain lines and four hashes come to 6 kB in JSON and base64url. */
const LONGEST_ATTESTATION = 8192;

const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;

/**
 * What this instance saw of a request of another one's probe, for the answer's header:
 * `<base64url of JSON>.<HMAC over nonce and JSON>`, some hundred characters, 8192 at the very most. Lines of the
 * certificate header go in as `sha256:<hex of the text>`, and blank ones as "": the other instance knows what it sent, and
 * nobody else learns what came.
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
 * @param sent Values that the probe wrote or expects. A line of the certificate header that is one of them is given back
 *   as that text, so that the arrival compares like one that this process saw; another stays `sha256:<hex>`, which is no
 *   value of that header.
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
  const arrival = parseOutline(Buffer.from(payload, "base64url").toString());
  if (arrival === undefined) return undefined;
  const known = new Map(sent.map((value) => [fingerprint(value), value]));
  const certificateLines = arrival.certificateLines.map((line) => known.get(line) ?? line);
  return freeze({ ...arrival, certificateLines });
}

function outline({ certificateLines, forwardedProto, defaultHostName }: Arrival): Arrival {
  return {
    certificateLines: bounded(certificateLines).map((line) => (line.trim() === "" ? "" : fingerprint(line))),
    forwardedProto: bounded(forwardedProto).map(shortened),
    defaultHostName: bounded(defaultHostName).map(shortened),
  };
}

/** Never a shorter list that could pass for the whole. */
function bounded(lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `and ${lines.length} lines in all`];
}

function shortened(line: string): string {
  return PLAIN.test(line) ? line : fingerprint(line);
}

function fingerprint(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function parseOutline(json: string): Arrival | undefined {
  const value = parseJson(json);
  if (typeof value !== "object" || value === null) return undefined;
  const { certificateLines, forwardedProto, defaultHostName } = value as Readonly<Record<string, unknown>>;
  if (!isLines(certificateLines) || !isLines(forwardedProto) || !isLines(defaultHostName)) return undefined;
  return { certificateLines, forwardedProto, defaultHostName };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isLines(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MOST_LINES && value.every((line) => typeof line === "string");
}

function freeze({ certificateLines, forwardedProto, defaultHostName }: Arrival): Arrival {
  return Object.freeze({
    certificateLines: Object.freeze([...certificateLines]),
    forwardedProto: Object.freeze([...forwardedProto]),
    defaultHostName: Object.freeze([...defaultHostName]),
  });
}
