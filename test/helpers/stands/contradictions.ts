import type { Truth } from "./stands.ts";

/** What a probe says. */
export interface Said {
  readonly demand: "proven" | "refuted" | "inconclusive";
  readonly authenticity: "proven" | "refuted" | "inconclusive";
}

/** Where a probe says what is not so, or what it cannot know. It may always say that it cannot tell. */
export function contradictions(truth: Truth, said: Said): readonly string[] {
  return [
    ...against("demand", said.demand, { isTrue: truth.demand === "yes", isFalse: truth.demand === "no" }, truth),
    ...against(
      "authenticity",
      said.authenticity,
      { isTrue: truth.authenticity === "holds", isFalse: truth.authenticity === "broken" },
      truth,
    ),
  ];
}

function against(
  question: string,
  word: Said["demand"],
  { isTrue, isFalse }: { readonly isTrue: boolean; readonly isFalse: boolean },
  { mayBeProven }: Truth,
): readonly string[] {
  if (word === "proven" && !(isTrue && (mayBeProven === true || mayBeProven === question)))
    return [`${question} must not be proven`];
  return word === "refuted" && !isFalse ? [`${question} must not be refuted`] : [];
}
