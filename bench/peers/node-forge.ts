import forge from "node-forge";
import type { Estate } from "../estate.ts";

/** The same request's work by hand of node-forge: decode, parse, verify the chain, look at the subject. RSA only. */
export function nodeForge({ root, issuing }: Estate): (header: string) => boolean {
  const store = forge.pki.createCaStore([root.pem]);
  const intermediate = forge.pki.certificateFromPem(issuing.pem);
  return (header) => {
    const leaf = forge.pki.certificateFromAsn1(forge.asn1.fromDer(forge.util.decode64(header)));
    return (
      forge.pki.verifyCertificateChain(store, [leaf, intermediate]) && leaf.subject.getField("OU")?.value === "Payments"
    );
  };
}

/**
 * What Microsoft's sample for Node does (Azure: "Configure TLS mutual authentication in Azure App Service"): dates, two name hashes and
 * the SHA-1 thumbprint, no chain.
 */
export function microsoftSample({ issuing }: Estate): (header: string) => boolean {
  const issuer = forge.pki.certificateFromPem(issuing.pem);
  return (header) => {
    const pem = `-----BEGIN CERTIFICATE-----${header}-----END CERTIFICATE-----`;
    const certificate = forge.pki.certificateFromPem(pem);
    const digest = forge.md.sha1.create().update(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes());
    const now = new Date();
    return (
      digest.digest().toHex().length === 40 &&
      certificate.issuer.hash === issuer.subject.hash &&
      certificate.validity.notBefore <= now &&
      certificate.validity.notAfter >= now
    );
  };
}
