import { kindOf } from "../rules/rule-shape.ts";
import type { Reporter } from "./problems.ts";
import { didYouMean } from "./suggest.ts";
import { enumerate, excerpt, unquote } from "./text.ts";

/** Reads a setting that is one of a few words, exactly as they are written. */
export interface WordReader<Word extends string> {
  readonly fromText: (text: string, report: Reporter) => Word | undefined;
  readonly fromCode: (value: unknown, report: Reporter) => Word | undefined;
}

/** A reader for these words. Case counts: what is nearly right is told, never guessed. */
export function oneOf<Word extends string>(...words: readonly Word[]): WordReader<Word> {
  const fromCode = (value: unknown, report: Reporter): Word | undefined => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) reportNotAllowed(value, words, report);
    return word;
  };
  return { fromText: (text, report) => fromCode(unquote(text), report), fromCode };
}

/** Reports a value that is none of the words. `place` absent: the value as a whole. */
export function reportNotAllowed(value: unknown, words: readonly string[], report: Reporter, place?: string): void {
  const list = enumerate(
    words.map((word) => `"${word}"`),
    "or",
  );
  if (typeof value !== "string") {
    report.add("option_wrong_type", `The value is ${kindOf(value)} and no string.`, `Write ${list}.`, place);
    return;
  }
  const message = `${excerpt(value)} is not allowed.${didYouMean(value, words)}`;
  report.add("value_not_allowed", message, `Write ${list}.`, place);
}
