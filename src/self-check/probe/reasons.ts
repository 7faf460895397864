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
  | "too_few_requests"
  | "too_much_to_try"
  | "positive_missing"
  | "tls13_missing"
  | "certificate_altered"
  | "header_of_unknown_origin"
  | "forged_header_seen"
  | "forged_header_under_exclusion"
  | "host_header_written_by_client"
  | "host_header_untried"
  | "forwarded_proto_written_by_client"
  | "forwarded_proto_untried";

/**
 * @param shown The requests that show it, in any order. One of them is told, always the same one.
 */
export function reasonFor(question: ProbeQuestion, code: ProbeReasonCode, shown: readonly Shown[] = []): ProbeReason {
  const [meaning, remedy] = REASONS[code];
  const examples = shown.map(describeShown).sort();
  const [example] = examples;
  const others = examples.length > 1 ? ` (and ${examples.length - 1} more)` : "";
  const message = example === undefined ? `${meaning}.` : `${meaning}: ${example}${others}.`;
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
  plain_http_admitted: ["A request over plain HTTP reached the app", "Switch HTTPS Only on."],
  forged_admitted: [
    "A request without a certificate reached the app when it brought a certificate header",
    "Set the app's incoming client certificates to Required, without exclusion paths.",
  ],
  not_refused: [
    "A request that should be refused was neither refused in a way that only a front end has, nor did it arrive",
    "Look at what answers there: IP rules, authentication and other deployments have to let the probe pass.",
  ],
  too_few_requests: ["Not everything was tried often enough", "Let the app try again."],
  too_much_to_try: [
    "There are more hosts or exclusion paths than one plan holds",
    "Take exclusion paths out, or try one host at a time.",
  ],
  positive_missing: ["A request with a certificate did not reach this deployment, so no refusal counts", REACH],
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
