import type Forge from "node-forge";
import { readManifest } from "../manifest.ts";
import type { Surroundings } from "../surroundings.ts";

/** It protects nothing: the same key lies beside the file without one. Tools that import PKCS#12 want one all the same. */
export const PKCS12_PASSWORD = "development";

/** Makes PKCS#12 files, for Postman, .NET and browsers. */
export type Pkcs12Maker = (contents: {
  readonly name: string;
  /** In PEM: an RSA key, the certificate of that key, and the one of its issuer, of an RSA key too. */
  readonly keyPem: string;
  readonly pem: string;
  readonly issuerPem: string;
}) => Uint8Array;

/** Loads the library that PKCS#12 takes; a text says what to install when it is missing. */
export async function loadPkcs12({ load }: Pick<Surroundings, "load">): Promise<Pkcs12Maker | string> {
  try {
    const { default: forge } = (await load("node-forge")) as { readonly default: typeof Forge };
    return makerWith(forge);
  } catch {
    const { optionalDependencies } = readManifest();
    return (
      "PKCS#12 needs node-forge, which is not installed. Install it, and try again:\n" +
      `  npm install --no-save node-forge@${optionalDependencies["node-forge"] ?? "latest"}`
    );
  }
}

/** With Triple DES, which every importer knows, Windows Server 2016 too. */
function makerWith({ pki, pkcs12, asn1 }: typeof Forge): Pkcs12Maker {
  return ({ name, keyPem, pem, issuerPem }) => {
    const certificates = [pem, issuerPem].map((text) => pki.certificateFromPem(text));
    const options = { algorithm: "3des", friendlyName: name } as const;
    const file = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(keyPem), certificates, PKCS12_PASSWORD, options);
    return Buffer.from(asn1.toDer(file).getBytes(), "latin1");
  };
}
