import type { ProbeReason, ProbeReasonCode } from "./reasons.ts";

/**
 * One reason for each cause, the weightiest first: what was refuted, what was seen that should not be, what kept the
 * probing from its end, what it could not make out, and what is told beside. Left out is what only follows from another.
 */
export function tellCauses(reasons: readonly ProbeReason[]): readonly ProbeReason[] {
  const codes = new Set(reasons.map(({ code }) => code));
  const isFirst = ({ code }: ProbeReason, index: number): boolean =>
    reasons.findIndex((other) => other.code === code) === index;
  return reasons
    .filter((reason, index) => isFirst(reason, index) && !(CAUSES[reason.code] ?? []).some((cause) => codes.has(cause)))
    .sort((one, other) => RANKED.indexOf(one.code) - RANKED.indexOf(other.code));
}

const REFUTING = ["forged_header_seen", "no_certificate_admitted", "forged_admitted"] as const;

const SEEN = ["forged_header_under_exclusion", "header_of_unknown_origin", "certificate_altered"] as const;

/** A request that had to arrive and did not. */
const LOST = ["positive_missing", "tls13_missing", "http2_unclear", "tls12_unclear"] as const;

const UNTOLD = ["nonce_replayed", "nonce_expired"] as const;

const NEGATIVES = ["exclusion_unreached", "plain_http_unclear", "not_refused"] as const;

const RANKED: readonly ProbeReasonCode[] = [
  ...REFUTING,
  ...SEEN,
  "too_much_to_try",
  ...LOST,
  ...UNTOLD,
  ...NEGATIVES,
  "too_few_requests",
  "no_certificate_admitted_inside",
  "plain_http_admitted",
  "host_header_written_by_client",
  "host_header_untried",
  "forwarded_proto_written_by_client",
  "forwarded_proto_untried",
];

/** A probing ends with one of these, and what it would have sent then is missing. */
const ENDING = [...REFUTING, ...SEEN, "too_much_to_try", ...LOST, ...UNTOLD, ...NEGATIVES] as const;

/** A host out of reach, or a process held up, shows in everything around. */
const OUT_OF_REACH = ["positive_missing", "tls13_missing"] as const;

const UNTRIED = [...LOST, ...UNTOLD, "too_few_requests"] as const;

/** From what each may only follow. */
const CAUSES: Readonly<Partial<Record<ProbeReasonCode, readonly ProbeReasonCode[]>>> = {
  forged_admitted: ["no_certificate_admitted"],
  http2_unclear: OUT_OF_REACH,
  tls12_unclear: OUT_OF_REACH,
  exclusion_unreached: OUT_OF_REACH,
  plain_http_unclear: OUT_OF_REACH,
  not_refused: OUT_OF_REACH,
  too_few_requests: ENDING,
  host_header_untried: UNTRIED,
  forwarded_proto_untried: UNTRIED,
};
