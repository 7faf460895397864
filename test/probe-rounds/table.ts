import type { ProbeWord } from "../../src/self-check/witness.ts";
import { certainWords } from "../self-check/probe/words-of.ts";
import type { Tally } from "./run.ts";

/**
 * In Markdown. What is expected is what a single probing finds for certain; where chance has a say, or nothing can be
 * seen, it is only what the probe must never deny. Counts are those of proven, refuted and inconclusive. Fooled: a broken
 * stand proven, or a good one refuted.
 */
export function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map((tally) => {
    const { name, truth } = tally.row;
    return [
      name,
      `${truth.demand}, ${truth.authenticity}`,
      expectedOf(tally),
      countsOf(tally, "demand"),
      countsOf(tally, "authenticity"),
      fooledOf(tally),
      `${meanOf(tally)}`,
    ];
  });
  const head = [
    "stand",
    "truth: demand, authenticity",
    "expected",
    "demand: p/r/i",
    "authenticity: p/r/i",
    "fooled",
    "ms each",
  ];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** @param milliseconds That all of it took. */
export function summaryOf(tallies: readonly Tally[], milliseconds: number): string {
  const probings = total(tallies.map(({ findings }) => findings.length));
  const fooled = total(tallies.map((tally) => tally.fooled.length));
  const spent = total(tallies.map((tally) => tally.milliseconds));
  return [
    "",
    `${probings} probings of ${tallies.length} stands in ${Math.round(milliseconds / 1000)} s:`,
    `${Math.round(spent / probings)} ms for one, ${Math.round(milliseconds / probings)} ms as they ran together.`,
    `fooled: ${fooled}`,
  ].join("\n");
}

function expectedOf({ row }: Tally): string {
  const { demand = "?", authenticity = "?" } = row.instances === undefined ? certainWords(row) : {};
  return `${demand}, ${authenticity}`;
}

function countsOf({ findings }: Tally, question: "demand" | "authenticity"): string {
  const words: readonly ProbeWord["demand"][] = ["proven", "refuted", "inconclusive"];
  return words.map((word) => findings.filter((found) => found[question] === word).length).join("/");
}

function fooledOf({ fooled }: Tally): string {
  return fooled.length === 0 ? "0" : `${fooled.length}: ${[...new Set(fooled)].join(", ")}`;
}

function meanOf({ milliseconds, findings }: Tally): number {
  return Math.round(milliseconds / findings.length);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
