import type { Command } from "commander";
import { Problems } from "../../config/problems.ts";
import { reportUntilFromText } from "../../config/report-until.ts";
import { unquote } from "../../config/text.ts";
import type { Tools } from "../tools.ts";

/** What was written on the command line. */
export interface InspectOptions {
  /** A file, `-` for the standard input, or the certificate or header value itself. */
  readonly input: string;
  /** Undefined: the environment of the process. */
  readonly envFile: string | undefined;
  /** Milliseconds since the epoch. Undefined: now. */
  readonly at: number | undefined;
  /** Whether to judge too. */
  readonly verdict: boolean;
  readonly json: boolean;
}

export function declareOptions(command: Command, { commander }: Pick<Tools, "commander">): void {
  const { InvalidArgumentError, Option } = commander;
  const moment = (text: string): number => {
    const time = readMoment(text);
    if (time === undefined) throw new InvalidArgumentError(AT);
    return time;
  };
  command
    .argument("<input>", HELP.input)
    .addOption(new Option("--env-file <file>", HELP.envFile))
    .addOption(new Option("--at <date>", HELP.at).argParser(moment))
    .addOption(new Option("--no-verdict", HELP.verdict))
    .addOption(new Option("--json", HELP.json))
    // PEM begins with dashes as options do. As an unknown option it would be repeated in the error, and so would a key.
    .allowUnknownOption();
}

/** @returns What is wrong, as text that repeats nothing of it. */
export function readOptions(command: Command): InspectOptions | string {
  const { args } = command;
  const [input = ""] = args;
  if (args.length !== 1) return "Give one file, `-` or one value, and the options of this verb alone.";
  if (/^-{1,2}[A-Za-z]/.test(input)) return "There is no such option. Write a file of that name with ./ before it.";
  const { envFile, at, verdict, json } = command.opts<Omit<InspectOptions, "input">>();
  return { input, envFile, at, verdict, json: json === true };
}

/** An RFC 3339 date, which means its beginning in UTC, or a date-time; undefined for anything else. */
function readMoment(text: string): number | undefined {
  const isMoment = reportUntilFromText(text, new Problems().at("--at")) !== undefined;
  return isMoment ? Date.parse(unquote(text)) : undefined;
}

const AT = 'Write a date as "2026-12-31" (its beginning in UTC), or an instant as "2026-12-31T18:00:00Z".';

const HELP = {
  input: "A file, `-` for the standard input, or a header's value (or line) itself.",
  envFile: "Judge by the variables in this file (NAME=value lines) in place of the environment.",
  at: "Judge as at this date or instant. Default: now.",
  verdict: "Only describe, and do not judge.",
  json: "Print one JSON document instead of text.",
} as const;
