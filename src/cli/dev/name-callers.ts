import { createHash, X509Certificate } from "node:crypto";
import { parseCertificate } from "../../certificate/certificate.ts";
import { CLIENTS, type Folder } from "./folder.ts";

/** Names of those who show a certificate: by their file in the folder, else by what the certificate says. */
export function createCallerNames(folder: Folder): (der: Uint8Array) => string {
  let names = readNames(folder);
  return (der) => {
    const digest = digestOf(der);
    // `dev certs` may have made it in the meantime.
    if (!names.has(digest)) names = readNames(folder);
    return names.get(digest) ?? subjectOf(der);
  };
}

function readNames(folder: Folder): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const file of folder.listClients().filter((name) => name.endsWith(".pem"))) {
    try {
      names.set(digestOf(new X509Certificate(folder.read(`${CLIENTS}/${file}`) ?? "").raw), file.slice(0, -4));
    } catch {
      // Whatever it is, nobody shows it.
    }
  }
  return names;
}

function subjectOf(der: Uint8Array): string {
  try {
    return parseCertificate(der).subject.toString() || "a certificate without a subject";
  } catch {
    return "a certificate that cannot be read";
  }
}

function digestOf(der: Uint8Array): string {
  return createHash("sha256").update(der).digest("hex");
}
