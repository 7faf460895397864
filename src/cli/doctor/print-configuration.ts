import type { Page } from "../text/page.ts";
import type { Style } from "../text/style.ts";
import type { CertificateReport, SettingReport } from "./describe-settings.ts";
import { printProblems } from "./print-problems.ts";
import type { ConfigurationReport } from "./report.ts";

/** The effective configuration, and what is wrong with it. */
export function printConfiguration(
  page: Page,
  { settings, problems, warnings }: ConfigurationReport,
  style: Style,
): void {
  printProblems(page, "Configuration problems", problems, style);
  if (settings.length > 0) {
    page.gap();
    page.prose(0, "Configuration", style.strong);
    const isShown = problems.length === 0;
    if (!isShown) page.prose(2, "Values are shown once there is no problem: before, any of them may hold a secret.");
    for (const setting of settings) printSetting(page, setting, isShown, style);
  }
  printProblems(page, "Configuration warnings", warnings, style);
}

/** Widths of the columns: the longest name of a variable and two blanks, `environment` and two. */
const NAME = 33;
const ORIGIN = 13;

/** More than stands beside the columns: then it gets a line of its own. */
const LONG = 52;

function printSetting(page: Page, setting: SettingReport, isShown: boolean, { quiet }: Style): void {
  const { variable, origin, value } = setting;
  const name = { text: variable, width: NAME, paint: origin === "environment" ? undefined : quiet };
  if (!isShown) {
    page.row(2, [name], origin === "environment" ? "set" : "not set");
    return;
  }
  const cells = [name, { text: origin, width: ORIGIN, paint: quiet }];
  if (value === null || (typeof value === "string" && (value.length <= LONG || value.includes(" ")))) {
    page.row(2, cells, value ?? "none");
    return;
  }
  page.row(2, cells, "");
  for (const item of typeof value === "string" ? [value] : value) {
    if (typeof item === "string") page.verbatim(6, item);
    else printCertificate(page, item);
  }
}

function printCertificate(page: Page, { subject, notAfter, sha256 }: CertificateReport): void {
  page.prose(6, subject);
  page.prose(8, `expires ${notAfter.slice(0, 10)}, sha256 ${sha256}`);
}
