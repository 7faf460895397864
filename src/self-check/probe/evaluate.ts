import type { ProbeWord } from "../witness.ts";
import {
  controlObstacles,
  countObstacles,
  type EvaluationOptions,
  type Evidence,
  gather,
  isStrange,
  type Judged,
  negativeObstacles,
  type Obstacle,
  obstacle,
  ofKinds,
  reasonsFor,
  unseenObstacles,
} from "./evidence.ts";
import { type Fated, hasArrived } from "./fate.ts";
import { judgeForwardedProto, judgeHostHeader } from "./judge-own-headers.ts";
import { NOTHING_WANTED } from "./plan.ts";
import type { ProbeReason, ProbeReasonCode } from "./reasons.ts";
import type { Round, ShotKind } from "./shot.ts";
import { tellCauses } from "./tell-causes.ts";

/** What the names of one plan showed. */
export interface ProbeFindings extends Pick<ProbeWord, "demand" | "authenticity" | "isHostHeaderOverwritten"> {
  /** Whether no certificate header was seen under any exclusion path; undefined when there was none, or none to see. */
  readonly areExclusionsClean: boolean | undefined;
  /**
   * Whether something was seen that no right front end does, though it refutes nothing: a certificate header of unknown
   * origin, a certificate that came altered, or a header that a client wrote under an exclusion path. Silence is none of
   * it. True also where authenticity is refuted.
   */
  readonly isContradicted: boolean;
  /** Why a word is no proof, and what else is worth telling: one for each cause. Empty when all is proven. */
  readonly reasons: readonly ProbeReason[];
}

/** Findings, and whether they are all that this probing can come to. */
export interface Interim {
  readonly findings: ProbeFindings;
  /** Whether nothing is missing to some proof but further rounds. */
  readonly mayStillProve: boolean;
}

/**
 * What the requests of one probing show. Neither their order nor that of the rounds counts.
 *
 * A header that a client wrote, or a request without a certificate, refutes wherever it arrives. A proof wants all of
 * it: in every round every positive request must have arrived, and every negative one eight times as it should, none
 * of them otherwise. So a round in which something failed is not left out; the probing is done again as a whole.
 */
export function evaluate(rounds: readonly Round[], options: EvaluationOptions): ProbeFindings {
  return evaluateSoFar(rounds, options).findings;
}

/** The same between two rounds. */
export function evaluateSoFar(rounds: readonly Round[], options: EvaluationOptions): Interim {
  const evidence = gather(rounds, options);
  const demand = judgeDemand(evidence);
  const authenticity = judgeAuthenticity(evidence);
  const exclusions = judgeExclusions(evidence);
  const hostHeader = judgeHostHeader(evidence);
  const judged = [demand, authenticity, exclusions, hostHeader, judgeForwardedProto(evidence)];
  const reasons = judged.flatMap((one) => one.reasons);
  const isRefuted = demand.word === "refuted" || authenticity.word === "refuted";
  const findings: ProbeFindings = Object.freeze({
    demand: demand.word,
    authenticity: authenticity.word,
    areExclusionsClean: exclusions.word,
    isHostHeaderOverwritten: hostHeader.word,
    isContradicted: isContradicted(evidence),
    reasons: Object.freeze(tellCauses(reasons)),
  });
  return { findings, mayStillProve: !isRefuted && wantsOnlyRounds(reasons) };
}

/** Of some question. */
function wantsOnlyRounds(reasons: readonly ProbeReason[]): boolean {
  const hopeless = new Set(reasons.filter(({ code }) => HOPELESS.has(code)).map(({ question }) => question));
  return reasons.some(({ code, question }) => code === "too_few_requests" && !hopeless.has(question));
}

/** What no further round mends: the probing has to begin again. */
const HOPELESS: ReadonlySet<ProbeReasonCode> = new Set([
  "nonce_replayed",
  "nonce_expired",
  "positive_missing",
  "http2_unclear",
  "tls12_unclear",
  "tls13_missing",
  "too_much_to_try",
  "certificate_altered",
  "header_of_unknown_origin",
  "forged_header_under_exclusion",
  "exclusion_unreached",
  "plain_http_unclear",
  "not_refused",
]);

