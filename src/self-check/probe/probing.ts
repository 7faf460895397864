import type { Arrivals } from "./arrival.ts";
import { certificateHeaderValue, type Sent } from "./certificate-header.ts";
import { evaluateSoFar, type ProbeFindings } from "./evaluate.ts";
import type { EvaluationOptions } from "./evidence.ts";
import { type Fired, type FireOptions, fireRound } from "./fire-round.ts";
import { mintThrowAway, type ThrowAway } from "./mint.ts";
import type { Nonces } from "./nonces.ts";
import { type ProbeScope, planProof, planRound, ROUNDS_OF_A_PROOF } from "./plan.ts";
import type { ProbeKey } from "./probe-key.ts";
import { reasonWith } from "./reasons.ts";
import type { SendOptions } from "./send.ts";
import type { Answer, Round, Shot } from "./shot.ts";

export interface ProbingOptions extends ProbeScope, Pick<EvaluationOptions, "expectedHost"> {
  readonly nonces: Nonces;
  readonly arrivals: Arrivals;
  /** With it, what other instances attest counts. Undefined: only what this process saw. */
  readonly key: ProbeKey | undefined;
  /** Milliseconds since the epoch, for the dates of the throw-away certificates. */
  readonly now: number;
  /** How a request is sent; absent: over the network. */
  readonly send?: (shot: Shot, options: SendOptions) => Promise<Answer>;
  /** PEM of the only roots to trust for the host's own certificate. Absent: Node's own. */
  readonly ca?: string | undefined;
  /** Milliseconds that one request may take. Default 5000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds that a connection without a certificate stays silent before its request. Default 50. */
  readonly patienceMs?: number | undefined;
  /** Ends it before, and what was not sent by then is told. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds on a clock that is never set, to tell how long it took. Absent: `performance.now`. */
  readonly monotonic?: (() => number) | undefined;
}

/** Several times what a busy front end needs, and far below a nonce's life. */
const DEFAULT_TIMEOUT = 5_000;

/**
 * Probes the app's own hosts: round after round until the rounds make a proof, or one of them shows that they cannot.
 * One request at a time, each on a connection of its own.
 */
export async function probeHosts(options: ProbingOptions): Promise<ProbeFindings> {
  const { frontEnd, arrivals, now, monotonic = () => performance.now() } = options;
  const own = mintThrowAway(now);
  const sent: Sent = {
    a: certificateHeaderValue(frontEnd, own.der),
    b: certificateHeaderValue(frontEnd, mintThrowAway(now).der),
    bPlain: certificateHeaderValue(frontEnd, mintThrowAway(now).der),
  };
  const evaluation: EvaluationOptions = { ...options, sent };
  const how = howToSend(options, own);
  const started = monotonic();
  const stop = arrivals.watch();
  try {
    const rounds: Round[] = [];
    let interim = evaluateSoFar(rounds, evaluation);
    let end: Fired["end"] = "sent";
    while (end === "sent" && rounds.length < ROUNDS_OF_A_PROOF && (rounds.length === 0 || interim.mayStillProve)) {
      const fired = await fireRound(planRound({ ...evaluation, round: rounds.length }), how, firing(options, sent));
      rounds.push(fired.round);
      end = fired.end;
      interim = evaluateSoFar(rounds, evaluation);
    }
    const seconds = Math.round((monotonic() - started) / 1000);
    const detail = `${rounds.flat().length} of ${planProof(evaluation).length} requests were sent in ${seconds} s`;
    return tellEnd(end, detail, interim.findings);
  } finally {
    stop();
  }
}

function howToSend(
  { ca, signal, timeoutMs = DEFAULT_TIMEOUT, patienceMs }: ProbingOptions,
  { certificatePem, privateKeyPem }: ThrowAway,
): SendOptions {
  return { certificatePem, privateKeyPem, timeoutMs, patienceMs, ca, signal };
}

function firing({ frontEnd, nonces, arrivals, key, send }: ProbingOptions, sent: Sent): FireOptions {
  return { frontEnd, sent, nonces, arrivals, key, send };
}

/** A probing that was ended from outside says so, where nothing weightier keeps it from a proof. */
function tellEnd(end: Fired["end"], detail: string, findings: ProbeFindings): ProbeFindings {
  if (end !== "too_slow" && end !== "nonces_used_up") return findings;
  const reasons = findings.reasons.map((reason) =>
    reason.code === "too_few_requests" ? reasonWith(reason.question, end, detail) : reason,
  );
  return Object.freeze({ ...findings, reasons: Object.freeze(reasons) });
}
