import type { ConfigurationProblem } from "../errors.ts";
import type { TextProblem, TextWarning } from "./text-problem.ts";

/** Codes of what can be wrong with rules. */
export type RuleProblemCode =
  | "rules_not_a_list"
  | "rules_empty"
  | "rule_not_an_object"
  | "rule_member_unknown"
  | "rule_member_type"
  | "rule_member_empty"
  | "rule_without_condition"
  | "rule_name_invalid"
  | "rule_name_duplicate"
  | "rule_distinguished_name_invalid"
  | "rule_subject_alt_name_invalid"
  | "rule_thumbprint_invalid"
  | "rule_thumbprint_sha1_alone"
  | "rule_key_invalid"
  | "rule_extended_key_usage_invalid"
  | "rule_extended_key_usage_too_wide"
  | "rule_needs_san_or_key"
  | "rule_pairs_not_written";

/** Codes of what is accepted and may not mean what its writer thinks. */
export type RuleWarningCode =
  | "rule_distinguished_name_suspect"
  | "rule_subject_alt_name_suspect"
  | "rule_thumbprint_sha1"
  | "rule_invisible_character"
  | "rule_pairs_crossed";

/** Members of a rule that hold conditions. */
export type ConditionMember = "issuer" | "subject" | "san" | "thumbprint" | "key";

/** Where something stands: the rule, a member, the entry in its list (from 0), the column in the entry (from 1). */
export interface Spot {
  readonly member?: ConditionMember | "name" | "extendedKeyUsage";
  readonly entry?: number;
  readonly column?: number;
}

/** Turns a spot inside one rule into the source and place that its writer knows. */
export type Locate = (spot: Spot) => Pick<ConfigurationProblem, "source" | "place">;

/** Collects everything that is wrong, so that an operator hears it at once. */
export class RuleReport {
  readonly problems: ConfigurationProblem[] = [];
  readonly warnings: ConfigurationProblem[] = [];

  problem(
    code: RuleProblemCode,
    where: Pick<ConfigurationProblem, "source" | "place">,
    message: string,
    remedy: string,
  ): void {
    this.problems.push(Object.freeze({ code, ...where, message: sentence(message), remedy }));
  }

  warning(
    code: RuleWarningCode,
    where: Pick<ConfigurationProblem, "source" | "place">,
    message: string,
    remedy: string,
  ): void {
    this.warnings.push(Object.freeze({ code, ...where, message: sentence(message), remedy }));
  }

  textProblem(code: RuleProblemCode, locate: Locate, spot: Spot, { message, column, remedy }: TextProblem): void {
    this.problem(code, locate({ ...spot, column }), message, remedy);
  }

  textWarnings(code: RuleWarningCode, locate: Locate, spot: Spot, warnings: readonly TextWarning[]): void {
    for (const { message, column, remedy } of warnings) {
      this.warning(code, locate({ ...spot, column }), message, remedy);
    }
  }
}

function sentence(message: string): string {
  const [first = "", ...rest] = message;
  return `${first.toUpperCase()}${rest.join("")}.`;
}
