import { createHash } from "node:crypto";
import type { CertificateEncoding } from "../header/source.ts";
import { toPem } from "./certificate.ts";

/** A front end that hands the certificate over in a header: the same values that the guard's `frontEnd` takes. */
export type HeaderFrontEnd =
  | "app-service"
  | "container-apps"
  | "rfc9440"
  | { readonly name: "app-service" | "rfc9440" }
  | { readonly name: "container-apps"; readonly elements?: number }
  | { readonly name: "application-gateway"; readonly header: string; readonly verificationHeader?: string }
  | { readonly name: "custom"; readonly header: string; readonly encoding: CertificateEncoding };

/** A certificate by its octets: minted, parsed, or `{ der }`. */
export interface InDer {
  readonly der: Uint8Array;
}

/** What the client sent beside its certificate. */
export interface HeaderOptions {
  /** The issuers, the leaf's first, where the front end forwards them (Container Apps, RFC 9440). Default none. */
  readonly chain?: readonly InDer[];
}

/** Headers by name, as supertest's `set`, Fastify's `inject` and `fetch` take them. */
export type HeaderRecord = Readonly<Record<string, string>>;

/**
 * The headers by which a front end tells the app of a client's certificate, for a request to the app itself.
 *
 * - App Service: `X-ARR-ClientCert`, base64 of the DER.
 * - Container Apps: `X-Forwarded-Client-Cert` as Envoy writes it (`Hash`, `Cert`, `Chain` with the leaf in it); with
 *   more `elements`, what the proxies append.
 * - Application Gateway: the headers of the rewrite rule, `{var_client_certificate}` being PEM percent-encoded.
 * - RFC 9440: `Client-Cert` and, given a chain, `Client-Cert-Chain`.
 * - `custom`: `base64-der` as HAProxy's `%[ssl_c_der,base64]`, `escaped-pem` as nginx' `$ssl_client_escaped_cert`, `pem`
 *   with spaces for line ends.
 *
 * Throws TypeError for a front end that writes no header (`socket`: connect with TLS and the certificate instead).
 */
export function headerFor(frontEnd: HeaderFrontEnd, certificate: InDer, options: HeaderOptions = {}): HeaderRecord {
  const settings = toSettings(frontEnd);
  switch (settings.name) {
    case "app-service":
      return { "X-ARR-ClientCert": base64Of(certificate) };
    case "container-apps":
      return { "X-Forwarded-Client-Cert": forwardedElement(certificate, options) + proxyElements(settings) };
    case "rfc9440":
      return rfc9440Headers(certificate, options);
    case "application-gateway":
      return {
        [settings.header]: encodeURIComponent(pemOf(certificate)),
        ...(settings.verificationHeader !== undefined && { [settings.verificationHeader]: "SUCCESS" }),
      };
    case "custom":
      return { [settings.header]: ENCODERS[settings.encoding](certificate) };
    default:
      throw new TypeError(`no front end that writes a header: ${JSON.stringify(frontEnd)}`);
  }
}

/** The object that a bare name stands for. */
export function toSettings(frontEnd: HeaderFrontEnd): Exclude<HeaderFrontEnd, string> {
  return typeof frontEnd === "string" ? { name: frontEnd } : frontEnd;
}

/** Headers as lines, names and values in turn: what `rawHeaders` holds and `http.request` takes. */
export function toRawHeaders(headers: HeaderRecord): readonly string[] {
  return Object.entries(headers).flat();
}

const ENCODERS: { readonly [Encoding in CertificateEncoding]: (certificate: InDer) => string } = {
  "base64-der": base64Of,
  "escaped-pem": (certificate) => encodeURIComponent(pemOf(certificate)),
  pem: (certificate) => pemOf(certificate).trimEnd().replaceAll("\n", " "),
};

/** What Envoy escapes in PEM, and nothing else (its `getUrlEncodedPemEncodedPeerCertificate`). */
const ENVOY_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "%0A",
  " ": "%20",
  "+": "%2B",
  "/": "%2F",
  "=": "%3D",
};

/** One element (Envoy: "HTTP header manipulation", x-forwarded-client-cert). Its `Chain` begins with the leaf. */
export function forwardedElement(certificate: InDer, { chain = [] }: HeaderOptions = {}): string {
  const all = [certificate, ...chain].map(pemOf).join("");
  return `Hash=${hashOf(certificate)};Cert="${escapeAsEnvoy(pemOf(certificate))}";Chain="${escapeAsEnvoy(all)}"`;
}

/** What proxies behind the first append about each other, with the comma in front. */
export function proxyElements({ elements = 1 }: { readonly elements?: number }): string {
  const proxies = Array.from({ length: elements - 1 }, (_, index) => Buffer.from(`proxy ${index + 1}`));
  return proxies.map((der) => `,Hash=${hashOf({ der })}`).join("");
}

/** SHA-256, lower-case hexadecimal. */
export function hashOf({ der }: InDer): string {
  return createHash("sha256").update(der).digest("hex");
}

export function escapeAsEnvoy(pem: string): string {
  return pem.replace(/[\n +/=]/g, (character) => ENVOY_ESCAPES[character] ?? character);
}

export function pemOf({ der }: InDer): string {
  return toPem("CERTIFICATE", der);
}

function base64Of({ der }: InDer): string {
  return Buffer.from(der).toString("base64");
}

/** RFC 9440 section 2: byte sequences of RFC 8941; the chain leaves the leaf out. */
function rfc9440Headers(certificate: InDer, { chain = [] }: HeaderOptions): HeaderRecord {
  const sequenceOf = (one: InDer): string => `:${base64Of(one)}:`;
  return {
    "Client-Cert": sequenceOf(certificate),
    ...(chain.length > 0 && { "Client-Cert-Chain": chain.map(sequenceOf).join(", ") }),
  };
}
