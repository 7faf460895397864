import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";

/**
 * What a suite needs beside Node: a program, or a file or folder outside the project (a path from its root that starts
 * with `..`).
 */
export type Need = "haproxy" | "nginx" | "chromium" | "curl" | "openssl" | `../${string}`;

/** What is to become of a suite. */
export type Outcome<N extends string> =
  | { readonly kind: "run"; readonly found: Readonly<Record<N, string>> }
  | { readonly kind: "skip" | "fail"; readonly reason: string };

// Debian keeps servers where only root's PATH looks.
const SERVER_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * A suite that runs where everything it needs is there, and gets the absolute path of each. Where something is missing
 * it is skipped, and its title says why; with `CI=true` it fails instead.
 */
export function describeWith<const N extends Need>(
  needs: N | readonly N[],
  title: string,
  body: (found: Readonly<Record<N, string>>) => void,
): void {
  const list: readonly N[] = typeof needs === "string" ? [needs] : needs;
  const outcome = judge(list, { ci: process.env["CI"] === "true", find: locate });
  if (outcome.kind === "run") {
    describe(title, () => body(outcome.found));
    return;
  }
  describe(`${title} [${outcome.reason}]`, () => {
    it.skipIf(outcome.kind === "skip")("has what it needs", () => {
      throw new Error(outcome.reason);
    });
  });
  // Reporters may leave out the titles of what is skipped.
  if (outcome.kind === "skip") process.stderr.write(`skipped: ${title} [${outcome.reason}]\n`);
}

/** Decides from what `find` finds: everything there, or what is missing and how much that matters. */
export function judge<N extends string>(
  needs: readonly N[],
  { ci, find }: { readonly ci: boolean; readonly find: (need: N) => string | undefined },
): Outcome<N> {
  const located = needs.map((need) => [need, find(need)] as const);
  const missing = located.filter(([, path]) => path === undefined).map(([need]) => need);
  if (missing.length === 0) {
    return { kind: "run", found: Object.fromEntries(located) as Readonly<Record<N, string>> };
  }
  return { kind: ci ? "fail" : "skip", reason: `not here: ${missing.join(", ")}` };
}

/** The absolute path of a program on the PATH, or of something beside the project; undefined when it is not there. */
export function locate(need: string): string | undefined {
  if (need.startsWith("../")) {
    const path = join(ROOT, need);
    return existsSync(path) ? path : undefined;
  }
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""),
    ...SERVER_FOLDERS,
  ];
  return folders.map((folder) => join(folder, need)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
