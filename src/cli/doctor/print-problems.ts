import type { ConfigurationProblem } from "../../errors.ts";
import type { Page } from "../text/page.ts";
import type { Style } from "../text/style.ts";
import { printRemedy } from "./print-remedy.ts";

/** What was written wrongly, with what to write instead; nothing when there is nothing. */
export function printProblems(
  page: Page,
  title: string,
  problems: readonly ConfigurationProblem[],
  { strong }: Style,
): void {
  if (problems.length === 0) return;
  page.gap();
  page.prose(0, title, strong);
  for (const { code, source, place, message, remedy } of problems) {
    page.prose(2, `${place === undefined ? source : `${source}, ${place}`}: ${message} [${code}]`);
    printRemedy(page, 6, remedy);
  }
}
