import { printProblems } from "../doctor/print-problems.ts";
import { Page } from "../text/page.ts";
import type { Paint, Style } from "../text/style.ts";
import { printCertificate } from "./print-certificate.ts";
import { printJudgement } from "./print-judgement.ts";
import type { InspectReport } from "./report.ts";

/** The report as text: the verdict and what to do first, then what each certificate says. */
export function printReport(report: InspectReport, style: Style, width: number): string {
  const page = new Page(width);
  const { input, configuration, judgements, certificates, notes } = report;
  page.prose(0, `${countOf(certificates.length)}, from ${ORIGINS[input.from]}: ${input.is}`, style.strong);
  page.prose(0, `as at ${report.at.replace(".000Z", "Z")}`, style.quiet);
  page.gap();
  page.prose(0, headlineOf(report), paintOf(report.verdict, style));
  for (const note of notes) page.prose(2, note);
  printProblems(page, "What is wrong with the input", input.problems, style);
  printProblems(page, "Configuration problems", configuration?.problems ?? [], style);
  for (const judgement of judgements) printJudgement(page, judgement, judgements.length > 1, style);
  for (const [index, certificate] of certificates.entries()) {
    printCertificate(page, certificate, certificates.length > 1 ? index + 1 : undefined, style);
  }
  printProblems(page, "Warnings about the input", input.warnings, style);
  printProblems(page, "Configuration warnings", configuration?.warnings ?? [], style);
  return page.toString();
}

const ORIGINS = { file: "a file", stdin: "the standard input", argument: "the command line" } as const;

function countOf(certificates: number): string {
  if (certificates === 0) return "No certificate";
  return certificates === 1 ? "One certificate" : `${certificates} certificates`;
}

function headlineOf({ verdict, judgements }: InspectReport): string {
  const [first] = judgements;
  const refused = judgements.filter((judgement) => judgement.verdict === "refused");
  switch (verdict) {
    case "admitted":
      return judgements.length > 1
        ? `Admitted: all ${judgements.length} callers.`
        : `Admitted, as the caller "${first?.caller ?? ""}".`;
    case "refused":
      return judgements.length > 1
        ? `Refused: ${refused.length} of ${judgements.length} callers.`
        : `Refused [${first?.code ?? ""}].`;
    case "misconfigured":
      return "Nobody is admitted: the configuration has a problem, and with it the guard does not start.";
    case "described":
      return "Described, and not judged.";
    case "unknown":
      return "It cannot be told: the input cannot be read as a whole.";
  }
}

function paintOf(verdict: InspectReport["verdict"], { good, bad, doubtful, strong }: Style): Paint {
  switch (verdict) {
    case "admitted":
      return good;
    case "refused":
    case "misconfigured":
      return bad;
    case "unknown":
      return doubtful;
    case "described":
      return strong;
  }
}
