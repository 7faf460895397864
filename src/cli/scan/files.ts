import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import type { NamedText } from "../../posture/scan/options.ts";

/** Something about a file that the user named. */
export class FileProblem extends Error {}

/** Found out before the scan, which may take long. What stands in the file stays until there is something new. */
export function expectWritable(file: string): void {
  attempt(file, "written", () => closeSync(openSync(file, "a")));
}

export function writeText(file: string, text: string): void {
  attempt(file, "written", () => writeFileSync(file, text));
}

export function readNamed(option: string, file: string | undefined): NamedText | undefined {
  if (file === undefined) return undefined;
  return { path: file, text: attempt(option, "read", () => readFileSync(file, "utf8")) };
}

function attempt<Value>(option: string, what: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new FileProblem(`${option}: the file cannot be ${what} (${code}).`);
  }
}
