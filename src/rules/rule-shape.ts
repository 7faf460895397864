import { closest } from "./closest.ts";
import type { ClientRule } from "./rule.ts";
import type { ConditionMember, Locate, RuleReport } from "./rule-problems.ts";
import { shown } from "./text-problem.ts";

/** A rule of which the shape is right and the texts are not read yet. Only present members are set. */
export interface ShapedRule {
  readonly name: string | undefined;
  /** Each with at least one entry, none blank. At least one member has conditions. */
  readonly entries: ReadonlyMap<ConditionMember, readonly string[]>;
  readonly extendedKeyUsage: "clientAuth" | "clientAuth-or-serverAuth";
}

const CONDITION_MEMBERS: readonly ConditionMember[] = ["issuer", "subject", "san", "thumbprint", "key"];
const MEMBERS: readonly (keyof ClientRule)[] = ["name", ...CONDITION_MEMBERS, "extendedKeyUsage"];

const RULE_EXAMPLE = 'Write it as in {"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}.';

/**
 * Checks what kind of value stands where, since rules also come from JSON and from JavaScript. A member that is there and
 * undefined is an error: it is a value that went missing, and without it the rule would admit more.
 */
export function readShape(value: unknown, locate: Locate, report: RuleReport): ShapedRule | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report.problem("rule_not_an_object", locate({}), `a rule is an object, not ${kindOf(value)}`, RULE_EXAMPLE);
    return undefined;
  }
  const problemsBefore = report.problems.length;
  const members = new Map<string, unknown>(Object.entries(value));
  for (const member of members.keys()) checkKnown(member, locate, report);
  const name = readName(members, locate, report);
  const entries = readConditions(members, locate, report);
  const extendedKeyUsage = readExtendedKeyUsage(members, locate, report);
  if (report.problems.length > problemsBefore) return undefined;
  if (entries.size > 0) return { name, entries, extendedKeyUsage };
  const remedy = `Add ${CONDITION_MEMBERS.join(", ")} or several of them; any-from-anchors instead of rules admits everyone.`;
  report.problem("rule_without_condition", locate({}), "the rule has no condition, so it would admit everyone", remedy);
  return undefined;
}

function checkKnown(member: string, locate: Locate, report: RuleReport): void {
  if (MEMBERS.some((known) => known === member)) return;
  const meant = closest(member, MEMBERS);
  const remedy = meant === undefined ? `Known members are ${MEMBERS.join(", ")}.` : `Did you mean ${meant}?`;
  report.problem("rule_member_unknown", locate({}), `a rule has no member ${shown(member)}`, remedy);
}

/** Names stand in log lines and in `req.clientCert.caller`, hence nothing invisible in them. */
function readName(members: ReadonlyMap<string, unknown>, locate: Locate, report: RuleReport): string | undefined {
  if (!members.has("name")) return undefined;
  const name = members.get("name");
  if (typeof name === "string" && /^\S(?:.*\S)?$/u.test(name) && !/\p{C}/u.test(name) && name.length <= 100)
    return name;
  const message =
    typeof name === "string" ? `${shown(name)} is no name for a rule` : `name is a string, not ${kindOf(name)}`;
  const remedy = "Write 1 to 100 visible characters without spaces around them, or leave name out.";
  report.problem("rule_name_invalid", locate({ member: "name" }), message, remedy);
  return undefined;
}

function readConditions(
  members: ReadonlyMap<string, unknown>,
  locate: Locate,
  report: RuleReport,
): ReadonlyMap<ConditionMember, readonly string[]> {
  const conditions = new Map<ConditionMember, readonly string[]>();
  for (const member of CONDITION_MEMBERS) {
    if (!members.has(member)) continue;
    const entries = readEntries(member, members.get(member), locate, report);
    if (entries !== undefined) conditions.set(member, entries);
  }
  return conditions;
}

/** One string, or a list of at least one. */
function readEntries(
  member: ConditionMember,
  value: unknown,
  locate: Locate,
  report: RuleReport,
): readonly string[] | undefined {
  const isList = Array.isArray(value);
  // Array.from also visits the holes of a sparse array.
  const list: readonly unknown[] = isList ? Array.from(value) : [value];
  if (list.length === 0) {
    const remedy = `Write at least one, or leave ${member} out.`;
    report.problem(
      "rule_member_empty",
      locate({ member }),
      `${member} is an empty list, which nobody can meet`,
      remedy,
    );
    return undefined;
  }
  const entries: string[] = [];
  for (const [entry, text] of list.entries()) {
    const where = locate(isList ? { member, entry } : { member });
    if (typeof text !== "string") {
      const remedy = `Write a string or a list of strings, or leave ${member} out.`;
      report.problem("rule_member_type", where, `${member} is ${kindOf(text)} where a string belongs`, remedy);
    } else if (text.trim() === "") {
      report.problem("rule_member_empty", where, `${member} is empty`, `Write a value, or leave ${member} out.`);
    } else {
      entries.push(text);
    }
  }
  return entries.length === list.length ? entries : undefined;
}

function readExtendedKeyUsage(
  members: ReadonlyMap<string, unknown>,
  locate: Locate,
  report: RuleReport,
): ShapedRule["extendedKeyUsage"] {
  const value = members.get("extendedKeyUsage");
  if (value === "clientAuth" || value === "clientAuth-or-serverAuth") return value;
  if (!members.has("extendedKeyUsage")) return "clientAuth";
  const message = `${typeof value === "string" ? shown(value) : kindOf(value)} is no extended key usage of a rule`;
  const remedy = "Write clientAuth or clientAuth-or-serverAuth, or leave it out for clientAuth.";
  report.problem("rule_extended_key_usage_invalid", locate({ member: "extendedKeyUsage" }), message, remedy);
  return "clientAuth";
}

/** What a value is, in words, without showing it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "undefined";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
