import type { ProbeFindings } from "../../../src/self-check/probe/evaluate.ts";
import { contradictions } from "../../helpers/stands/contradictions.ts";
import type { FrontEndTraits } from "../../helpers/stands/options.ts";
import type { Truth } from "../../helpers/stands/stands.ts";

/** What a probe has to be told of a front end, and what its word is held against. */
export interface ProbedFront {
  readonly options: Pick<
    FrontEndTraits,
    "drops" | "exclusionPaths" | "forgedHeader" | "hostHeader" | "http2" | "lapses" | "slow"
  >;
  readonly truth: Truth;
}

export type Words = Partial<Omit<ProbeFindings, "reasons">>;

/** Where the findings say what is not so, or what they cannot know. */
export function untruths({ options, truth }: ProbedFront, findings: ProbeFindings): readonly string[] {
  const { areExclusionsClean, isHostHeaderOverwritten } = findings;
  const isForgeable = isForgeableUnderExclusion(options);
  return [
    ...contradictions(truth, findings),
    ...(areExclusionsClean === true && isForgeable ? ["exclusion paths must not be clean"] : []),
    ...(areExclusionsClean === false && !isForgeable ? ["exclusion paths must not be unclean"] : []),
    ...(isHostHeaderOverwritten === true && !isOverwritten(options) ? ["the host header is not overwritten"] : []),
    ...(isHostHeaderOverwritten === false && isOverwritten(options) ? ["the host header is overwritten"] : []),
  ];
}

/** What every single probing has to find out. Nothing where chance has a say, or where nothing can be seen. */
export function certainWords({ options, truth }: ProbedFront): Words {
  const { drops, lapses, http2 } = options;
  if (!truth.mayBeProven || drops !== undefined || lapses !== undefined || http2 === "sometimes") return {};
  if (truth.mayBeProven === "demand") return { demand: "proven", authenticity: "inconclusive" };
  if (truth.demand === "yes" && truth.authenticity === "holds") {
    return {
      demand: "proven",
      authenticity: "proven",
      areExclusionsClean: options.exclusionPaths === undefined ? undefined : true,
      isHostHeaderOverwritten: isOverwritten(options),
    };
  }
  return { ...(truth.demand === "no" ? { demand: "refuted" } : {}), ...forgedWords({ options, truth }) };
}

/** One refuted answer ends the probing, so of the other question there is no certain word. */
function forgedWords({ options, truth }: ProbedFront): Words {
  if (truth.authenticity !== "broken") return {};
  // On a path where nobody is asked for a certificate, a forged header is a matter of that path.
  return isForgeableUnderExclusion(options)
    ? { authenticity: "inconclusive", areExclusionsClean: false }
    : { authenticity: "refuted" };
}

/** Every other mistake of the rows is one everywhere, or elsewhere. */
function isForgeableUnderExclusion({ exclusionPaths = [], forgedHeader }: ProbedFront["options"]): boolean {
  const passes = [
    "pass-under-exclusion",
    "pass-lower-case-under-exclusion",
    "pass-in-spelling-of-exclusion",
    "pass-without-certificate",
  ];
  return exclusionPaths.length > 0 && passes.includes(forgedHeader ?? "replace");
}

function isOverwritten({ hostHeader = "overwrite", http2 = false }: ProbedFront["options"]): boolean {
  return hostHeader === "overwrite" || (hostHeader === "pass-over-http2" && http2 === false);
}
