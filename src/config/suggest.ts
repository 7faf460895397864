import { closest } from "../rules/closest.ts";

/**
 * The name that a word was probably meant to be, or undefined. Case, `_` and `-` do not count, nor do a slip or two.
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const folded = new Map(names.map((name) => [fold(name), name]));
  const match = closest(fold(word), folded.keys());
  return match === undefined ? undefined : folded.get(match);
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const suggestion = nearest(word, names);
  return suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, "");
}
