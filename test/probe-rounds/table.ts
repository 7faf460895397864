import type { ProbeWord } from "../../src/self-check/witness.ts";
import type { Tally } from "./run.ts";

/** In Markdown. Counts are those of proven, refuted and inconclusive. */
export function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map((tally) => {
    const { name, truth } = tally.row;
    const told = `${truth.demand}, ${truth.authenticity}${truth.mayBeProven ? "" : ", hidden"}`;
    return [
      name,
      told,
      countsOf(tally, "demand"),
      countsOf(tally, "authenticity"),
      fooledOf(tally),
      `${meanOf(tally)}`,
    ];
  });
  const head = ["stand", "truth", "demand: p/r/i", "authenticity: p/r/i", "fooled", "ms each"];
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
