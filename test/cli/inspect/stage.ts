import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { createInspect } from "../../../src/cli/inspect/inspect.ts";
import type { InspectReport } from "../../../src/cli/inspect/report.ts";
import type { Surroundings } from "../../../src/cli/surroundings.ts";
import { createAuthority } from "../../../src/testing/index.ts";
import { HARMLESS, type Said } from "../stage.ts";

/** The moment of every run, unless a test says otherwise. */
export const NOW: number = Date.parse("2026-06-15T12:00:00Z");

/** A validity around that moment. */
export const VALIDITY = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2026-12-31T23:59:59Z") };
const LONG = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2049-12-31T23:59:59Z") };

export const root = createAuthority({ subject: "CN=Contoso Root,O=Contoso,C=DE", ...LONG });
export const issuing = root.createIntermediate({ subject: "CN=Contoso Issuing,O=Contoso,C=DE", ...LONG });
export const billing = issuing.issue({
  subject: "CN=billing,O=Contoso,C=DE",
  serialNumber: 0x1234n,
  subjectAltName: ["dns:billing.contoso.example"],
  ...VALIDITY,
});
/** A certificate with whatever else, by the same authority. */
export const issue = (options: Parameters<typeof issuing.issue>[0]) => issuing.issue({ ...VALIDITY, ...options });

/** A configuration that admits `billing`. */
export const CONFIGURED: Readonly<Record<string, string>> = {
  CLIENT_CERT_TRUST_ANCHORS: root.pem,
  CLIENT_CERT_INTERMEDIATES: issuing.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE",
};

/** Runs the verb; whatever it says is searched for what acts on a terminal. */
export async function inspect(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  stdin: Uint8Array | string = "",
): Promise<Said> {
  let out = "";
  let err = "";
  const surroundings: Surroundings = {
    environment,
    platform: "linux",
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    clock: () => NOW,
    load: (name) => import(name),
  };
  const verb = createInspect(async () => Buffer.from(stdin));
  const code = await runCommandLine([verb], [verb.name, ...argv], surroundings);
  expect((out + err).replaceAll("\n", "")).toMatch(HARMLESS);
  return { code, out, err };
}

/** The same of what comes by the standard input, as `--json` prints it. */
export async function report(
  stdin: Uint8Array | string,
  environment: Readonly<Record<string, string | undefined>> = {},
  argv: readonly string[] = [],
): Promise<InspectReport> {
  const { code, out } = await inspect(["-", "--json", ...argv], environment, stdin);
  const parsed = JSON.parse(out) as InspectReport;
  expect(parsed.exitCode).toBe(code);
  return parsed;
}

/** A file that is gone after the test. */
export function fileWith(content: Uint8Array | string, name = "input.pem"): string {
  const folder = mkdtempSync(join(tmpdir(), "inspect-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export function base64(der: Uint8Array): string {
  return Buffer.from(der).toString("base64");
}

export function sha256Of({ der }: { readonly der: Uint8Array }): string {
  return createHash("sha256").update(der).digest("hex");
}
