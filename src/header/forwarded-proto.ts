import type { HeaderFailure } from "./findings.ts";
import { headerLines } from "./raw-headers.ts";

const LOWER_CASE_HEADER = "x-forwarded-proto";

/**
 * One or more times `https` with commas between, and the optional white space of RFC 9110 section 5.6.1. `wss` is the
 * same of a WebSocket (RFC 6455 section 11.1.2), as Traefik writes it.
 */
const ONLY_TLS = /^[\t ]*(?:https|wss)[\t ]*(?:,[\t ]*(?:https|wss)[\t ]*)*$/i;

/**
 * Refuses a request of which the front end says that it did not come over TLS: no handshake, so no client certificate,
 * and a certificate header on it was written by a client.
 *
 * App Service sends `X-Forwarded-Proto: https`; its oldest front ends sent no such header, so its absence means
 * nothing. Where it is present, every element of every line has to say `https` or `wss`, in any case. A gateway in front makes
 * that two elements or two lines, and nobody documents which of them is the platform's; so an `http`, an empty or an
 * unknown element anywhere refuses. A client that adds one itself only shuts itself out.
 *
 * @param rawHeaders As in `http.IncomingMessage.rawHeaders`.
 */
export function checkForwardedProto(rawHeaders: readonly string[]): { readonly ok: true } | HeaderFailure {
  const isTls = headerLines(rawHeaders, LOWER_CASE_HEADER).every((line) => ONLY_TLS.test(line));
  return isTls ? { ok: true } : { ok: false, code: "plain_http", details: {} };
}
