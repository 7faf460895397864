import type { Command } from "commander";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { safeLines } from "../text/safe-lines.ts";
import { styleOf, widthOf } from "../text/style.ts";
import { toJson } from "../text/to-json.ts";
import type { Running, Verb } from "../verb.ts";
import { examine } from "./examine.ts";
import { declareOptions, readOptions } from "./options.ts";
import { printReport } from "./print-report.ts";
import type { ReadStandardInput } from "./read-input.ts";

/** `azure-client-cert inspect <input>`: what a certificate says, and whether the configuration admits its holder. */
export function createInspect(readStandardInput: ReadStandardInput): Verb {
  return Object.freeze({
    name: "inspect",
    declare(command: Command, running: Running): void {
      command.description(DESCRIPTION).addHelpText("after", MORE);
      declareOptions(command, running.tools);
      command.action(async () => running.end(await run(command, running, readStandardInput)));
    },
  });
}

async function run(
  command: Command,
  { tools, surroundings }: Running,
  readStandardInput: ReadStandardInput,
): Promise<ExitCode> {
  const options = readOptions(command);
  const report = typeof options === "string" ? options : await examine(options, surroundings, readStandardInput);
  if (typeof options === "string" || typeof report === "string") {
    surroundings.stderr.write(safeLines(`error: ${report}\nTry it with --help.\n`));
    return EXIT.usage;
  }
  const { stdout } = surroundings;
  stdout.write(options.json ? toJson(report) : printReport(report, styleOf(tools, surroundings), widthOf(stdout)));
  return report.exitCode;
}

const DESCRIPTION =
  "Say what a certificate, or the value or lines of a certificate header, says, and whether the configuration would " +
  "admit its holder. Asks nobody, and never shows a private key.";

const MORE = `
The configuration is what CLIENT_CERT_* variables say. Without any that says whom to trust, there is no verdict.

Exit codes:
  0  admitted; or described, when there is nothing to judge by
  1  refused, or the configuration has a problem
  2  the input cannot be read
  3  the command was not called as it can be, or a package is not installed

Examples:
  azure-client-cert inspect caller.pem --env-file production.env
  azure-client-cert inspect - --at 2027-01-01 < caller.cer
`;
