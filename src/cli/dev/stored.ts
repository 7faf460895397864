import { createPrivateKey, X509Certificate } from "node:crypto";
import { parseCertificate } from "../../certificate/certificate.ts";
import { type Authority, createAuthority } from "../../testing/authority.ts";
import { keyPairFromPem } from "../../testing/keys.ts";
import type { Folder } from "./folder.ts";

/** A certificate with its key, as they lie in the folder. */
export interface Stored {
  readonly certificate: X509Certificate;
  /** The certificate's own PEM, without what stands behind it in the file. */
  readonly pem: string;
  readonly keyPem: string;
}

/** Reads `<name>.pem` and `<name>.key`. `damaged`: one of them is missing or cannot be read, or they do not belong together. */
export function readStored(folder: Folder, name: string): Stored | "absent" | "damaged" {
  const pem = folder.read(`${name}.pem`);
  const keyPem = folder.read(`${name}.key`);
  if (pem === undefined && keyPem === undefined) return "absent";
  try {
    const certificate = new X509Certificate(pem ?? "");
    const isPair = certificate.checkPrivateKey(createPrivateKey(keyPem ?? ""));
    return isPair ? { certificate, pem: certificate.toString(), keyPem: keyPem ?? "" } : "damaged";
  } catch {
    return "damaged";
  }
}

/** Writes both. `behind`: certificates in PEM that a client presents beside its own. */
export function writeStored(
  folder: Folder,
  name: string,
  {
    pem,
    privateKeyPem,
    behind = "",
  }: { readonly pem: string; readonly privateKeyPem: string; readonly behind?: string },
): Stored {
  folder.write(`${name}.key`, privateKeyPem, "secret");
  folder.write(`${name}.pem`, pem + behind, "public");
  return { certificate: new X509Certificate(pem), pem, keyPem: privateKeyPem };
}

/** An authority that issues under the stored one's name and key. Its own certificate is another one. */
export function restoreAuthority({ certificate, keyPem }: Stored): Authority {
  return createAuthority({
    subject: parseCertificate(new Uint8Array(certificate.raw)).subject.der,
    key: keyPairFromPem(keyPem),
  });
}

/** Whether the issuer's name and key made it. */
export function isIssuedBy({ certificate }: Pick<Stored, "certificate">, issuer: Stored): boolean {
  return certificate.checkIssued(issuer.certificate) && certificate.verify(issuer.certificate.publicKey);
}
