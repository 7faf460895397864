import { createHash } from "node:crypto";

/** Who writes the certificate header that the app reads. */
export type ProbedFrontEnd = "app-service" | "container-apps";

/** The certificate header's values for what was sent. */
export interface Sent {
  /** For the certificate A that was shown in the handshake. */
  readonly a: string;
  /** For B, as it was written over TLS. */
  readonly b: string;
  /** For another B, written over plain HTTP alone: whoever reads that on its way learns nothing that refutes elsewhere. */
  readonly bPlain: string;
}

/** What one line of the certificate header holds. `other`: something that is neither empty, nor exactly A, nor a B. */
export type LineContent = "empty" | "exactly-a" | "shows-b" | "shows-plain-b" | "other";

/** The header's name as its platform's documents write it. */
export const CERTIFICATE_HEADERS: Readonly<Record<ProbedFrontEnd, string>> = Object.freeze({
  "app-service": "X-ARR-ClientCert",
  "container-apps": "X-Forwarded-Client-Cert",
});

/**
 * The value that the front end writes for a certificate: base64 of the DER (Azure, "Configure TLS mutual authentication
 * in Azure App Service"), or Envoy's element with hash and URL-encoded PEM (Envoy, "HTTP header manipulation",
 * x-forwarded-client-cert; Azure, "Configure client certificate authentication in Azure Container Apps").
 */
export function certificateHeaderValue(frontEnd: ProbedFrontEnd, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString("base64");
  if (frontEnd === "app-service") return base64;
  const lines = base64.match(/.{1,64}/g) ?? [];
  const pem = ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
  return `Hash=${createHash("sha256").update(der).digest("hex")};Cert="${encodeURIComponent(pem)}"`;
}

/**
 * Compares one line as the app got it with what was sent. A B counts as shown by any whole run of it, in any case and
 * whatever stands around it: not inside a longer run, for a client can show a certificate that holds B's text. A counts
 * only as the whole value, with nothing beside it.
 */
export function readCertificateLine(line: string, { a, b, bPlain }: Sent, frontEnd: ProbedFrontEnd): LineContent {
  if (line.trim() === "") return "empty";
  const runs = new Set(runsOf(line));
  const shows = (value: string): boolean => tracesOf(value).some((trace) => runs.has(trace));
  if (shows(b)) return "shows-b";
  if (shows(bPlain)) return "shows-plain-b";
  const isA = frontEnd === "container-apps" ? isElementOf(line, a) : bare(line) === bare(a);
  return isA ? "exactly-a" : "other";
}

/** What is shorter could come by chance: a hash in hex has 64 characters. */
const RUN = /[a-z0-9+/]{64,}/g;

/**
 * The runs of base64 characters in a line, each as long as it goes, in lower case, each once. White space may break one
 * or stand between two, so both readings count, that of broken ones first.
 */
export function runsOf(line: string): readonly string[] {
  return [...new Set([...tracesOf(line), ...longRuns(unescaped(line))])];
}

/** The runs by which a value that was sent is known. Never the lines of its PEM: certificates of one kind share some. */
export function tracesOf(value: string): readonly string[] {
  return longRuns(bare(value));
}

function longRuns(text: string): readonly string[] {
  return text.toLowerCase().match(RUN) ?? [];
}

/** Without what may be written around the base64: escapes, PEM markers, white space. */
function bare(value: string): string {
  return unescaped(value).replace(/\s/g, "");
}

function unescaped(value: string): string {
  const decoded = value.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    const octets = escapes.split("%").slice(1);
    return String.fromCharCode(...octets.map((octet) => Number.parseInt(octet, 16)));
  });
  return decoded.replace(/-----(?:BEGIN|END) CERTIFICATE-----/gi, "");
}

/** Keys of an element (Envoy, x-forwarded-client-cert), with a quoted value or one without separators. */
const PAIR = /(?<key>[a-z]+)=(?:"(?<quoted>[^"\\]*)"|(?<plain>[^;,"\\]*))(?:;|$)/iy;

/** Whether a line is one element, and every certificate that it holds is the one of the other. */
function isElementOf(line: string, a: string): boolean {
  const found = pairsOf(line);
  const wanted = pairsOf(a);
  if (found === undefined || wanted === undefined) return false;
  const hash = found.get("hash");
  const cert = found.get("cert");
  if (hash === undefined && cert === undefined) return false;
  const certificates = [cert, found.get("chain")].filter((value) => value !== undefined);
  return (
    (hash === undefined || hash.toLowerCase() === wanted.get("hash")?.toLowerCase()) &&
    certificates.every((value) => bare(value) === bare(wanted.get("cert") ?? ""))
  );
}

/** Undefined: more than one element, a key twice, or no element at all. */
function pairsOf(line: string): ReadonlyMap<string, string> | undefined {
  const pairs = new Map<string, string>();
  const pattern = new RegExp(PAIR);
  while (pattern.lastIndex < line.length) {
    const groups = pattern.exec(line)?.groups;
    const key = groups?.["key"]?.toLowerCase();
    if (key === undefined || pairs.has(key)) return undefined;
    pairs.set(key, groups?.["quoted"] ?? groups?.["plain"] ?? "");
  }
  return pairs;
}
