import { rootCertificates } from "node:tls";
import type { Certificate } from "../certificate/certificate.ts";

/**
 * Whether the certificate's key is that of a public root: one of those that Node carries (Mozilla's store). The encoded
 * key is looked for inside their encodings, so renewed and cross-signed certificates of the same key count too.
 */
export function isPublicRoot(certificate: Certificate): boolean {
  const key = Buffer.from(certificate.publicKey.der);
  return publicRoots().some((root) => root.includes(key));
}

let decoded: readonly Buffer[] | undefined;

/** Decoded when first asked for: without trust anchors nobody asks. */
function publicRoots(): readonly Buffer[] {
  decoded ??= rootCertificates.map((pem) => Buffer.from(pem.replace(/-----[^-]*-----/g, ""), "base64"));
  return decoded;
}
