import { type Fate, fateOf, hasArrived, type Sent } from "./fate.ts";
import { isPositive, isWithinBounds, keyOf, type ProbeScope, planRound, REFUSALS_OF_A_PROOF } from "./plan.ts";
import { type ProbeQuestion, type ProbeReason, type ProbeReasonCode, reasonFor } from "./reasons.ts";
import type { Round, Shot, ShotKind, Shown } from "./shot.ts";

export interface EvaluationOptions extends ProbeScope {
  readonly sent: Sent;
  /** Every name that Resource Manager or the environment knows for this app's hosts. */
  readonly hostNames: readonly string[];
}

/** An answer to one question, and what there is to say about it. */
export interface Judged<Word> {
  readonly word: Word;
  readonly reasons: readonly ProbeReason[];
}

export type Fated = Shown & { readonly fate: Fate };

export interface Evidence extends EvaluationOptions {
  readonly shown: readonly Fated[];
  readonly rounds: readonly Round[];
  /** What one round has to hold. */
  readonly planned: readonly Shot[];
  /** What keeps any refusal from counting. */
  readonly unsound: readonly Obstacle[];
}

/** Something that stands against a proof, and the requests that show it. */
export type Obstacle = readonly [code: ProbeReasonCode, shown: readonly Shown[]];

export function gather(rounds: readonly Round[], options: EvaluationOptions): Evidence {
  const { sent, frontEnd } = options;
  const shown = rounds.flat().map((one) => ({ ...one, fate: fateOf(one, sent, frontEnd) }));
  const planned = planRound({ ...options, forged: sent.b, issue: () => "" });
  return { ...options, shown, rounds, planned, unsound: unsoundness(rounds, shown, planned, options) };
}

function unsoundness(
  rounds: readonly Round[],
  shown: readonly Fated[],
  planned: readonly Shot[],
  scope: ProbeScope,
): readonly Obstacle[] {
  const missing = shown.filter(({ shot, fate }) => isPositive(shot) && !hasArrived(fate));
  const positives = planned.filter(isPositive);
  const isComplete = positives.length > 0 && rounds.length > 0 && rounds.every((round) => holdsAll(round, positives));
  const tls13 = shown.filter(({ shot, fate }) => shot.kind === "certificate-tls13" && fate !== "exactly-a");
  return [
    ...obstacle("positive_missing", missing),
    ...obstacle("tls13_missing", scope.exclusionPaths === undefined ? tls13 : []),
    ...(isComplete ? [] : [["too_few_requests", []] as const]),
    ...(isWithinBounds(scope) ? [] : [["too_much_to_try", []] as const]),
  ];
}

export function holdsAll(round: Round, planned: readonly Shot[]): boolean {
  const keys = new Set(round.map(({ shot }) => keyOf(shot)));
  return planned.every((shot) => keys.has(keyOf(shot)));
}

export function obstacle(code: ProbeReasonCode, shown: readonly Shown[]): readonly Obstacle[] {
  return shown.length === 0 ? [] : [[code, shown]];
}

/**
 * What keeps negative requests from counting: one that came to nothing, and too few of a sort. (1) has to be refused;
 * the others may also arrive without a header.
 */
export function negativeObstacles({ shown, planned }: Evidence, kinds: readonly ShotKind[]): readonly Obstacle[] {
  const sent = ofKinds(shown, ...kinds);
  const nonces = new Map<string, Set<string>>();
  for (const { shot } of sent.filter(isAsItShould)) {
    const key = keyOf(shot);
    nonces.set(key, (nonces.get(key) ?? new Set()).add(shot.nonce));
  }
  const isEnough = planned
    .filter(({ kind }) => kinds.includes(kind))
    .every((shot) => (nonces.get(keyOf(shot))?.size ?? 0) >= REFUSALS_OF_A_PROOF);
  const unanswered = sent.filter(({ fate }) => fate === "unanswered");
  return [
    ...obstacle("not_refused", unanswered),
    ...(isEnough || unanswered.length > 0 ? [] : [["too_few_requests", []] as const]),
  ];
}

/** A (1) that arrived is no matter of counting: it refutes, or, on Container Apps, says nothing. */
function isAsItShould({ fate }: Fated): boolean {
  return fate === "refused" || fate === "bare";
}

/** A certificate header where no certificate was shown, and not the one that was written. */
export function isStrange(fate: Fate): boolean {
  return fate === "exactly-a" || fate === "other";
}

export function ofKinds(shown: readonly Fated[], ...kinds: readonly ShotKind[]): readonly Fated[] {
  return shown.filter(({ shot }) => kinds.includes(shot.kind));
}

/** One reason for each code. */
export function reasonsFor(question: ProbeQuestion, obstacles: readonly Obstacle[]): readonly ProbeReason[] {
  const byCode = new Map<ProbeReasonCode, Set<Shown>>();
  for (const [code, shown] of obstacles) byCode.set(code, new Set([...(byCode.get(code) ?? []), ...shown]));
  return [...byCode].map(([code, shown]) => reasonFor(question, code, [...shown]));
}
