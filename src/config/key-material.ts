import type { EncodedKind } from "./encoded-kind.ts";
import type { ProblemCode } from "./problem-codes.ts";
import type { Reporter } from "./problems.ts";

/** The kind of thing a PEM label announces (RFC 7468 section 4; OpenSSL's `pem.h` for the older ones). */
export function kindOfLabel(label: string): EncodedKind | "trusted_certificate" {
  if (label.endsWith("PRIVATE KEY")) return "private_key";
  return LABELS.get(label) ?? "unknown";
}

const LABELS: ReadonlyMap<string, EncodedKind | "trusted_certificate"> = new Map([
  ["CERTIFICATE", "certificate"],
  ["X509 CERTIFICATE", "certificate"],
  ["TRUSTED CERTIFICATE", "trusted_certificate"],
  ["PKCS7", "pkcs7"],
  ["PKCS #7 SIGNED DATA", "pkcs7"],
  ["CMS", "pkcs7"],
  ["CERTIFICATE REQUEST", "certificate_request"],
  ["NEW CERTIFICATE REQUEST", "certificate_request"],
  ["X509 CRL", "revocation_list"],
  ["PUBLIC KEY", "public_key"],
  ["RSA PUBLIC KEY", "public_key"],
]);

/** Reports something that stands where a certificate belongs, and says how to get the certificate out of it. */
export function reportNoCertificate(
  kind: Exclude<EncodedKind, "certificate"> | "trusted_certificate",
  report: Reporter,
  place: string,
): void {
  const [code, message, remedy] = KINDS[kind];
  report.add(code, message, remedy, place);
}

const ROTATE =
  "Remove it and replace the key: whoever can read this app's settings can use it. Nothing here needs a private key. ";

const FROM_KEY_VAULT =
  "A Key Vault certificate read as a secret brings its private key along; store only the public part, from " +
  "`az keyvault certificate download --vault-name <vault> --name <certificate> --encoding PEM --file certificate.pem`.";

const KINDS: Readonly<
  Record<
    Exclude<EncodedKind, "certificate"> | "trusted_certificate",
    readonly [code: ProblemCode, message: string, remedy: string]
  >
> = {
  private_key: [
    "private_key",
    "The value holds a private key.",
    `${ROTATE}Store only the certificate: \`openssl x509 -in key-and-certificate.pem -out certificate.pem\`. ` +
      `${FROM_KEY_VAULT}`,
  ],
  key_store: [
    "key_store",
    "The value is a key store (PFX, PKCS#12 or JKS), which as a rule holds a private key.",
    `${ROTATE}Store only the certificates: \`openssl pkcs12 -in store.pfx -nokeys -out certificates.pem\`. ` +
      `${FROM_KEY_VAULT}`,
  ],
  pkcs7: [
    "pkcs7",
    "The value is a PKCS#7 bundle (.p7b, .p7c).",
    "Convert it: `openssl pkcs7 -print_certs -in chain.p7b -out chain.pem`, with `-inform DER` when the file is " +
      "binary.",
  ],
  certificate_request: [
    "not_a_certificate",
    "The value is a certificate request, which nobody has signed.",
    "Give the certificate that the authority made of it.",
  ],
  revocation_list: [
    "not_a_certificate",
    "The value is a certificate revocation list.",
    "Give the authority's certificate. This version reads no revocation lists.",
  ],
  public_key: [
    "not_a_certificate",
    "The value is a bare public key.",
    "Give the certificate; to pin the key alone, write `spki-sha256:<hash>` into CLIENT_CERT_PINNED.",
  ],
  trusted_certificate: [
    "not_a_certificate",
    "The value is an OpenSSL TRUSTED CERTIFICATE, which carries settings of OpenSSL's own behind the certificate.",
    "Write the plain certificate: `openssl x509 -in trusted.pem -out certificate.pem`.",
  ],
  unknown: [
    "not_a_certificate",
    "The value is encoded and is no certificate.",
    "Give the certificate in PEM (`-----BEGIN CERTIFICATE-----`) or DER.",
  ],
};
