import { headerFrom } from "../../config/front-end-host.ts";
import type { RuleContext } from "../../posture/facts/rule.ts";
import type { SelfCheckStatus } from "../../self-check/status.ts";
import type { WitnessFailure } from "../../self-check/witness.ts";
import { EXIT } from "../exit-code.ts";
import type { Surroundings } from "../surroundings.ts";
import { askHost, askNobody } from "./ask-host.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { createCredential, defaultCredential } from "./credential.ts";
import { describeSettings } from "./describe-settings.ts";
import type { DoctorOptions } from "./options.ts";
import {
  type AskedReport,
  type ConfigurationReport,
  type DoctorReport,
  type GuardReport,
  toRecordReport,
} from "./report.ts";
import { findSubject, type Subject } from "./subject.ts";

/**
 * Looks at everything that was asked for.
 *
 * @returns Undefined: there is neither a host nor a configuration to look at.
 */
export async function examine(options: DoctorOptions, surroundings: Surroundings): Promise<DoctorReport | undefined> {
  const { environment, clock } = surroundings;
  const subject = findSubject(options, environment);
  if (subject === undefined && !options.config) return undefined;
  const isConfigurationHere = options.config || subject?.from === "machine";
  const configuration = isConfigurationHere ? readConfiguration(environment, clock) : undefined;
  const isJudged = subject?.from === "machine" ? configuration : undefined;
  if (subject === undefined) {
    const status = await askNobody(NOBODY, surroundings);
    return toReport({ options, surroundings, status, configuration, asked: null });
  }
  const { asked, status } = await ask(subject, options, isJudged, surroundings);
  return toReport({ options, surroundings, status, configuration, asked });
}

const NOBODY: WitnessFailure = Object.freeze({
  code: "resource_unknown",
  message: "This machine is neither App Service nor Container Apps, or it looks like both.",
  remedy: "Say which app is meant with --resource-id <id>.",
});

/** @param configuration Of the app that is asked about; undefined: not here. */
async function ask(
  subject: Subject,
  options: DoctorOptions,
  configuration: Configuration | undefined,
  surroundings: Surroundings,
): Promise<{ readonly asked: AskedReport; readonly status: SelfCheckStatus }> {
  const settings = configuration?.settings;
  const credentialName = options.credential ?? defaultCredential(subject, surroundings);
  const context: RuleContext = {
    headerFrom: options.frontEnd ?? (settings === undefined ? "host" : headerFrom(settings.frontEnd)),
    openPaths: options.openPath ?? settings?.openPaths,
    appSettings: subject.from === "machine" ? surroundings.environment : undefined,
  };
  const word = settings?.selfCheck ?? "enforce";
  const status = await askHost(
    {
      subject,
      mode: word === "off" ? "enforce" : word,
      context,
      credentialName,
      credential: createCredential(credentialName, subject, surroundings),
      timeout: options.timeout,
    },
    surroundings,
  );
  const { from, kind: host, name, resource, cloud } = subject;
  const resourceId = resource === undefined ? null : decodeURI(resource.path);
  const { headerFrom: frontEnd, openPaths = null } = context;
  return {
    asked: { from, host, name, resourceId, cloud: cloud.name, credential: credentialName, frontEnd, openPaths },
    status,
  };
}

interface Findings {
  readonly options: DoctorOptions;
  readonly surroundings: Surroundings;
  readonly status: SelfCheckStatus;
  readonly configuration: Configuration | undefined;
  readonly asked: AskedReport | null;
}

function toReport({ options, surroundings, status, configuration, asked }: Findings): DoctorReport {
  const problem = options.config ? configuration?.problems[0] : undefined;
  const verdict = problem === undefined ? verdictOf(status) : "refuted";
  const { demand, authenticity, because, remedy, resourceManager, failure, notices } = status;
  return {
    verb: "doctor",
    verdict,
    exitCode: EXIT[verdict],
    asked,
    demand,
    authenticity,
    because,
    guard: guardOf(asked, configuration, status),
    remedy: (asked === null || remedy === null ? problem?.remedy : undefined) ?? remedy,
    witnesses: { resourceManager, probe: null },
    records: status.records.map(toRecordReport),
    failure,
    notices,
    notes: notesOf(asked, configuration),
    configuration: configurationOf(configuration, options, surroundings),
  };
}

/** Written so that what is not known to be good never is. */
function verdictOf({ authenticity, records, failure }: SelfCheckStatus): DoctorReport["verdict"] {
  if (authenticity === "refuted" || records.some(({ demand }) => demand === "no")) return "refuted";
  const isGood = failure === null && records.length > 0 && records.every(({ demand }) => demand === "yes");
  return isGood ? "good" : "unknown";
}

function guardOf(
  asked: AskedReport | null,
  configuration: Configuration | undefined,
  { serves }: SelfCheckStatus,
): GuardReport | null {
  const selfCheck = configuration?.settings?.selfCheck;
  if (selfCheck === undefined || asked?.from !== "machine") return null;
  return { selfCheck, serves: selfCheck === "off" || serves };
}

function notesOf(asked: AskedReport | null, configuration: Configuration | undefined): readonly string[] {
  const notes = [UNPROVEN];
  if (asked?.openPaths === null) notes.push(OPEN_PATHS_UNKNOWN);
  if (configuration !== undefined) notes.push(CODE_UNSEEN);
  return notes;
}

const UNPROVEN =
  "Not proven here: that no client can write the certificate header itself. Azure documents it nowhere; the running app " +
  "tries it by its probe, and `azure-client-cert probe <url>` from outside.";
const OPEN_PATHS_UNKNOWN =
  "What the app leaves open is not known here: --open-path <path> tells it, as often as needed.";
const CODE_UNSEEN = "Only variables are seen here. What the app's code passes to the guard takes their place.";

function configurationOf(
  configuration: Configuration | undefined,
  { config }: DoctorOptions,
  { environment, platform, clock }: Surroundings,
): ConfigurationReport | null {
  if (configuration === undefined) return null;
  const { settings, problems, warnings } = configuration;
  if (!config && problems.length === 0) return null;
  return {
    settings: config ? describeSettings({ settings, environment, platform, now: clock() }) : [],
    problems,
    warnings,
  };
}
