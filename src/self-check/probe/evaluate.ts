import type { ProbeWord } from "../witness.ts";
import {
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
} from "./evidence.ts";
import { hasArrived } from "./fate.ts";
import { judgeForwardedProto, judgeHostHeader } from "./judge-own-headers.ts";
import type { ProbeReason } from "./reasons.ts";
import type { Round } from "./shot.ts";

export interface ProbeFindings extends ProbeWord {
  /** Why a word is no proof, and what else is worth telling. Empty when all is proven. */
  readonly reasons: readonly ProbeReason[];
}

/**
 * What the requests of one probing show. Neither their order nor that of the rounds counts.
 *
 * A header that a client wrote, or a request without a certificate, refutes wherever it arrives. A proof wants all of
 * it: in every round every positive request must have arrived, and every negative one eight times as it should, none
 * of them otherwise. So a round in which something failed is not left out; the probing is done again as a whole.
 */
export function evaluate(rounds: readonly Round[], options: EvaluationOptions): ProbeFindings {
  const evidence = gather(rounds, options);
  const demand = judgeDemand(evidence);
  const authenticity = judgeAuthenticity(evidence);
  const exclusions = judgeExclusions(evidence);
  const hostHeader = judgeHostHeader(evidence);
  return Object.freeze({
    demand: demand.word,
    authenticity: authenticity.word,
    areExclusionsClean: exclusions.word,
    isHostHeaderOverwritten: hostHeader.word,
    reasons: Object.freeze(
      [demand, authenticity, exclusions, hostHeader, judgeForwardedProto(evidence)].flatMap(({ reasons }) => reasons),
    ),
  });
}

/** On Container Apps the probe sits inside the environment, where `require` may not hold, so it has no say. */
function judgeDemand(evidence: Evidence): Judged<ProbeWord["demand"]> {
  const arrived = evidence.shown.filter(({ fate }) => hasArrived(fate));
  const admitted = ofKinds(arrived, "no-certificate");
  const asides = obstacle("plain_http_admitted", ofKinds(arrived, "forged-plain-http"));
  const judged = (word: ProbeWord["demand"], found: readonly Obstacle[]): Judged<ProbeWord["demand"]> => {
    return { word, reasons: reasonsFor("demand", [...found, ...asides]) };
  };
  if (evidence.frontEnd === "container-apps") {
    return judged("inconclusive", obstacle("no_certificate_admitted_inside", admitted));
  }
  if (admitted.length > 0) return judged("refuted", obstacle("no_certificate_admitted", admitted));
  const obstacles = [
    ...evidence.unsound,
    ...negativeObstacles(evidence, ["no-certificate"]),
    // It had no certificate either, so the refusals of the others are not the whole story.
    ...obstacle("forged_admitted", ofKinds(arrived, "forged")),
  ];
  return judged(obstacles.length === 0 ? "proven" : "inconclusive", obstacles);
}

function judgeAuthenticity(evidence: Evidence): Judged<ProbeWord["authenticity"]> {
  const { shown, unsound } = evidence;
  const forged = shown.filter(({ shot, fate }) => fate === "shows-b" && shot.kind !== "forged-excluded");
  const refuting = obstacle("forged_header_seen", forged);
  if (refuting.length > 0) return { word: "refuted", reasons: reasonsFor("authenticity", refuting) };
  const altered = shown.filter(
    ({ shot, fate }) => shot.presentsCertificate && hasArrived(fate) && fate !== "exactly-a",
  );
  const strange = shown.filter(({ shot, fate }) => !shot.presentsCertificate && isStrange(fate));
  const underExclusion = shown.filter(({ fate }) => fate === "shows-b");
  const obstacles = [
    ...unsound,
    ...obstacle("certificate_altered", altered),
    ...obstacle("header_of_unknown_origin", strange),
    ...obstacle("forged_header_under_exclusion", underExclusion),
    ...negativeObstacles(evidence, ["forged", "forged-plain-http", "forged-excluded"]),
  ];
  return { word: obstacles.length === 0 ? "proven" : "inconclusive", reasons: reasonsFor("authenticity", obstacles) };
}

function judgeExclusions(evidence: Evidence): Judged<ProbeWord["areExclusionsClean"]> {
  const { exclusionPaths = [], unsound } = evidence;
  const tried = ofKinds(evidence.shown, "forged-excluded");
  const strange = tried.filter(({ fate }) => isStrange(fate));
  const forged = tried.filter(({ fate }) => fate === "shows-b");
  const refuting = obstacle("forged_header_under_exclusion", forged);
  if (refuting.length > 0) return { word: false, reasons: reasonsFor("exclusions", refuting) };
  if (exclusionPaths.length === 0) return { word: undefined, reasons: [] };
  const obstacles = [
    ...unsound,
    ...obstacle("header_of_unknown_origin", strange),
    ...negativeObstacles(evidence, ["forged-excluded"]),
  ];
  return { word: obstacles.length === 0 ? true : undefined, reasons: reasonsFor("exclusions", obstacles) };
}
