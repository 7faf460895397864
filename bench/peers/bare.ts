import { createPublicKey, verify } from "node:crypto";
import { parseCertificate } from "azure-client-cert/x509";
import type { Estate } from "../estate.ts";

/** One signature verification with a ready key and nothing else: the floor under every path validation. */
export function bare({ issuing, callers }: Estate): (header: string) => boolean {
  const key = createPublicKey(issuing.pem);
  const parsed = new Map(callers.map((header) => [header, parseCertificate(Buffer.from(header, "base64"))]));
  return (header) => {
    const certificate = parsed.get(header);
    return certificate !== undefined && verify("sha256", certificate.tbsCertificate, key, certificate.signature);
  };
}
