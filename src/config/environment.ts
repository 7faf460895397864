import { reportKeyVaultReference } from "./key-vault.ts";
import type { Problems, Reporter } from "./problems.ts";
import { unquote } from "./text.ts";
import { classifyVariable } from "./variable-names.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The package's variables that are set: the text, or undefined when it was reported as unusable. */
export type SetVariables = ReadonlyMap<string, string | undefined>;

/** Picks the package's variables out of an environment, and reports names and values that cannot be meant. */
export function readEnvironment(
  environment: Environment,
  built: readonly string[],
  problems: Problems,
  platform: NodeJS.Platform,
): SetVariables {
  const variables = new Map<string, string | undefined>();
  for (const [written, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    // Windows does not tell cases apart in names of variables.
    const name = platform === "win32" ? written.toUpperCase() : written;
    const report = problems.at(name);
    const classified = classifyVariable(name, built);
    if (classified.kind === "known") variables.set(name, checkText(value, name, report, platform) ? value : undefined);
    else reportName(classified, report);
  }
  return variables;
}

function reportName(name: ReturnType<typeof classifyVariable>, report: Reporter): void {
  switch (name.kind) {
    case "not_built": {
      const message = `It belongs to ${name.part}, which this version does not have.`;
      report.add("variable_not_built", message, "Remove it: what it asks for would not be done.");
      return;
    }
    case "near": {
      const message = `There is no variable of this name. Did you mean ${name.meant}?`;
      report.add("variable_unknown", message, `Rename it to ${name.meant}, or remove it.`);
      return;
    }
    case "unknown": {
      const remedy = "If it was meant for this package, see the list of variables; if not, nothing is needed.";
      report.add("variable_ignored", "There is no variable of this name; it is ignored.", remedy);
      return;
    }
    case "known":
    case "foreign":
  }
}

/** Checks that hold for every variable. */
function checkText(value: string, name: string, report: Reporter, platform: NodeJS.Platform): boolean {
  if (unquote(value) === "") {
    report.add("value_empty", "It is set to nothing.", "Give it a value, or remove the variable.");
    return false;
  }
  const limit = longestValue(name, platform);
  if (Buffer.byteLength(value) > limit) {
    const message = `The value has ${Buffer.byteLength(value)} octets; a variable here holds at most ${limit}.`;
    const remedy = "Put the value into files and name the file or the folder, or give fewer certificates.";
    report.add("value_too_large", message, remedy);
    return false;
  }
  return !reportKeyVaultReference(value.trim(), report);
}

/**
 * Most octets of a variable's value. Linux: one `name=value` with its final zero fits into 32 pages of 4 KiB
 * (MAX_ARG_STRLEN, execve(2)). Windows: 32,767 characters with the final zero (SetEnvironmentVariable); a value of that
 * length was cut.
 */
export function longestValue(name: string, platform: NodeJS.Platform): number {
  return platform === "win32" ? 32_765 : 131_072 - name.length - 2;
}
