import { createHash } from "node:crypto";
import { toPem } from "../../src/testing/certificate.ts";

/** What Envoy writes of a client: its certificates, and the texts that the certificate itself chose. */
export interface Peer {
  /** Leaf first, as the client sent them. */
  readonly chain: readonly Uint8Array[];
  /** Values of the subject's CN, innermost last. */
  readonly commonNames?: readonly string[];
  readonly uris?: readonly string[];
  readonly dns?: readonly string[];
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * PEM as Envoy escapes it: these five characters and no other (conn_manager_utility.cc, connection_info_impl_base.cc).
 */
export function escapedPem(...certificates: readonly Uint8Array[]): string {
  const pem = certificates.map((der) => toPem("CERTIFICATE", der)).join("");
  return pem.replace(
    /[\n +/=]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/**
 * One element as Envoy writes it: Cert, Chain and Subject in quotation marks, By, URI and DNS as they are. Only the
 * Subject is escaped, and that by OpenSSL, as RFC 2253 has it.
 */
export function xfccElement({ chain, commonNames, uris = [], dns = [] }: Peer): string {
  const [leaf] = chain;
  if (leaf === undefined) throw new Error("a peer without a certificate");
  return [
    "By=spiffe://ingress",
    `Hash=${sha256(leaf)}`,
    `Cert="${escapedPem(leaf)}"`,
    `Chain="${escapedPem(...chain)}"`,
    ...(commonNames === undefined ? [] : [`Subject="${commonNames.map((name) => `CN=${rfc2253(name)}`).join(",")}"`]),
    ...uris.map((uri) => `URI=${uri}`),
    ...dns.map((name) => `DNS=${name}`),
  ].join(";");
}

/** XN_FLAG_RFC2253 of OpenSSL and BoringSSL. */
function rfc2253(value: string): string {
  return value
    .replace(/[,+"\\<>;]/g, "\\$&")
    .replace(/^[# ]| $/g, "\\$&")
    .replace(/[^\x20-\x7e]/g, (character) =>
      [...Buffer.from(character)].map((octet) => `\\${octet.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
    );
}
