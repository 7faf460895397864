import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import { Problems, type Reporter } from "../../src/config/problems.ts";
import type { Settings } from "../../src/config/settings.ts";
import { ConfigurationError, type ConfigurationProblem } from "../../src/errors.ts";
import { createAuthority } from "../../src/testing/index.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

export const root = createAuthority({
  subject: "CN=Contoso Root,O=Contoso,C=DE",
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2049-12-31T23:59:59Z"),
});
export const issuing = root.createIntermediate({ subject: "CN=Contoso Issuing CA 2,O=Contoso,C=DE" });
export const client = issuing.issue({ subject: "CN=billing,O=Contoso,C=DE" });

/** The least that is needed, right in every point. */
export const RIGHT: Variables = {
  WEBSITE_SITE_NAME: "orders",
  CLIENT_CERT_SELF_CHECK: "off",
  CLIENT_CERT_TRUST_ANCHORS: root.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE",
};

/** Settings from {@link RIGHT} with these variables set, or with undefined removed. */
export function load(variables: Variables = {}, options: GuardOptions = {}): Settings {
  return loadSettings({ env: { ...RIGHT, ...variables }, ...options });
}

/** What is wrong with such a configuration; empty when nothing is. Options may be anything, as JavaScript's are. */
export function problemsWith(variables: Variables = {}, options: object = {}): readonly ConfigurationProblem[] {
  try {
    loadSettings({ env: { ...RIGHT, ...variables }, ...options });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems;
  }
}

/** Demands exactly one problem, of this code and source, said in whole sentences, and returns it. */
export function onlyProblem(
  code: string,
  source: string,
  problems: readonly ConfigurationProblem[],
): ConfigurationProblem {
  expect(problems.map((problem) => [problem.code, problem.source])).toEqual([[code, source]]);
  const [problem] = problems;
  if (problem === undefined) throw new Error("no problem");
  expect(problem.message).toMatch(/\S.*[.?]$/s);
  expect(problem.remedy).toMatch(/\S.*[.?]$/s);
  return problem;
}

/** A reporter for readers that are tried alone. */
export function reporter(source = "CLIENT_CERT_TEST"): { readonly report: Reporter; readonly problems: Problems } {
  const problems = new Problems();
  return { report: problems.at(source), problems };
}

/** A folder with these files, gone after the test. A name may lead into folders. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "client-cert-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}
