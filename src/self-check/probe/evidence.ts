import type { Sent } from "./certificate-header.ts";
import { type Fate, type Fated, fateOf, hasArrived, isUnclearOverPlainHttp } from "./fate.ts";
import {
  asksForHttp2,
  holdsAll,
  isPositive,
  isWithinBounds,
  keyOf,
  NOTHING_WANTED,
  type ProbeScope,
  planProof,
} from "./plan.ts";
import { type ProbeQuestion, type ProbeReason, type ProbeReasonCode, reasonFor } from "./reasons.ts";
import type { Round, ShotKind, Shown } from "./shot.ts";
import type { Template } from "./templates.ts";
import { missingWays, type Way, wayOf } from "./ways.ts";

export interface EvaluationOptions extends ProbeScope {
  readonly sent: Sent;
  /** What `WAS-DEFAULT-HOSTNAME` has to name, where the host is a record's default name. Absent: any of `hostNames`. */
  readonly expectedHost?: string | undefined;
}

/** An answer to one question, and what there is to say about it. */
export interface Judged<Word> {
  readonly word: Word;
  readonly reasons: readonly ProbeReason[];
}

/** Without the requests of ways that the host does not have. */
export interface Evidence extends EvaluationOptions {
  readonly shown: readonly Fated[];
  readonly rounds: readonly Round[];
  /** What all rounds of a proof together have to hold, each request as often as it is wanted. */
  readonly planned: readonly Template[];
  /** What keeps any refusal from counting. */
  readonly unsound: readonly Obstacle[];
}

/** Something that stands against a proof, and the requests that show it. */
export type Obstacle = readonly [code: ProbeReasonCode, shown: readonly Shown[]];

export function gather(rounds: readonly Round[], options: EvaluationOptions): Evidence {
  const { sent, frontEnd } = options;
  const all = rounds.flat().map((one) => ({ ...one, fate: fateOf(one, sent, frontEnd) }));
  const proof = planProof(options);
  const isMissing = missingWays(all);
  const shown = all.filter(({ shot }) => !isMissing(shot));
  const planned = proof.filter((shot) => !isMissing(shot));
  // Also of ways that the host does not have: else that would not be known.
  const isNeeded = (shot: Template): boolean =>
    isPositive(shot) || asksForHttp2(shot) || NOTHING_WANTED.includes(shot.kind);
  const needed = proof.filter(isNeeded);
  const isComplete = proof.length > 0 && rounds.length > 0 && rounds.every((round) => holdsAll(round, needed));
  return { ...options, shown, rounds, planned, unsound: unsoundness(shown, isComplete, options) };
}

function unsoundness(shown: readonly Fated[], isComplete: boolean, scope: ProbeScope): readonly Obstacle[] {
  const missing = shown.filter(({ shot, fate }) => isPositive(shot) && !hasArrived(fate));
  const missingOn = (way: Way | undefined): readonly Fated[] => missing.filter(({ shot }) => wayOf(shot) === way);
  const tls13 = shown.filter(({ shot, fate }) => shot.kind === "certificate-tls13" && fate !== "exactly-a");
  return [
    ...lost("positive_missing", missingOn(undefined)),
    ...lost("http2_unclear", missingOn("HTTP/2")),
    ...lost("tls12_unclear", missingOn("TLS 1.2")),
    ...obstacle("tls13_missing", scope.exclusionPaths === undefined ? tls13 : []),
    ...(isComplete ? [] : [TOO_FEW]),
    ...(isWithinBounds(scope) ? [] : [["too_much_to_try", []] as const]),
  ];
}

export const TOO_FEW: Obstacle = ["too_few_requests", []];

export function obstacle(code: ProbeReasonCode, shown: readonly Shown[]): readonly Obstacle[] {
  return shown.length === 0 ? [] : [[code, shown]];
}

/** Requests that came to nothing, those apart whose nonce somebody repeated, or came too late to be looked for. */
export function lost(code: ProbeReasonCode, shown: readonly Fated[]): readonly Obstacle[] {
  const isUntold = ({ fate }: Fated): boolean => fate === "replayed" || fate === "expired";
  return [
    ...untold(shown),
    ...obstacle(
      code,
      shown.filter((one) => !isUntold(one)),
    ),
  ];
}

/** Requests of which nobody knows whether they arrived. */
function untold(shown: readonly Fated[]): readonly Obstacle[] {
  return [
    ...obstacle(
      "nonce_replayed",
      shown.filter(({ fate }) => fate === "replayed"),
    ),
    ...obstacle(
      "nonce_expired",
      shown.filter(({ fate }) => fate === "expired"),
    ),
  ];
}

/** What keeps kinds from counting of which nothing is wanted: they may have arrived, and it was not seen. */
export function unseenObstacles({ shown }: Evidence, kinds: readonly ShotKind[]): readonly Obstacle[] {
  return untold(ofKinds(shown, ...kinds));
}

/**
 * What keeps negative requests from counting: one that came to nothing, and too few of a sort. (1) has to be refused;
 * the others may also arrive without a header.
 */
export function negativeObstacles(evidence: Evidence, kinds: readonly ShotKind[]): readonly Obstacle[] {
  const nothing = ofKinds(evidence.shown, ...kinds).filter(({ fate }) => !hasArrived(fate) && fate !== "refused");
  if (nothing.length === 0) return countObstacles(evidence, kinds);
  return [
    ...obstacle("plain_http_unclear", nothing.filter(isUnclearOverPlainHttp)),
    ...lost(
      "not_refused",
      nothing.filter((one) => !isUnclearOverPlainHttp(one)),
    ),
  ];
}

/** Too few of a sort that came to what they should. */
export function countObstacles({ shown, planned }: Evidence, kinds: readonly ShotKind[]): readonly Obstacle[] {
  const nonces = new Map<string, Set<string>>();
  for (const { shot } of ofKinds(shown, ...kinds).filter(isAsItShould)) {
    const key = keyOf(shot);
    nonces.set(key, (nonces.get(key) ?? new Set()).add(shot.nonce));
  }
  const wanted = new Map<string, number>();
  for (const shot of planned.filter(({ kind }) => kinds.includes(kind))) {
    wanted.set(keyOf(shot), (wanted.get(keyOf(shot)) ?? 0) + 1);
  }
  return [...wanted].every(([key, count]) => (nonces.get(key)?.size ?? 0) >= count) ? [] : [TOO_FEW];
}

/**
 * What keeps (6) from counting: a spelling under which not even a certificate came through. Its refusals may be meant for
 * the path, or be another's.
 */
export function controlObstacles({ shown, planned, rounds }: Evidence): readonly Obstacle[] {
  const controls = planned.filter(({ kind }) => kind === "certificate-excluded");
  const missing = ofKinds(shown, "certificate-excluded").filter(({ fate }) => !hasArrived(fate));
  return [
    ...lost("exclusion_unreached", missing),
    ...(rounds.every((round) => holdsAll(round, controls)) ? [] : [TOO_FEW]),
  ];
}

/** A (1) that arrived is no matter of counting: it refutes, or, on Container Apps, says nothing. */
function isAsItShould({ shot, fate }: Fated): boolean {
  return shot.presentsCertificate ? fate === "exactly-a" : fate === "refused" || fate === "bare";
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
