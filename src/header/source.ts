import type { HeaderFailure } from "./findings.ts";

/** How a certificate is written into a header of the operator's own choice. */
export type CertificateEncoding = "base64-der" | "escaped-pem" | "pem";

/** Who sets the certificate header that the app reads, with all that is needed to read it. */
export type FrontEndSettings =
  | { readonly name: "app-service" }
  | {
      readonly name: "container-apps";
      /** Elements that the value must have: one for each proxy that appends, the last the nearest. 1: Container Apps alone. */
      readonly elements: number;
    }
  | {
      readonly name: "application-gateway";
      /** The header that the rewrite rule sets to `{var_client_certificate}`. */
      readonly header: string;
      /** The header that it sets to `{var_client_certificate_verification}`; it must then say exactly `SUCCESS`. */
      readonly verificationHeader: string | undefined;
    }
  | { readonly name: "rfc9440" }
  | { readonly name: "socket" }
  | { readonly name: "custom"; readonly header: string; readonly encoding: CertificateEncoding };

export type FrontEndName = FrontEndSettings["name"];

/** What is needed of the connection that a request came over. A socket of `node:net` or `node:tls` fits. */
export interface Connection {
  /** Address of the peer. Undefined: a pipe, or a connection that has gone. */
  readonly remoteAddress?: string | undefined;
  /** The server of `node:http` that accepted it, for how many header lines it keeps. Absent: not known. */
  readonly server?: { readonly maxHeadersCount?: number | null | undefined } | null | undefined;
  /** Present, with TLS: what the peer showed in the handshake, with the chain that it sent. */
  getPeerCertificate?(detailed: true): unknown;
}

/** What is needed of a request. */
export interface SourceRequest {
  /** As in `http.IncomingMessage.rawHeaders`: names and values in turn, nothing joined. */
  readonly rawHeaders: readonly string[];
  /** The connection itself, never an address that a proxy told. Absent: not known. */
  readonly socket?: Connection | null | undefined;
  /** How many header lines came in, where `rawHeaders` holds several of them as one. Absent: as many as stand there. */
  readonly lineCount?: number | undefined;
}

/** The bytes that a front end handed over. Whether they are a certificate is not this room's question. */
export type HeaderCertificate =
  | {
      readonly ok: true;
      readonly der: Uint8Array;
      /** Certificates that came beside it, to be tried as issuers and believed in nothing. Absent: none. */
      readonly candidates?: readonly Uint8Array[];
    }
  | HeaderFailure;

/** Reads the certificate out of a request. Says nothing about who wrote it. Never throws. */
export type CertificateSource = (request: SourceRequest) => HeaderCertificate;