/** On Container Apps the probe sits inside the environment, where `require` may not hold, so it has no say. */
function judgeDemand(evidence: Evidence): Judged<ProbeWord["demand"]> {
  const arrived = evidence.shown.filter(({ fate }) => hasArrived(fate));
  const admitted = ofKinds(arrived, "no-certificate", "no-certificate-sideways");
  const asides = obstacle("plain_http_admitted", ofKinds(arrived, "forged-plain-http"));
  const judged = (word: ProbeWord["demand"], found: readonly Obstacle[]): Judged<ProbeWord["demand"]> => {
    return { word, reasons: reasonsFor("demand", [...found, ...asides]) };
  };
  if (evidence.frontEnd === "container-apps") {
    return judged("inconclusive", obstacle("no_certificate_admitted_inside", admitted));
  }
  const refuting = [
    ...obstacle("no_certificate_admitted", admitted),
    // They had no certificate either.
    ...obstacle("forged_admitted", ofKinds(arrived, "forged", "forged-sideways")),
  ];
  if (refuting.length > 0) return judged("refuted", refuting);
  const obstacles = [
    ...evidence.unsound,
    ...negativeObstacles(evidence, ["no-certificate"]),
    ...unseenObstacles(evidence, ["no-certificate-sideways", "forged", "forged-sideways"]),
  ];
  return judged(obstacles.length === 0 ? "proven" : "inconclusive", obstacles);
}

function judgeAuthenticity(evidence: Evidence): Judged<ProbeWord["authenticity"]> {
  const { shown, unsound } = evidence;
  const showing = shown.filter(({ fate }) => fate === "shows-b");
  const refuting = obstacle(
    "forged_header_seen",
    showing.filter((one) => !isUnderExclusion(one)),
  );
  if (refuting.length > 0) return { word: "refuted", reasons: reasonsFor("authenticity", refuting) };
  const obstacles = [
    ...unsound,
    ...obstacle("certificate_altered", shown.filter(isAltered)),
    ...obstacle("header_of_unknown_origin", shown.filter(isOfUnknownOrigin)),
    ...obstacle("forged_header_under_exclusion", showing),
    ...controlObstacles(evidence),
    // Else it is said already.
    ...(unsound.length > 0 ? [] : countObstacles(evidence, ["forged-beside"])),
    ...negativeObstacles(evidence, ["forged", "forged-plain-http", "forged-excluded"]),
    ...unseenObstacles(evidence, NOTHING_WANTED),
  ];
  return { word: obstacles.length === 0 ? "proven" : "inconclusive", reasons: reasonsFor("authenticity", obstacles) };
}

/** Whoever reads plain HTTP on its way can bring its nonce with any header, so what comes of that is no sign. */
function isContradicted({ shown }: Evidence): boolean {
  return shown.some(
    (one) => one.fate === "shows-b" || isAltered(one) || (one.shot.scheme === "https" && isOfUnknownOrigin(one)),
  );
}

function judgeExclusions(evidence: Evidence): Judged<ProbeFindings["areExclusionsClean"]> {
  const { exclusionPaths = [], shown, unsound } = evidence;
  const tried = shown.filter(isUnderExclusion);
  const refuting = obstacle(
    "forged_header_under_exclusion",
    tried.filter(({ fate }) => fate === "shows-b"),
  );
  if (refuting.length > 0) return { word: false, reasons: reasonsFor("exclusions", refuting) };
  if (exclusionPaths.length === 0) return { word: undefined, reasons: [] };
  const strange = ofKinds(tried, "forged-excluded").filter(({ fate }) => isStrange(fate));
  const obstacles = [
    ...unsound,
    ...obstacle("certificate_altered", tried.filter(isAltered)),
    ...obstacle("header_of_unknown_origin", strange),
    ...controlObstacles(evidence),
    ...negativeObstacles(evidence, ["forged-excluded"]),
  ];
  return { word: obstacles.length === 0 ? true : undefined, reasons: reasonsFor("exclusions", obstacles) };
}

function isUnderExclusion({ shot: { kind } }: Fated): boolean {
  return kind === "forged-excluded" || kind === "certificate-excluded";
}

function isOfUnknownOrigin({ shot, fate }: Fated): boolean {
  return !shot.presentsCertificate && isStrange(fate);
}

function isAltered({ shot, fate }: Fated): boolean {
  if (!shot.presentsCertificate || !hasArrived(fate) || fate === "exactly-a") return false;
  return !(fate === "bare" && MAY_BE_BARE.has(shot.kind));
}

/**
 * Under an exclusion path nobody asks for the certificate; over TLS 1.3 alone nobody can ask later, which has a reason of
 * its own; and a header that the client had removed is refused by the guard.
 */
const MAY_BE_BARE: ReadonlySet<ShotKind> = new Set(["certificate-excluded", "certificate-tls13", "forged-hop-by-hop"]);
