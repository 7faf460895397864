import type { Outcome } from "../front-ends/stand.ts";

/** What came of a case in one framework behind one front end. */
export interface Cell {
  readonly title: string;
  readonly frontEnd: string;
  readonly framework: string;
  readonly outcome: Outcome;
}

/**
 * A row for each case, a column for each front end: what all frameworks answered behind it, and which of them, if any,
 * answered otherwise.
 */
export function formatTable(cells: readonly Cell[]): string {
  const titles = distinct(cells.map(({ title }) => title));
  const frontEnds = distinct(cells.map(({ frontEnd }) => frontEnd));
  const rows = titles.map((title) => [
    title,
    ...frontEnds.map((frontEnd) =>
      cellText(cells.filter((cell) => cell.title === title && cell.frontEnd === frontEnd)),
    ),
  ]);
  const all = [["", ...frontEnds], ...rows];
  const widths = ["", ...frontEnds].map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellText(cells: readonly Cell[]): string {
  const texts = cells.map(({ framework, outcome }) => ({ framework, text: outcomeText(outcome) }));
  const answers = distinct(texts.map(({ text }) => text));
  const [usual = "", ...others] = answers;
  const exceptions = others.map((answer) => {
    const where = texts.filter(({ text }) => text === answer).map(({ framework }) => framework);
    return `; ${where.join(", ")}: ${answer}`;
  });
  return usual + exceptions.join("");
}

function outcomeText({ status, code }: Outcome): string {
  if (status === 0) return "no answer";
  return code === undefined ? `${status}` : `${status} ${code}`;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
