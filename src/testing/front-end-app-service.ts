import { randomUUID } from "node:crypto";
import type { Arrival, HeaderLine, HeaderWays } from "./front-end-headers.ts";
import { valuesOf } from "./front-end-headers.ts";

/** App Service's ways with headers: the leaf alone, in base64 ("Configure TLS mutual authentication"). */
export const APP_SERVICE: HeaderWays = Object.freeze({
  certificateHeader: "X-ARR-ClientCert",
  certificateValue: ({ certificate }) => Buffer.from(certificate).toString("base64"),
  own: new Set([
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-tlsversion",
    "x-appservice-proto",
    "x-arr-ssl",
    "x-arr-log-id",
    "x-client-ip",
    "client-ip",
    "x-original-url",
    "x-waws-unencoded-url",
    "x-site-deployment-id",
    "was-default-hostname",
    "disguised-host",
  ]),
  ownLines,
  appendsAs: "line",
} satisfies HeaderWays);

/**
 * Most octets of a request's body while the front end is still to ask for a certificate by renegotiation: the article
 * says 100 KB, and Microsoft counts 1,024 octets a KB.
 */
export const LONGEST_BODY_BEFORE_RENEGOTIATION = 102_400;

/** The page of a site that demands a certificate, for a request without one. */
export const CERTIFICATE_REQUIRED: string = page("Error 403 - Forbidden: Client Certificate Required");

/** The page for a body that is too long to renegotiate. What the platform's says is documented nowhere, so it says little. */
export const BODY_TOO_LARGE: string = page("Error 403 - Forbidden");

/** Key size, issuer and subject of the front end's own certificate. */
const SERVER_CERTIFICATE = "256|128|CN=Test Front End CA|CN=Test Front End";

function ownLines(
  lines: readonly HeaderLine[],
  { client, protocol, tlsVersion, target }: Arrival,
  defaultHostname: string,
): readonly HeaderLine[] {
  const [host = defaultHostname] = valuesOf(lines, "host");
  const peer = `${client.address}:${client.port}`;
  const overTls: readonly HeaderLine[] = [
    ["X-ARR-SSL", SERVER_CERTIFICATE],
    ["X-Forwarded-TlsVersion", (tlsVersion ?? "").replace(/^TLSv/, "")],
  ];
  return [
    ["X-Forwarded-For", [...valuesOf(lines, "x-forwarded-for"), peer].join(", ")],
    ["X-Forwarded-Proto", protocol],
    ["X-AppService-Proto", protocol],
    ["CLIENT-IP", peer],
    ["X-ARR-LOG-ID", randomUUID()],
    ["X-SITE-DEPLOYMENT-ID", defaultHostname.split(".", 1)[0] ?? ""],
    ["WAS-DEFAULT-HOSTNAME", defaultHostname],
    ["DISGUISED-HOST", host],
    ["X-Original-URL", target],
    ["X-WAWS-Unencoded-URL", target],
    ...(protocol === "https" ? overTls : []),
  ];
}

function page(title: string): string {
  return `<!DOCTYPE html><html><head><title>Error 403 - Forbidden</title></head><body><h1>${title}</h1></body></html>`;
}
