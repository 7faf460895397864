import type { IncomingHttpHeaders } from "node:http";
import { ATTESTATION_HEADER } from "./attestation.ts";
import type { Answer } from "./shot.ts";

/**
 * Headers that no front end puts on its refusal of a missing certificate, and others put on theirs: the IP rules, a
 * login page, Easy Auth, and an app's own framework.
 */
const MARKERS = /^(?:x-ms-forbidden-ip|www-authenticate|x-ms-middleware.*|x-powered-by|etag|content-security-policy)$/;

/**
 * The alerts with which a server turns down a client without a certificate, or one whose certificate it does not want
 * (RFC 8446 section 6.2; in TLS 1.2, which has no `certificate_required`, it is `handshake_failure`: RFC 5246 section
 * 7.4.6). OpenSSL puts the protocol before the name, and newer versions another one than older ones.
 */
const ALERT = /^ERR_SSL_\S*ALERT_(?<name>CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE)$/;

/** The code of a handshake that was completed and chose no HTTP/2. */
export const HTTP2_NOT_OFFERED = "HTTP2_NOT_OFFERED";

export function answerOf(status: number, headers: IncomingHttpHeaders): Answer {
  return Object.freeze({
    kind: "response",
    status,
    location: headers.location,
    contentType: headers["content-type"],
    markers: Object.freeze(Object.keys(headers).filter((name) => MARKERS.test(name))),
    attestation: single(headers[ATTESTATION_HEADER]),
  });
}

export function answerOfError(error: unknown): Answer {
  const code = codeOf(error);
  const alert = ALERT.exec(code)?.groups?.["name"]?.toLowerCase();
  return alert === undefined ? failed(code) : Object.freeze({ kind: "tls-alert", alert });
}

export function failed(code: string): Answer {
  return Object.freeze({ kind: "failed", code });
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.join(", ");
}

/** Node's code alone: a message may quote what was sent. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "UNKNOWN";
}
