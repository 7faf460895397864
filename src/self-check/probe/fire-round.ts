import type { Arrivals } from "./arrival.ts";
import { readAttestation } from "./attestation.ts";
import type { ProbedFrontEnd, Sent } from "./certificate-header.ts";
import { fateOf, hasArrived } from "./fate.ts";
import type { Nonces } from "./nonces.ts";
import { isPositive } from "./plan.ts";
import type { ProbeKey } from "./probe-key.ts";
import { type SendOptions, sendShot } from "./send.ts";
import type { Answer, Round, Shot } from "./shot.ts";
import { shownOf } from "./shown.ts";
import type { Sighting } from "./sightings.ts";
import type { Template } from "./templates.ts";

export interface FireOptions {
  readonly frontEnd: ProbedFrontEnd;
  readonly sent: Sent;
  readonly nonces: Nonces;
  /** Watching already. */
  readonly arrivals: Pick<Arrivals, "of">;
  readonly key: ProbeKey | undefined;
  /** Absent: over the network. */
  readonly send?: ((shot: Shot, options: SendOptions) => Promise<Answer>) | undefined;
}

export interface Fired {
  readonly round: Round;
  /** `sent`: to its end. `lost`: broken off at a request that had to arrive. `too_slow`: called off by the signal. */
  readonly end: "sent" | "lost" | "too_slow" | "nonces_used_up";
}

/**
 * Longest that a request may take whose TLS asks for another name, in milliseconds: a front end that lets such handshakes
 * hang would else use up the time of the others, and nothing is wanted from them.
 */
const LONGEST_SIDEWAYS = 2_000;

/**
 * Sends one round, one request at a time, and breaks it off at the first one that had to arrive and did not: a name that
 * leads elsewhere then costs one answer, or the wait for one. A shorter round proves nothing, and what it refutes is refuted.
 */
export async function fireRound(
  templates: readonly Template[],
  how: SendOptions,
  { frontEnd, sent, nonces, arrivals, key, send = sendShot }: FireOptions,
): Promise<Fired> {
  const fired: Sighted[] = [];
  // Looked at again at the end: a nonce that somebody else used meanwhile tells nothing any more.
  const ended = (end: Fired["end"]): Fired => ({
    round: fired.map((one) =>
      shownOf(one.shot, one.answer, atLast(one.sighting, arrivals.of(one.shot.nonce)), attested(one)),
    ),
    end,
  });
  const attested = ({ shot, answer }: Sighted): ReturnType<typeof readAttestation> => {
    const text = answer.kind === "response" ? answer.attestation : undefined;
    return key && readAttestation(key, shot.nonce, text, [sent.a, sent.b, sent.bPlain]);
  };
  for (const template of templates) {
    if (how.signal?.aborted) return ended("too_slow");
    if (!nonces.hasRoom()) return ended("nonces_used_up");
    const shot: Shot = Object.freeze({ ...template, nonce: nonces.issue() });
    const answer = await send(shot, inTime(shot, how));
    const one = { shot, answer, sighting: arrivals.of(shot.nonce) };
    // One that was cut short says nothing, unless it had arrived.
    if (how.signal?.aborted && one.sighting.kind !== "arrived") return ended("too_slow");
    fired.push(one);
    const fate = fateOf(shownOf(shot, answer, one.sighting, attested(one)), sent, frontEnd);
    // A host need not speak HTTP/2 or TLS 1.2.
    if (isPositive(shot) && !hasArrived(fate) && fate !== "not-offered") return ended("lost");
  }
  return ended("sent");
}

interface Sighted {
  readonly shot: Shot;
  readonly answer: Answer;
  /** As it was when the answer came. */
  readonly sighting: Sighting;
}

/** A nonce that has had its time since is used by nobody any more, so what was seen of it by then stands. */
function atLast(before: Sighting, now: Sighting): Sighting {
  return now.kind === "cannot-tell" && now.reason === "expired" ? before : now;
}

function inTime({ sideways }: Shot, how: SendOptions): SendOptions {
  return sideways === undefined ? how : { ...how, timeoutMs: Math.min(how.timeoutMs, LONGEST_SIDEWAYS) };
}
