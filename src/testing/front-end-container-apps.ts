import { createHash } from "node:crypto";
import { toPem } from "./certificate.ts";
import type { Arrival, HeaderLine, HeaderWays } from "./front-end-headers.ts";
import { valuesOf } from "./front-end-headers.ts";

/**
 * Container Apps' ways with headers: one element as Envoy writes it, with the final semicolon that the platform's
 * article shows (Envoy, "HTTP header manipulation", x-forwarded-client-cert; Azure, "Configure client certificate
 * authentication in Azure Container Apps").
 */
export const CONTAINER_APPS: HeaderWays = Object.freeze({
  certificateHeader: "X-Forwarded-Client-Cert",
  certificateValue: ({ certificate, chain }) => {
    const hash = createHash("sha256").update(certificate).digest("hex");
    return `Hash=${hash};Cert="${escapedPem([certificate])}";Chain="${escapedPem([certificate, ...chain])}";`;
  },
  own: new Set(["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"]),
  ownLines,
  appendsAs: "element",
} satisfies HeaderWays);

/** Envoy escapes white space, `+`, `/` and `=`: of what PEM is made of, the same as this does. */
function escapedPem(certificates: readonly Uint8Array[]): string {
  return encodeURIComponent(certificates.map((der) => toPem("CERTIFICATE", der)).join(""));
}

function ownLines(
  lines: readonly HeaderLine[],
  { client, protocol }: Arrival,
  defaultHostname: string,
): readonly HeaderLine[] {
  const [host = defaultHostname] = valuesOf(lines, "host");
  return [
    ["X-Forwarded-For", [...valuesOf(lines, "x-forwarded-for"), client.address].join(",")],
    ["X-Forwarded-Proto", protocol],
    ["X-Forwarded-Host", host],
  ];
}
