import { parseEnv } from "node:util";
import { loadSettings } from "../../config/load.ts";
import { platformOf } from "../../config/platform.ts";
import type { Settings } from "../../config/settings.ts";
import { classifyVariable } from "../../config/variable-names.ts";
import { VARIABLE_NAMES, VARIABLES } from "../../config/variables.ts";
import { ConfigurationError, type ConfigurationProblem } from "../../errors.ts";
import type { Environment } from "../../self-check/host/environment.ts";
import type { Surroundings } from "../surroundings.ts";
import { readBoundedFile } from "./read-input.ts";

/** What the guard would decide by. What the app's code passes to it is not seen from here. */
export interface Configuration {
  readonly from: "environment" | "env-file";
  /** Undefined: there are problems, and the guard would not start. */
  readonly settings: Settings | undefined;
  /** Whether nothing says which front end it is: then the input decides. */
  readonly isFrontEndOpen: boolean;
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

/** @returns Undefined: nobody configured whom to trust. A text says what is wrong with the file. */
export function readConfiguration(
  envFile: string | undefined,
  clock: () => number,
  { environment, platform }: Pick<Surroundings, "environment" | "platform">,
): Configuration | string | undefined {
  if (envFile === undefined) {
    return saysWhomToTrust(environment, platform) ? load("environment", environment, clock) : undefined;
  }
  // A file that was named is a configuration whatever is in it: one without trust is broken, and does not pass for none.
  const variables = readEnvFile(envFile);
  return typeof variables === "string" ? variables : load("env-file", variables, clock);
}

const TRUST: ReadonlySet<string> = new Set(
  (
    [
      "trustAnchors",
      "intermediates",
      "pinned",
      "allow",
      "allowedIssuers",
      "allowedSubjects",
      "allowedSans",
      "allowedThumbprints",
      "eku",
    ] as const
  ).map((key) => VARIABLES[key].name),
);

/** A slip in a name counts too: whoever made it is to hear of it. */
function saysWhomToTrust(environment: Environment, platform: NodeJS.Platform): boolean {
  return Object.entries(environment).some(([written, value]) => {
    if (value === undefined) return false;
    const name = platform === "win32" ? written.toUpperCase() : written;
    const classified = classifyVariable(name, VARIABLE_NAMES);
    return TRUST.has(classified.kind === "near" ? classified.meant : name);
  });
}

/** What only the host can answer, or what says how it is asked. Here nobody is asked, and the host is another one. */
const ABOUT_HOST: ReadonlySet<string> = new Set([
  "front_end_undecided",
  "self_check_off_azure",
  "trusted_peers_missing",
]);

function load(from: Configuration["from"], env: Environment, clock: () => number): Configuration {
  try {
    const settings = loadSettings({ env, clock });
    return { from, settings, isFrontEndOpen: false, problems: [], warnings: settings.warnings };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const isHostElsewhere = platformOf(env) === "none";
    const problems = error.problems.filter(({ code }) => !(isHostElsewhere && ABOUT_HOST.has(code)));
    if (problems.length > 0) return { from, settings: undefined, isFrontEndOpen: false, problems, warnings: [] };
    return loadOffAzure(from, env, clock, error.problems);
  }
}

/** The same with an answer to what only the host could say, which changes nothing in the judgement of a certificate. */
function loadOffAzure(
  from: Configuration["from"],
  env: Environment,
  clock: () => number,
  open: readonly ConfigurationProblem[],
): Configuration {
  const isOpen = (code: string): boolean => open.some((problem) => problem.code === code);
  const isFrontEndOpen = isOpen("front_end_undecided");
  const settings = loadSettings({
    env,
    clock,
    selfCheck: "off",
    ...(isFrontEndOpen && { frontEnd: "app-service" }),
    ...(isOpen("trusted_peers_missing") && { trustedPeers: "network-enforced" }),
  });
  const warnings = settings.warnings.filter(({ code }) => code !== "variable_overridden");
  return { from, settings, isFrontEndOpen, problems: [], warnings };
}

/** The variables of a file in the form of `.env` files, as `node --env-file` reads it. A text says what is wrong. */
function readEnvFile(path: string): Environment | string {
  const bytes = readBoundedFile(path);
  if (typeof bytes === "string") return `--env-file: the file ${bytes}`;
  const text = decode(bytes);
  if (text === undefined) return "--env-file: the file is neither UTF-8 nor UTF-16.";
  return parseEnv(text);
}

/** Without its byte order mark, which would become part of the first variable's name. */
function decode(bytes: Uint8Array): string | undefined {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
