import type { ValidatorOptions, ValidatorRequest } from "../../src/index.ts";
import { toPem } from "../../src/testing/certificate.ts";
import { escapedPem, xfccElement } from "../header/envoy-writer.ts";

/** A front end, with how to show it a certificate and those beside it. */
export interface ShownBy {
  readonly name: string;
  readonly options: Pick<ValidatorOptions, "frontEnd" | "trustedPeers">;
  /** Whether what comes beside the certificate reaches the app. */
  readonly forwardsChain: boolean;
  request(leaf: Uint8Array, ...above: readonly Uint8Array[]): ValidatorRequest;
}

const base64 = (der: Uint8Array): string => Buffer.from(der).toString("base64");
const HTTPS = ["X-Forwarded-Proto", "https"];
const NETWORK = { trustedPeers: "network-enforced" } as const;

export const FRONT_ENDS: readonly ShownBy[] = [
  {
    name: "app-service",
    options: { frontEnd: "app-service" },
    forwardsChain: false,
    request: (leaf) => ({ rawHeaders: [...HTTPS, "X-ARR-ClientCert", base64(leaf)] }),
  },
  {
    name: "container-apps",
    options: { frontEnd: "container-apps" },
    forwardsChain: true,
    request: (leaf, ...above) => ({
      rawHeaders: [...HTTPS, "X-Forwarded-Client-Cert", xfccElement({ chain: [leaf, ...above] })],
    }),
  },
  {
    name: "application-gateway",
    options: {
      frontEnd: { name: "application-gateway", header: "X-Cert", verificationHeader: "X-Cert-Verification" },
      ...NETWORK,
    },
    forwardsChain: false,
    request: (leaf) => ({
      rawHeaders: ["X-Cert", encodeURIComponent(toPem("CERTIFICATE", leaf)), "X-Cert-Verification", "SUCCESS"],
    }),
  },
  {
    name: "rfc9440",
    options: { frontEnd: "rfc9440", ...NETWORK },
    forwardsChain: true,
    request: (leaf, ...above) => ({
      rawHeaders: [
        ...["Client-Cert", `:${base64(leaf)}:`],
        ...above.flatMap((der) => ["Client-Cert-Chain", `:${base64(der)}:`]),
      ],
    }),
  },
  {
    name: "socket",
    options: { frontEnd: "socket" },
    forwardsChain: true,
    request: (leaf, ...above) => ({ rawHeaders: [], socket: { getPeerCertificate: () => linked(leaf, ...above) } }),
  },
  {
    name: "custom",
    options: { frontEnd: { name: "custom", header: "X-Escaped", encoding: "escaped-pem" }, ...NETWORK },
    forwardsChain: false,
    request: (leaf) => ({ rawHeaders: ["X-Escaped", escapedPem(leaf)] }),
  },
];

/** As Node links them. */
function linked(raw: Uint8Array, ...above: readonly Uint8Array[]): object {
  const [next, ...others] = above;
  return { raw: Buffer.from(raw), ...(next !== undefined && { issuerCertificate: linked(next, ...others) }) };
}
