import { createHash } from "node:crypto";

/** Who writes the certificate header that the app reads. */
export type ProbedFrontEnd = "app-service" | "container-apps";

/** What one line of the certificate header holds. `other`: something that is neither empty, nor exactly A, nor shows B. */
export type LineContent = "empty" | "exactly-a" | "shows-b" | "other";

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
 * Compares one line as the app got it with what was sent. B counts as shown by any trace of it, also inside a longer
 * value and in another case; A only as the whole value, with nothing beside it.
 *
 * @param a The value for A as `certificateHeaderValue` gives it, or its hash when the lines are hashes too.
 * @param b The same for B.
 */
export function readCertificateLine(
  line: string,
  { a, b }: { readonly a: string; readonly b: string },
  frontEnd: ProbedFrontEnd,
): LineContent {
  if (line.trim() === "") return "empty";
  if (tracesOf(b).some((trace) => bare(line).toLowerCase().includes(trace.toLowerCase()))) return "shows-b";
  const isA = frontEnd === "container-apps" && a.includes("=") ? isElementOf(line, a) : bare(line) === bare(a);
  return isA ? "exactly-a" : "other";
}

/** Without what may be written around the base64: escapes, PEM markers, white space. */
function bare(value: string): string {
  const decoded = value.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    const octets = escapes.split("%").slice(1);
    return String.fromCharCode(...octets.map((octet) => Number.parseInt(octet, 16)));
  });
  return decoded.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, "").replace(/\s/g, "");
}

/** The runs in a value that are long enough to belong to it alone: a hash in hex has 64 characters. */
function tracesOf(value: string): readonly string[] {
  const text = bare(value);
  return text.match(/[A-Za-z0-9+/]{64,}/g) ?? [text];
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
