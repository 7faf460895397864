import type { AnyFinding } from "../../verdict/finding.ts";
import { FINDINGS } from "../../verdict/table.ts";
import type { Verdict } from "../../verdict/verdict.ts";

/** The checks in the order in which a request passes them. */
export const CHECKS = [
  "header",
  "certificate",
  "pin",
  "validity",
  "key",
  "purpose",
  "profile",
  "path",
  "rules",
] as const;

export type CheckName = (typeof CHECKS)[number];

/** `not-asked`: a check before it refused. `not-needed`: it does not apply to this caller. */
export type CheckStatus = "pass" | "fail" | "not-asked" | "not-needed";

/** What is known beside the verdict. */
export interface JudgedFacts {
  /** Whether a header was judged, or a bare certificate. */
  readonly isHeaderJudged: boolean;
  readonly hasAnchors: boolean;
  /** Whether one of the pins is the certificate, or its key. */
  readonly isPinned: boolean;
}

/** What became of each check, told from the verdict alone, so that the two can never say different things. */
export function statusesOf(verdict: Verdict, facts: JudgedFacts): Readonly<Record<CheckName, CheckStatus>> {
  const failed = new Set(verdict.ok ? [] : verdict.findings.map(checkOf));
  const firstFailed = CHECKS.findIndex((check) => failed.has(check));
  // These ask the certificate alone, and all of them before any refuses.
  const isLeafAsked = [...OF_THE_LEAF].some((check) => failed.has(check));
  const statusOf = (check: CheckName, index: number): CheckStatus => {
    if (failed.has(check)) return "fail";
    if (!isNeeded(check, facts)) return "not-needed";
    const isAsked = firstFailed < 0 || index < firstFailed || (isLeafAsked && OF_THE_LEAF.has(check));
    return isAsked ? "pass" : "not-asked";
  };
  const statuses = CHECKS.map((check, index) => [check, statusOf(check, index)] as const);
  return Object.fromEntries(statuses) as Record<CheckName, CheckStatus>;
}

const OF_THE_LEAF: ReadonlySet<CheckName> = new Set(["validity", "key", "purpose", "profile"]);

function isNeeded(check: CheckName, { isHeaderJudged, hasAnchors, isPinned }: JudgedFacts): boolean {
  switch (check) {
    case "header":
      return isHeaderJudged;
    case "pin":
      return isPinned;
    case "purpose":
    case "profile":
    case "path":
    case "rules":
      return hasAnchors && !isPinned;
    case "certificate":
    case "validity":
    case "key":
      return true;
  }
}

/** Findings about the caller's own certificate, by the check that asks it alone. */
const LEAF_CHECKS: { readonly [Code in AnyFinding["code"]]?: CheckName } = {
  certificate_expired: "validity",
  certificate_not_yet_valid: "validity",
  public_key_not_allowed: "key",
  ca_as_client: "purpose",
  key_usage_not_allowed: "purpose",
  extended_key_usage_not_allowed: "purpose",
  critical_extension_unknown: "profile",
  profile_violation: "profile",
};

/** The rooms have their ranks in the table: header, certificate, path, rules. */
function checkOf({ code, certificateIndex }: AnyFinding): CheckName {
  const { rank } = FINDINGS[code];
  if (code === "not_pinned") return "pin";
  if (rank < 200) return "header";
  if (rank < 300) return "certificate";
  if (rank < 400) return (certificateIndex === 0 ? LEAF_CHECKS[code] : undefined) ?? "path";
  // What is left is a defect of the package, which no check is to blame for.
  return rank < 500 ? "rules" : "certificate";
}
