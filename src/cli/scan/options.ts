import type { Command } from "commander";
import type { Scope } from "../../posture/scan/options.ts";
import { isScanRuleId, SCAN_RULE_IDS, type ScanRuleId } from "../../posture/scan/scan-rules.ts";
import type { Tools } from "../tools.ts";

/** What a report is written as. */
export type Format = "json" | "sarif" | "junit" | "markdown";

export const FORMATS: readonly Format[] = ["json", "sarif", "junit", "markdown"];

/** Standard output, in place of a file's name. */
export const STDOUT = "-";

/** What was written on the command line. */
export interface ScanCommand {
  readonly paths: readonly string[];
  /** A file's name, or `-`. Not there: the format is not wanted. */
  readonly files: Readonly<Partial<Record<Format, string>>>;
  readonly scope: Scope;
  readonly tags: readonly string[];
  readonly kinds: readonly string[];
  /** Files and folders whose resources must demand certificates. */
  readonly requiredPaths: readonly string[];
  /** Undefined: all. */
  readonly only: readonly ScanRuleId[] | undefined;
  readonly skip: readonly ScanRuleId[] | undefined;
  readonly exceptions: string | undefined;
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly inlineIgnores: boolean;
  readonly allowUnknown: boolean;
  readonly allowEmpty: boolean;
  readonly sarifIncludeSuppressed: boolean;
  readonly category: string | undefined;
  readonly quiet: boolean;
  readonly progress: boolean;
  readonly listRules: boolean;
  readonly explain: ScanRuleId | undefined;
}

type Given = Partial<Record<Format, string>> &
  Omit<ScanCommand, "paths" | "files" | "tags" | "kinds" | "requiredPaths" | "only" | "skip"> & {
    readonly tag?: readonly string[];
    readonly kind?: readonly string[];
    readonly path?: readonly string[];
    readonly rule?: readonly ScanRuleId[];
    readonly skipRule?: readonly ScanRuleId[];
  };

export function declareOptions(command: Command, { commander }: Pick<Tools, "commander">): void {
  const { InvalidArgumentError, Option } = commander;
  const refuse = (message: string): never => {
    throw new InvalidArgumentError(message);
  };
  const each = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
  const rule = (text: string): ScanRuleId => (isScanRuleId(text) ? text : refuse(UNKNOWN_RULE));
  const rules = (text: string, before: readonly ScanRuleId[] = []): readonly ScanRuleId[] => [...before, rule(text)];
  const category = (text: string): string => (/^[\w. -]+(?:\/[\w. -]+)*$/.test(text) ? text : refuse(CATEGORY));

  command
    .argument("[path...]", HELP.paths)
    .addOption(new Option("--scope <which>", HELP.scope).choices(["default", "all", "required"]).default("default"))
    .addOption(new Option("--tag <name[=value]>", HELP.tag).argParser(each))
    .addOption(new Option("--kind <type>", HELP.kind).argParser(each))
    .addOption(new Option("--path <glob>", HELP.path).argParser(each))
    .addOption(new Option("--rule <id>", HELP.rule).argParser(rules))
    .addOption(new Option("--skip-rule <id>", HELP.skipRule).argParser(rules))
    .addOption(new Option("--exceptions <file>", HELP.exceptions))
    .addOption(new Option("--baseline <file>", HELP.baseline))
    .addOption(new Option("--write-baseline <file>", HELP.writeBaseline))
    .addOption(new Option("--no-inline-ignores", HELP.inlineIgnores))
    .addOption(new Option("--allow-unknown", HELP.allowUnknown))
    .addOption(new Option("--allow-empty", HELP.allowEmpty))
    .addOption(new Option("--json <file>", HELP.json))
    .addOption(new Option("--sarif <file>", HELP.sarif))
    .addOption(new Option("--junit <file>", HELP.junit))
    .addOption(new Option("--markdown <file>", HELP.markdown))
    .addOption(new Option("--sarif-include-suppressed", HELP.sarifIncludeSuppressed))
    .addOption(new Option("--category <name>", HELP.category).argParser(category))
    .addOption(new Option("--quiet", HELP.quiet))
    .addOption(new Option("--no-progress", HELP.progress))
    .addOption(new Option("--list-rules", HELP.listRules))
    .addOption(new Option("--explain <id>", HELP.explain).argParser(rule));
}

