import type { Command } from "commander";
import { runCommandLine } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Surroundings } from "../surroundings.ts";
import { safeLine } from "../text/safe-lines.ts";
import { styleOf, widthOf } from "../text/style.ts";
import { toJson } from "../text/to-json.ts";
import type { Running, Verb } from "../verb.ts";
import { examine } from "./examine.ts";
import { declareOptions, readOptions } from "./options.ts";
import { printReport } from "./print-report.ts";

/** `azure-client-cert doctor`: may the certificate header be trusted, who says so, and what mends it. */
export const doctor: Verb = Object.freeze({
  name: "doctor",
  declare(command: Command, running: Running): void {
    command.description(DESCRIPTION).addHelpText("after", MORE);
    declareOptions(command, running.tools);
    command.action(async () => running.end(await run(command, running)));
  },
});

/** Runs the verb alone. `argv`: what stands behind it on the command line. */
export function runDoctor(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  return runCommandLine([doctor], [doctor.name, ...argv], surroundings);
}

async function run(command: Command, { tools, surroundings }: Running): Promise<ExitCode> {
  const options = readOptions(command);
  const report = await examine(options, surroundings);
  if (report === undefined) {
    surroundings.stderr.write(`${NOWHERE.map(safeLine).join("\n")}\n`);
    return EXIT.usage;
  }
  const style = styleOf(tools, surroundings);
  surroundings.stdout.write(options.json ? toJson(report) : printReport(report, style, widthOf(surroundings.stdout)));
  return report.exitCode;
}

const DESCRIPTION =
  "Say what Azure declares about this site or container app, whether the certificate header may be trusted, and what " +
  "mends it. Changes nothing.";

const NOWHERE = [
  "It is not known which app is meant: this machine is neither App Service nor Container Apps, or it looks like both.",
  "Say which with --resource-id <id>. In an SSH session on Azure the app's variables may be missing.",
];

const MORE = `
Exit codes:
  0  good: every host demands certificates, or lets in nobody but the gateway
  1  refuted: a host does not, or with --config the configuration has a problem
  2  cannot tell: Azure could not be heard, or what it says decides nothing
  3  the command was not called as it can be, or a package is not installed

Examples:
  azure-client-cert doctor                        in the app's own environment on Azure
  azure-client-cert doctor --resource-id "$(az webapp show --name <site> --resource-group <group> \\
    --query id --output tsv)" --open-path /healthz
`;
