import type { Command, OutputConfiguration } from "commander";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { readManifest } from "./manifest.ts";
import type { Surroundings } from "./surroundings.ts";
import { safeLines } from "./text/safe-lines.ts";
import { widthOf } from "./text/style.ts";
import { loadTools, type Tools } from "./tools.ts";
import type { Verb } from "./verb.ts";

/**
 * Reads the command line and runs the verb in it.
 *
 * @param argv Without the program and the script.
 * @returns What the process is to end with. Never rejects.
 */
export async function runCommandLine(
  verbs: readonly Verb[],
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const tools = await loadTools(surroundings);
  if (typeof tools === "string") {
    surroundings.stderr.write(`${tools}\n`);
    return EXIT.usage;
  }
  let code: ExitCode = EXIT.good;
  const end = (ended: ExitCode): void => {
    code = ended;
  };
  const program = createProgram(tools, surroundings);
  for (const verb of verbs) verb.declare(program.command(verb.name), { tools, surroundings, end });
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // Commander has already written what it has to say: help and the version end well, all else is a slip of the user's.
    if (error instanceof tools.commander.CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
    surroundings.stderr.write(safeLines(describeBug(error)));
    return EXIT.unknown;
  }
}

/** Where it happened, and not what the error says, which could hold anything. */
function describeBug(error: unknown): string {
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  return `The command failed in itself. Please report it as a bug of azure-client-cert, with this:\n${frames.join("\n")}\n`;
}

function createProgram({ commander }: Tools, surroundings: Surroundings): Command {
  return new commander.Command("azure-client-cert")
    .description("Client certificates on Azure App Service and Container Apps.")
    .version(readManifest().version, "--version", "Print the version.")
    .helpOption("-h, --help", "Print this help.")
    .helpCommand("help [verb]", "Print the help of a verb.")
    .configureHelp({ helpWidth: widthOf(surroundings.stdout) })
    .configureOutput(outputOf(surroundings))
    .showHelpAfterError("Try it with --help.")
    .exitOverride();
}

function outputOf({ stdout, stderr }: Surroundings): OutputConfiguration {
  return {
    writeOut: (text) => void stdout.write(text),
    // Commander repeats what was written, whatever is in it.
    writeErr: (text) => void stderr.write(safeLines(text)),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
    getOutHelpWidth: () => widthOf(stdout),
    getErrHelpWidth: () => widthOf(stderr),
  };
}
