import type { Arrivals } from "./arrival.ts";
import { readAttestation } from "./attestation.ts";
import { certificateHeaderValue } from "./certificate-header.ts";
import { evaluate, type ProbeFindings } from "./evaluate.ts";
import { mintThrowAway } from "./mint.ts";
import type { Nonces } from "./nonces.ts";
import { type ProbeScope, planRound, ROUNDS_OF_A_PROOF } from "./plan.ts";
import type { ProbeKey } from "./probe-key.ts";
import { type SendOptions, sendShot } from "./send.ts";
import type { Answer, Round, Shot } from "./shot.ts";
import { shownOf } from "./shown.ts";

export interface ProbingOptions extends ProbeScope {
  /** Every name that Resource Manager or the environment knows for this app's hosts. */
  readonly hostNames: readonly string[];
  readonly nonces: Nonces;
  readonly arrivals: Arrivals;
  /** With it, what other instances attest counts. Undefined: only what this process saw. */
  readonly key: ProbeKey | undefined;
  /** Milliseconds since the epoch, for the dates of the throw-away certificates. */
  readonly now: number;
  /** How a request is sent; absent: over the network. */
  readonly send?: (shot: Shot, options: SendOptions) => Promise<Answer>;
  /** PEM of further roots for the host's own certificate. Absent: Node's. */
  readonly ca?: string | undefined;
  /** Milliseconds that one request may take. Default 5000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Several times what a busy front end needs, and far below a nonce's life. */
const DEFAULT_TIMEOUT = 5_000;

/**
 * Probes the app's own hosts: round after round until the rounds make a proof, or one of them shows that they cannot.
 * One request at a time, each on a connection of its own.
 */
export async function probeHosts(options: ProbingOptions): Promise<ProbeFindings> {
  const { frontEnd, arrivals, nonces, now } = options;
  const own = mintThrowAway(now);
  const sent = {
    a: certificateHeaderValue(frontEnd, own.der),
    b: certificateHeaderValue(frontEnd, mintThrowAway(now).der),
  };
  const stop = arrivals.watch();
  try {
    const rounds: Round[] = [];
    let findings = evaluate(rounds, { ...options, sent });
    while (rounds.length < ROUNDS_OF_A_PROOF && options.signal?.aborted !== true) {
      const shots = planRound({ ...options, forged: sent.b, issue: () => nonces.issue() });
      rounds.push(await fire(shots, options, own, sent));
      findings = evaluate(rounds, { ...options, sent });
      if (!mayStillProve(findings)) break;
    }
    return findings;
  } finally {
    stop();
  }
}

/** Another round helps only while nothing is missing but further rounds. */
function mayStillProve({ demand, authenticity, reasons }: ProbeFindings): boolean {
  if (demand === "refuted" || authenticity === "refuted") return false;
  return reasons.some(({ code }) => code === "too_few_requests") && !reasons.some(({ code }) => HOPELESS.has(code));
}

/** What no further round mends: the probing has to begin again. */
const HOPELESS: ReadonlySet<string> = new Set([
  "positive_missing",
  "tls13_missing",
  "too_much_to_try",
  "certificate_altered",
  "header_of_unknown_origin",
  "not_refused",
]);

async function fire(
  shots: readonly Shot[],
  { arrivals, key, ca, signal, timeoutMs = DEFAULT_TIMEOUT, send = sendShot }: ProbingOptions,
  { certificatePem, privateKeyPem }: { readonly certificatePem: string; readonly privateKeyPem: string },
  { a, b }: { readonly a: string; readonly b: string },
): Promise<Round> {
  const how: SendOptions = {
    certificatePem,
    privateKeyPem,
    timeoutMs,
    ...(ca === undefined ? {} : { ca }),
    ...(signal === undefined ? {} : { signal }),
  };
  const answers: (readonly [Shot, Answer])[] = [];
  for (const shot of shots) answers.push([shot, await send(shot, how)]);
  // Asked at the end: a nonce that somebody else used meanwhile tells nothing any more.
  return answers.map(([shot, answer]) => {
    const text = answer.kind === "response" ? answer.attestation : undefined;
    const attested = key === undefined ? undefined : readAttestation(key, shot.nonce, text, [a, b, ""]);
    return shownOf(shot, answer, arrivals.of(shot.nonce), attested);
  });
}