/** @returns What is wrong with it, as text. */
export function readOptions(command: Command): ScanCommand | string {
  const {
    tag = [],
    kind = [],
    path = [],
    rule,
    skipRule,
    json,
    sarif,
    junit,
    markdown,
    ...given
  } = command.opts<Given>();
  const files = Object.fromEntries(
    Object.entries({ json, sarif, junit, markdown }).filter(([, file]) => file !== undefined),
  ) as ScanCommand["files"];
  const { listRules, explain } = given;
  if (command.args.length === 0 && listRules !== true && explain === undefined)
    return "Say what to scan: files or folders.";
  if (given.baseline !== undefined && given.writeBaseline !== undefined) {
    return "Give either --baseline or --write-baseline: a new one holds all that is found.";
  }
  const problem = problemOfFiles([...Object.values(files), given.writeBaseline]);
  if (problem !== undefined) return problem;
  return {
    paths: command.args,
    files,
    scope: given.scope,
    tags: tag,
    kinds: kind,
    requiredPaths: path,
    only: rule,
    skip: skipRule,
    exceptions: given.exceptions,
    baseline: given.baseline,
    writeBaseline: given.writeBaseline,
    inlineIgnores: given.inlineIgnores,
    allowUnknown: given.allowUnknown === true,
    allowEmpty: given.allowEmpty === true,
    sarifIncludeSuppressed: given.sarifIncludeSuppressed === true,
    category: given.category,
    quiet: given.quiet === true,
    progress: given.progress,
    listRules: listRules === true,
    explain,
  };
}

/** A second document in one place would destroy the first. */
function problemOfFiles(files: readonly (string | undefined)[]): string | undefined {
  const names = files.filter((file) => file !== undefined);
  if (names.some((name) => name.trim() === "")) return "A file's name is empty.";
  return new Set(names).size === names.length ? undefined : "Two reports cannot go to the same place.";
}

const UNKNOWN_RULE = `There is no such rule. There are: ${SCAN_RULE_IDS.join(", ")}.`;

const CATEGORY = "Write words of letters, digits, `.`, `_`, `-` and blanks, with `/` between them.";

const HELP = {
  paths: "Files and folders: Terraform's source, and plans as `terraform show -json` prints them.",
  scope:
    "Which resources must demand certificates. `default`: those that only an inside can reach or whose exposure is not " +
    "known, and those tagged or listed; others have notes. `all`: every one. `required`: as default, without the others.",
  tag: "Resources with this tag must demand certificates. Default: requires-mtls. Repeatable.",
  kind: "Resources of this type must, also with `*`: azurerm_*_function_app, Microsoft.Web/sites. Repeatable.",
  path: "Resources in these files must, with `*`, `?` and `**`. Repeatable.",
  rule: "Ask this rule alone. Repeatable.",
  skipRule: "Do not ask this rule. Repeatable.",
  exceptions: "Exceptions as JSON: rules, address, path, reason, until, owner.",
  baseline: "Leave out what this file has, which --write-baseline made.",
  writeBaseline: "Write what was found to this file. The exit code stays what it is.",
  inlineIgnores: "Let no comment take a finding away.",
  allowUnknown: "Accept what cannot be told.",
  allowEmpty: "Accept files without anything to judge.",
  json: "Write JSON to this file; `-`, also below, is standard output in place of the table.",
  sarif: "Write SARIF 2.1.0 for code scanning. The scan must begin at the repository's root.",
  junit: "Write JUnit's XML.",
  markdown: "Write Markdown for a comment on a pull request.",
  sarifIncludeSuppressed: "Put what was taken away into SARIF too. GitHub shows it as open.",
  category: "What code scanning keeps runs apart by. Default: azure-client-cert.",
  quiet: "Print no table.",
  progress: "Show no progress. It is only shown on a terminal, and when a scan takes long.",
  listRules: "Print the rules, and scan nothing.",
  explain: "Print all about a rule, and scan nothing.",
} as const;
