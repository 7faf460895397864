import type { Reference, ScanRule } from "../../posture/scan/scan-rules.ts";
import { Page } from "../text/page.ts";
import type { Style } from "../text/style.ts";

/** Every rule in a line or two. */
export function printRules(rules: readonly ScanRule[], { strong, quiet }: Style, width: number): string {
  const page = new Page(width);
  for (const { id, title, severity } of rules) {
    page.row(
      0,
      [
        { text: id, width: ID, paint: strong },
        { text: severity, width: SEVERITY, paint: quiet },
      ],
      title,
    );
  }
  page.gap();
  page.prose(0, "--explain <id> says more. A note never fails a scan.");
  return page.toString();
}

/** All about one rule. */
export function printRule(rule: ScanRule, { strong, quiet }: Style, width: number): string {
  const page = new Page(width);
  page.verbatim(0, `${rule.title} [${rule.id}]`, strong);
  page.verbatim(0, `severity ${rule.severity}`, quiet);
  page.gap();
  page.prose(0, rule.why);
  page.gap();
  page.row(0, [{ text: "Mended by", width: NAME, paint: quiet }], rule.remedy);
  page.row(0, [{ text: "Resources", width: NAME, paint: quiet }], rule.resources.join(", "));
  if (rule.references.length > 0) page.gap();
  for (const reference of rule.references) {
    page.row(0, [{ text: reference.source, width: SOURCE, paint: quiet }], describeReference(reference));
  }
  if (rule.controls.length > 0) page.gap();
  for (const { framework, ids, of } of rule.controls) {
    page.prose(0, `${framework}: ${ids.join(", ")}${of === undefined ? "" : ` (${of})`}`);
  }
  return page.toString();
}

function describeReference({ id, differs }: Reference): string {
  return differs === undefined ? id : `${id}: ${differs}`;
}

/** Widths of the columns: the longest id, severity, name and source, and two blanks. */
const ID = 34;
const SEVERITY = 8;
const NAME = 11;
const SOURCE = 18;
