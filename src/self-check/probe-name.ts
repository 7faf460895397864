import type { TriedName } from "./combine-findings.ts";
import type { NameToTry } from "./names-to-try.ts";
import type { Arrivals } from "./probe/arrival.ts";
import { readAttestation } from "./probe/attestation.ts";
import type { ProbeKey } from "./probe/probe-key.ts";
import { type ProbingOptions, probeHosts } from "./probe/probing.ts";
import { type SendOptions, sendShot } from "./probe/send.ts";
import type { Answer, Shot } from "./probe/shot.ts";
import type { Sighting } from "./probe/sightings.ts";
import { settleWithin } from "./settle-within.ts";

export interface ProbeNameOptions
  extends Pick<ProbingOptions, "frontEnd" | "hostNames" | "nonces" | "key" | "now" | "ca" | "signal"> {
  /** Watching already: what arrived is looked at once more after the probing. */
  readonly arrivals: Arrivals;
  readonly plainHttpPort: number;
  /** Absent: over the network. */
  readonly send?: ((shot: Shot, options: SendOptions) => Promise<Answer>) | undefined;
}

interface Sent {
  readonly shot: Shot;
  readonly answer: Answer;
}

/**
 * Probes one name, and tells whether it leads here at all. When not even the first request is answered, everything is tried
 * once more: else one time-out would leave the name without a proof until the next probing.
 */
export async function probeName(name: NameToTry, options: ProbeNameOptions): Promise<TriedName> {
  const { host, port, recordId, exclusionPaths, expectedHost, inside } = name;
  const { arrivals, key, plainHttpPort, send = sendShot, ...others } = options;
  const sent: Sent[] = [];
  const settled = new Map<string, Sighting>();
  const probing: ProbingOptions = {
    ...others,
    expectedHost,
    hosts: [{ host, port, plainHttpPort, over: inside?.over, serverName: inside?.serverName }],
    exclusionPaths,
    key,
    arrivals: { ...arrivals, of: (nonce) => settled.get(nonce) ?? arrivals.of(nonce) },
    send: async (shot, how) => {
      const answer = await send(shot, how);
      // Whoever reads plain HTTP on its way could bring the same number here later. What was answered has arrived by then.
      if (shot.scheme === "http" && answer.kind === "response") settled.set(shot.nonce, arrivals.of(shot.nonce));
      sent.push({ shot, answer });
      return answer;
    },
  };
  let findings = await probeHosts(probing);
  if (isUnanswered(sent) && (await isPauseOver(options.signal))) findings = await probeHosts(probing);
  const leadsHere = sent.some((one) => hasArrived(one, arrivals, key));
  return { host, recordId, findings, leadsHere, inside: inside && (sent.every(isClosed) ? "closed" : inside.over) };
}

/** Milliseconds: a connection that was just dropped, or a front end that was just busy, may have come to itself by then. */
const PAUSE = 1_000;

/** Whether it ended with its first request, and not because nobody is there, nor by an answer. */
function isUnanswered(sent: readonly Sent[]): boolean {
  const [first, ...others] = sent;
  return first?.answer.kind === "failed" && others.length === 0 && !isClosed(first);
}

/** False: it was called off. */
async function isPauseOver(signal: AbortSignal | undefined): Promise<boolean> {
  const { kind } = await settleWithin(() => new Promise(() => undefined), PAUSE, signal);
  return kind === "late";
}

/** Nobody has that name, or nobody listens there: a door that is none. */
const CLOSED: ReadonlySet<string> = new Set(["ENOTFOUND", "ECONNREFUSED"]);

function isClosed({ answer }: Sent): boolean {
  return answer.kind === "failed" && CLOSED.has(answer.code);
}

/** Here, or by its word at another instance. Plain HTTP does not count, for the same reason. */
function hasArrived({ shot: { nonce, scheme }, answer }: Sent, arrivals: Arrivals, key: ProbeKey | undefined): boolean {
  if (scheme !== "https") return false;
  const sighting = arrivals.of(nonce);
  if (sighting.kind === "arrived" || (sighting.kind === "cannot-tell" && sighting.reason === "replayed")) return true;
  if (key === undefined || answer.kind !== "response") return false;
  return readAttestation(key, nonce, answer.attestation, []) !== undefined;
}
