import { describeShown } from "./describe-shown.ts";
import type { Shown } from "./shot.ts";

/** Why the probe's word is what it is, for the operator. */
export interface ProbeReason {
  readonly question: ProbeQuestion;
  readonly code: ProbeReasonCode;
  /** One sentence: what was seen, by the example of one request. */
  readonly message: string;
  /** One sentence. */
  readonly remedy: string;
}

export type ProbeQuestion = "demand" | "authenticity" | "exclusions" | "host-header" | "forwarded-proto";

export type ProbeReasonCode =
  | "no_certificate_admitted"
  | "no_certificate_admitted_inside"
  | "plain_http_admitted"
  | "forged_admitted"
  | "not_refused"
  | "plain_http_unclear"
  | "too_few_requests"
  | "too_slow"
  | "nonces_used_up"
  | "too_much_to_try"
  | "nonce_replayed"
  | "nonce_expired"
  | "positive_missing"
  | "http2_unclear"
  | "tls12_unclear"
  | "tls13_missing"
  | "certificate_altered"
  | "header_of_unknown_origin"
  | "forged_header_seen"
  | "forged_header_under_exclusion"
  | "exclusion_unreached"
  | "host_header_written_by_client"
  | "host_header_untried"
  | "forwarded_proto_written_by_client"
  | "forwarded_proto_untried";

/**
 * @param shown The requests that show it, in any order. One of them is told, always the same one.
 */
export function reasonFor(question: ProbeQuestion, code: ProbeReasonCode, shown: readonly Shown[] = []): ProbeReason {
  const examples = shown.map(describeShown).sort();
  const others = examples.length > 1 ? ` (and ${examples.length - 1} more)` : "";
  return reasonWith(question, code, examples[0] && `${examples[0]}${others}`);
}

/** @param detail What shows it. */
export function reasonWith(question: ProbeQuestion, code: ProbeReasonCode, detail: string | undefined): ProbeReason {
  const [meaning, remedy] = REASONS[code];
  const message = detail === undefined ? `${meaning}.` : `${meaning}: ${detail}.`;
  return Object.freeze({ question, code, message, remedy });
}

const REACH = "See that the app's public host leads to this deployment, and let the app try again.";

const REPORT = "Take the app off the network, and report it to Azure's support.";

/** Code, what was seen, and what to do. */
const REASONS: Readonly<Record<ProbeReasonCode, readonly [meaning: string, remedy: string]>> = {
  no_certificate_admitted: [
    "A request without a certificate reached the app",
    "Set the app's incoming client certificates to Required, without exclusion paths.",
  ],
  no_certificate_admitted_inside: [
    "A request without a certificate reached the container app from inside its environment, which says nothing about callers from outside",
    "Try one from outside the environment, and set the ingress's client certificate mode to require.",
  ],
  plain_http_admitted: [
    "A request over plain HTTP reached the app",
    "Switch HTTPS Only on; on Container Apps set the ingress's allowInsecure to false.",
  ],
  forged_admitted: [
    "A request without a certificate reached the app when it brought a certificate header",
    "Set the app's incoming client certificates to Required, without exclusion paths.",
  ],
  not_refused: [
    "A request that should be refused was neither refused in a way that only a front end has, nor did it arrive",
    "Look at what answers there: IP rules, authentication and other deployments have to let the probe pass.",
  ],
  plain_http_unclear: [
    "A request over plain HTTP was not redirected to https, and nothing shows whether it came as far as the front end",
    "Switch HTTPS Only on (on Container Apps set allowInsecure to false), and let the app's own requests to port 80 of its public host pass any proxy unanswered.",
  ],
  too_few_requests: ["Not everything was tried often enough", "Let the app try again."],
  too_slow: [
    "The probing was too slow, and was ended before everything was sent",
    "Look at what delays the app's requests to its own public host, or take exclusion paths out.",
  ],
  nonces_used_up: [
    "The probing ended because no more requests of the probe are kept in mind at a time",
    "Let the app try again in some minutes, and see that it is not asked to more often.",
  ],
  too_much_to_try: [
    "There are more hosts or exclusion paths than one plan holds",
    "Take exclusion paths out, or try one host at a time.",
  ],
  nonce_replayed: [
    "A request of the probe came more than once, so nothing is known of the one that was sent",
    "Look for somebody on the way, such as a proxy or a scanner, who repeats requests, and let the app try again.",
  ],
  nonce_expired: [
    "A request of the probe took longer than it is looked for, so nothing is known of it",
    "See that the app's process is not held up for minutes, and let the app try again.",
  ],
  positive_missing: ["A request with a certificate did not reach this deployment, so no refusal counts", REACH],
  http2_unclear: [
    "A request with a certificate did not come through over HTTP/2, and yet the host does not always do without HTTP/2",
    "See that every server before the app speaks HTTP/2, or that none does, and let the app try again.",
  ],
  tls12_unclear: [
    "A request with a certificate did not come through over TLS 1.2, and yet the host does not always refuse TLS 1.2",
    "See that every server before the app speaks TLS 1.2, or that none does, and let the app try again.",
  ],
  tls13_missing: [
    "A certificate did not arrive over TLS 1.3, and nobody told which exclusion paths there are",
    "Let the app's identity read the app's own settings (Reader on the app), or take all exclusion paths out.",
  ],
  certificate_altered: [
    "A certificate was shown in the handshake, and something other than it alone arrived",
    "Take whatever ends TLS before Azure's front end out of the way, or make its header the app's front end.",
  ],
  header_of_unknown_origin: [
    "A certificate header arrived with a request that showed no certificate",
    "Look for a proxy that writes the certificate header by itself.",
  ],
  forged_header_seen: ["A certificate header that a client wrote reached the app", REPORT],
  forged_header_under_exclusion: [
    "A certificate header that a client wrote reached the app under an exclusion path",
    "Take the exclusion paths out of the app's incoming client certificates.",
  ],
  exclusion_unreached: [
    "Not even a request with a certificate reached the app under an exclusion path, so that a forged header is refused there says nothing",
    "Let the probe through to the app under the exclusion path, or take the path out of the app's incoming client certificates.",
  ],
  host_header_written_by_client: [
    "WAS-DEFAULT-HOSTNAME does not name a host of this app alone when a client writes it too",
    "Protect every slot as strictly as the site: trust is taken from the worst of them.",
  ],
  host_header_untried: ["A request with a client's WAS-DEFAULT-HOSTNAME did not arrive", REACH],
  forwarded_proto_written_by_client: [
    "X-Forwarded-Proto arrives as the client wrote it",
    "Switch HTTPS Only on: the header does not tell plain HTTP from TLS.",
  ],
  forwarded_proto_untried: ["A request with a client's X-Forwarded-Proto did not arrive", REACH],
};
