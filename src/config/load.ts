import { ConfigurationError } from "../errors.ts";
import { DEFAULT_CLOCK_SKEW } from "./clock-skew.ts";
import { readCodeSettings, readEnvironmentOption } from "./code-values.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { checkFrontEndOnHost, frontEndOfHost } from "./front-end-host.ts";
import { type GivenSettings, readGiven } from "./given.ts";
import { readOptions } from "./option-values.ts";
import type { GuardOptions } from "./options.ts";
import { readProbeCodeSettings } from "./probe.ts";
import { Problems } from "./problems.ts";
import { readReportMode } from "./report-mode.ts";
import { readSelfCheck } from "./self-check.ts";
import { readSelfCheckMaxAge } from "./self-check-age.ts";
import type { Settings } from "./settings.ts";
import { readTrust } from "./trust.ts";
import { checkTrustedPeers } from "./trusted-peers-needed.ts";
import { VARIABLE_NAMES, VARIABLES } from "./variables.ts";

/**
 * Reads and judges the whole configuration: code, variables, files.
 *
 * @throws {ConfigurationError} With every problem at once; nothing is guessed, and nothing falls back to less.
 */
export function loadSettings(options: GuardOptions = {}): Settings {
  const problems = new Problems();
  const given = readOptions(options, problems);
  const environment = readEnvironmentOption(given, problems) ?? process.env;
  const code = readCodeSettings(given, problems);
  const variables = readEnvironment(environment, VARIABLE_NAMES, problems, process.platform);
  const settings = readGiven(given, variables, problems);

  const skew = settings.clockSkew?.value ?? DEFAULT_CLOCK_SKEW;
  const time = code.clock();
  const trust = readTrust(settings, problems, { time, ...skew });
  const reportMode = readReportMode(settings, problems, time);
  const frontEnd = readFrontEnd(settings, environment, problems);
  checkTrustedPeers(settings.trustedPeers, frontEnd, environment, problems);
  const selfCheck = readSelfCheck(settings, environment, frontEnd, problems);
  const selfCheckMaxAgeSeconds = readSelfCheckMaxAge(given, problems);
  const probe = readProbeCodeSettings(given, problems);
  const { errors, warnings } = problems;
  if (errors.length > 0 || frontEnd === undefined || selfCheck === undefined) throw new ConfigurationError(errors);
  const openPaths = settings.openPaths?.value ?? NO_PATHS;
  const told = Object.freeze(warnings);
  return Object.freeze({
    ...trust,
    ...reportMode,
    ...skew,
    ...code,
    ...selfCheck,
    selfCheckMaxAgeSeconds,
    ...probe,
    publicHost: settings.publicHost?.value,
    probeKey: settings.probeKey?.value,
    environment,
    frontEnd,
    trustedPeers: settings.trustedPeers?.value,
    openPaths,
    warnings: told,
  });
}

const NO_PATHS: readonly string[] = Object.freeze([]);

function readFrontEnd(
  settings: GivenSettings,
  environment: Environment,
  problems: Problems,
): Settings["frontEnd"] | undefined {
  const { frontEnd } = settings;
  if (frontEnd === undefined) return frontEndOfHost(environment, problems.at(VARIABLES.frontEnd.name));
  if (frontEnd.value !== undefined) checkFrontEndOnHost(frontEnd.value, environment, frontEnd.report);
  return frontEnd.value;
}
