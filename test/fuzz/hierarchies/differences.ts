import { readFileSync } from "node:fs";
import type { Certificate } from "../../../src/certificate/certificate.ts";
import type { Conformance } from "../../../src/certificate/profile.ts";
import type { ValidationResult } from "../../../src/path/validate.ts";
import { CONDITIONS, type ConditionName } from "./conditions.ts";
import type { OpensslAnswer } from "./openssl.ts";

/** One reason for which this package and `openssl verify -x509_strict` may answer differently. */
export interface Difference {
  readonly id: string;
  /** Who accepts. */
  readonly accepts: "we" | "they";
  readonly level: Conformance | "both";
  /** Where we refuse: the code of our finding. */
  readonly finding?: string;
  /** Where we refuse: what the finding's details, as JSON, must match. */
  readonly details?: string;
  /** Where they refuse: numbers of their errors. */
  readonly errors?: readonly number[];
  /** What the path must be like besides. */
  readonly condition?: ConditionName;
  /** The text that decides. */
  readonly source: string;
  readonly reason: string;
  /** Seed and number of a hierarchy on which it shows. Absent for `certificate-profile`, which says what the levels are and no more. */
  readonly example?: readonly [seed: number, number: number];
}

export const DIFFERENCES: readonly Difference[] = JSON.parse(
  readFileSync(new URL("differences.json", import.meta.url), "utf8"),
) as readonly Difference[];

/** The ids that explain why they refuse a path that we accept; undefined when some error of theirs has no reason. */
export function explainTheirErrors(
  errors: OpensslAnswer,
  path: readonly Certificate[],
  level: Conformance,
  differences: readonly Difference[],
): readonly string[] | undefined {
  const reasons = errors.map((error) =>
    differences.find(
      (difference) => difference.errors?.includes(error) === true && applies(difference, "we", path, level),
    ),
  );
  return idsOf(reasons);
}

/** The ids that explain why we refuse what they accept; undefined when some finding of ours has no reason. */
export function explainOurFindings(
  { findings, path }: ValidationResult,
  level: Conformance,
  differences: readonly Difference[],
): readonly string[] | undefined {
  // An authority that is unknown because it cannot be read: that is what needs a reason.
  const unreadable = findings.filter(({ severity }) => severity === "warning");
  const reasons = findings
    .filter(({ severity }) => severity === "error")
    .flatMap((finding) => (finding.code === "issuer_unknown" && unreadable.length > 0 ? unreadable : [finding]))
    .map(({ code, details }) =>
      differences.find(
        (difference) =>
          difference.finding === code &&
          new RegExp(difference.details ?? "").test(JSON.stringify(details)) &&
          applies(difference, "they", path, level),
      ),
    );
  return idsOf(reasons);
}

function applies(
  { accepts, level, condition }: Difference,
  who: Difference["accepts"],
  path: readonly Certificate[],
  at: Conformance,
): boolean {
  if (accepts !== who || (level !== "both" && level !== at)) return false;
  return condition === undefined || CONDITIONS[condition](path);
}

function idsOf(reasons: readonly (Difference | undefined)[]): readonly string[] | undefined {
  const ids = reasons.map((reason) => reason?.id);
  return ids.length > 0 && ids.every((id) => id !== undefined) ? ids : undefined;
}
