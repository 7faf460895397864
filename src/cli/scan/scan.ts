import type { Command } from "commander";
import { toBaseline } from "../../posture/scan/baseline.ts";
import { exitCodeOf } from "../../posture/scan/exit-code.ts";
import type { ScanReport } from "../../posture/scan/model.ts";
import { type ScanOptions, ScanOptionsError, type ScanSource } from "../../posture/scan/options.ts";
import { SCAN_RULE_IDS, SCAN_RULES } from "../../posture/scan/scan-rules.ts";
import { decodeText } from "../../posture/terraform/syntax/decode-text.ts";
import { TERRAFORM_PACKAGES } from "../../posture/terraform/syntax/load-tools.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { readManifest } from "../manifest.ts";
import type { Surroundings } from "../surroundings.ts";
import { safeLines } from "../text/safe-lines.ts";
import { styleOf, widthOf } from "../text/style.ts";
import { toJson } from "../text/to-json.ts";
import { loadPackages } from "../tools.ts";
import type { Running, Verb } from "../verb.ts";
import type { Engine } from "./engine.ts";
import { expectWritable, FileProblem, readNamed, writeText } from "./files.ts";
import { declareOptions, FORMATS, readOptions, type ScanCommand, STDOUT } from "./options.ts";
import { printRule, printRules } from "./print-rules.ts";
import { createProgress } from "./progress.ts";
import { isTableWanted, loadReporters, type Reporters } from "./reporters.ts";

/** `azure-client-cert scan PATH...`: which resources do not demand client certificates, why, and what mends each. */
export function createScan(engine: Engine): Verb {
  return Object.freeze({
    name: "scan",
    declare(command: Command, running: Running): void {
      command.description(DESCRIPTION).addHelpText("after", MORE);
      declareOptions(command, running.tools);
      command.action(async () => running.end(await run(command, running, engine)));
    },
  });
}

async function run(command: Command, running: Running, engine: Engine): Promise<ExitCode> {
  const { surroundings } = running;
  const refuse = (text: string): ExitCode => {
    surroundings.stderr.write(safeLines(`${text}\n`));
    return EXIT.usage;
  };
  const options = readOptions(command);
  if (typeof options === "string") return refuse(`error: ${options}\nTry it with --help.`);
  if (options.listRules || options.explain !== undefined) return tellRules(options, running);
  const reader = await loadPackages(TERRAFORM_PACKAGES, surroundings);
  if (typeof reader === "string") return refuse(reader);
  const reporters = await loadReporters(options, running);
  if (typeof reporters === "string") return refuse(reporters);
  try {
    return await scanAndReport(options, { engine, reporters, surroundings });
  } catch (error) {
    if (error instanceof FileProblem) return refuse(`error: ${error.message}`);
    if (error instanceof ScanOptionsError) return refuse(`error: ${error.problems.join("\n")}`);
    throw error;
  }
}

function tellRules({ explain }: ScanCommand, { tools, surroundings }: Running): ExitCode {
  const { stdout } = surroundings;
  const style = styleOf(tools, surroundings);
  const width = widthOf(stdout);
  const rules = SCAN_RULE_IDS.map((id) => SCAN_RULES[id]);
  stdout.write(explain === undefined ? printRules(rules, style, width) : printRule(SCAN_RULES[explain], style, width));
  return EXIT.good;
}

interface Scanning {
  readonly engine: Engine;
  readonly reporters: Reporters;
  readonly surroundings: Surroundings;
}

async function scanAndReport(options: ScanCommand, { engine, reporters, surroundings }: Scanning): Promise<ExitCode> {
  const written = [...FORMATS.map((format) => options.files[format]), options.writeBaseline];
  for (const file of written) if (file !== undefined && file !== STDOUT) expectWritable(file);
  const given = scanOptions(options);
  const { sources, unreadable } = await engine.readSources(options.paths);
  const progress = await createProgress(options.progress, surroundings);
  const { onProgress } = progress;
  const today = new Date(surroundings.clock()).toISOString().slice(0, 10);
  const report = await engine.scan(sources, { ...given, today, unreadable, onProgress }).finally(() => progress.stop());
  const code = exitCodeOf(report, options);
  writeAll(report, sources, code, options, { reporters, surroundings });
  return code;
}

/** With the files of exceptions and of the baseline, which are looked for before anything is scanned. */
function scanOptions(options: ScanCommand): ScanOptions {
  const { scope, tags, kinds, requiredPaths, only, skip, inlineIgnores } = options;
  const exceptions = readNamed("--exceptions", options.exceptions);
  const baseline = readNamed("--baseline", options.baseline);
  return {
    scope,
    inlineIgnores,
    kinds,
    paths: requiredPaths,
    rules: { ...(only === undefined ? {} : { only }), ...(skip === undefined ? {} : { skip }) },
    ...(tags.length === 0 ? {} : { tags }),
    ...(exceptions === undefined ? {} : { exceptions }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

function writeAll(
  report: ScanReport,
  sources: readonly ScanSource[],
  code: ExitCode,
  options: ScanCommand,
  { reporters, surroundings }: Omit<Scanning, "engine">,
): void {
  const rules = SCAN_RULE_IDS.map((id) => SCAN_RULES[id]);
  const reported = { report, rules, textOf: textsOf(sources), version: readManifest().version };
  for (const format of FORMATS) {
    const file = options.files[format];
    if (file === undefined) continue;
    const text = reporters.write(format, reported, code);
    if (file === STDOUT) surroundings.stdout.write(text);
    else writeText(file, text);
  }
  if (options.writeBaseline !== undefined) writeText(options.writeBaseline, toJson(toBaseline(report)));
  if (isTableWanted(options)) surroundings.stdout.write(reporters.write("table", reported, code));
}

/** Decoded when somebody asks, and once: most files have no finding. */
function textsOf(sources: readonly ScanSource[]): (file: string) => string | undefined {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const texts = new Map<string, string | undefined>();
  return (file) => {
    const source = byPath.get(file);
    if (source === undefined || texts.has(file)) return texts.get(file);
    const text = decodeText(source.bytes);
    texts.set(file, text);
    return text;
  };
}

const DESCRIPTION =
  "Say which resources in Terraform's source and plans do not demand client certificates, why, and what mends each. " +
  "Reads files alone and changes none of them.";

const MORE = `
Exit codes, of several the first in the order 3, 4, 1, 2:
  0  clean: every resource that must demand client certificates does
  1  findings: one does not
  2  cannot tell of one; --allow-unknown accepts that
  3  the command was not called as it can be, a file cannot be written, a package is missing
  4  a file could not be read, or there was nothing to judge

Examples:
  azure-client-cert scan infra
  azure-client-cert scan . --scope all --sarif scan.sarif
  terraform show -json plan.out > plan.json && azure-client-cert scan plan.json
`;
