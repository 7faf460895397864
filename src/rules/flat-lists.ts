import type { CompiledRules } from "./compile.ts";
import { compileRule } from "./compile-rule.ts";
import { type Locate, RuleReport, type Spot } from "./rule-problems.ts";
import { readShape } from "./rule-shape.ts";

/** The flat variables, each split into its entries (see `splitList`). Absent: the variable is not set. */
export interface FlatLists {
  readonly issuers?: readonly string[];
  readonly subjects?: readonly string[];
  readonly sans?: readonly string[];
  readonly thumbprints?: readonly string[];
  /** The text of `CLIENT_CERT_EKU`. */
  readonly eku?: string;
}

const SOURCES = {
  issuer: "CLIENT_CERT_ALLOWED_ISSUERS",
  subject: "CLIENT_CERT_ALLOWED_SUBJECTS",
  san: "CLIENT_CERT_ALLOWED_SANS",
  thumbprint: "CLIENT_CERT_ALLOWED_THUMBPRINTS",
  extendedKeyUsage: "CLIENT_CERT_EKU",
} as const;

/** Most pairs that an error prints. */
const MAX_PAIRS = 12;

/**
 * The one rule that the flat variables make. Its label is `the ALLOWED_* rule`, and it has no name.
 *
 * More than one issuer together with more than one subject or SAN is an error: one rule would also admit the name of one
 * issuer's caller from another issuer. Without issuers the anchors take their place.
 *
 * @param anchors RFC 4514 subject of each trust anchor.
 */
export function rulesFromFlatLists(lists: FlatLists, anchors: readonly string[]): CompiledRules {
  const report = new RuleReport();
  const shape = readShape(toRule(lists), locateFlat, report);
  const rule = shape && compileRule(shape, "the ALLOWED_* rule", locateFlat, report);
  checkPairs(lists, anchors, report);
  const { problems, warnings } = report;
  const rules = rule === undefined || problems.length > 0 ? [] : [rule];
  return Object.freeze({ rules: Object.freeze(rules), problems, warnings });
}

/** Only the members that are set: one that is present and undefined would be an error. */
function toRule({ issuers, subjects, sans, thumbprints, eku }: FlatLists): Readonly<Record<string, unknown>> {
  return {
    ...(issuers !== undefined && { issuer: issuers }),
    ...(subjects !== undefined && { subject: subjects }),
    ...(sans !== undefined && { san: sans }),
    ...(thumbprints !== undefined && { thumbprint: thumbprints }),
    ...(eku !== undefined && { extendedKeyUsage: eku.trim() }),
  };
}

/** As in `CLIENT_CERT_ALLOWED_SUBJECTS`, `entry 2, column 5`. */
const locateFlat: Locate = ({ member, entry, column }: Spot) => {
  const source =
    member === undefined || member === "name" || member === "key" ? "CLIENT_CERT_ALLOWED_*" : SOURCES[member];
  const parts = [entry !== undefined && `entry ${entry + 1}`, column !== undefined && `column ${column}`];
  const place = parts.filter((part) => part !== false).join(", ");
  return place === "" ? { source } : { source, place };
};

function checkPairs({ issuers, subjects, sans }: FlatLists, anchors: readonly string[], report: RuleReport): void {
  // Anchors of one name are one CA with several keys; a rule could not tell them apart either.
  const from = [...new Set(issuers ?? anchors)];
  if (from.length < 2) return;
  for (const [member, names] of [["subject", subjects] as const, ["san", sans] as const]) {
    if (names !== undefined && names.length > 1) reportPairs(from, issuers === undefined, member, names, report);
  }
}

function reportPairs(
  issuers: readonly string[],
  areAnchors: boolean,
  member: "subject" | "san",
  names: readonly string[],
  report: RuleReport,
): void {
  const pairs = issuers.flatMap((issuer) => names.map((name) => `${name} from ${issuer}`));
  const shownPairs = pairs.slice(0, MAX_PAIRS).map(printable);
  const rest = pairs.length > MAX_PAIRS ? `, and ${pairs.length - MAX_PAIRS} more` : "";
  const who = areAnchors ? "trust anchors" : "issuers";
  const message = `${issuers.length} ${who} and ${names.length} names would admit every pair: ${shownPairs.join("; ")}${rest}`;
  const remedy = `Write the pairs that are meant as rules in CLIENT_CERT_ALLOW: [{"issuer":"...","${member}":"..."}].`;
  report.problem("rule_pairs_not_written", locateFlat({ member }), message, remedy);
}

/** Names may be long; nothing in them may end a line of the log. */
function printable(pair: string): string {
  return pair.replace(/\p{C}/gu, "?").slice(0, 200);
}
