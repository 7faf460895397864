import type { Certificate } from "../../certificate/certificate.ts";
import { excerpt } from "../../config/text.ts";
import type { FrontEndSettings } from "../../header/source.ts";
import { EXIT } from "../exit-code.ts";
import type { Surroundings } from "../surroundings.ts";
import { arrivalOf, bareArrival, impliedFrontEnd } from "./arrival.ts";
import { findCallers } from "./callers.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { describeCertificate } from "./describe-certificate.ts";
import { describeInput } from "./describe-input.ts";
import { judge } from "./judge.ts";
import { notesOf } from "./notes.ts";
import type { InspectOptions } from "./options.ts";
import { type ReadCertificates, readCertificates } from "./read-certificates.ts";
import { type ReadStandardInput, readInput } from "./read-input.ts";
import { type Recognised, recognise } from "./recognise.ts";
import type { ConfigurationReport, InspectReport, JudgementReport } from "./report.ts";

/** @returns What is wrong with the call, as text that repeats nothing of the input. */
export async function examine(
  options: InspectOptions,
  surroundings: Pick<Surroundings, "environment" | "platform" | "clock">,
  readStandardInput: ReadStandardInput,
): Promise<InspectReport | string> {
  const time = options.at ?? surroundings.clock();
  const configuration = options.verdict ? readConfiguration(options.envFile, () => time, surroundings) : undefined;
  if (typeof configuration === "string") return configuration;
  const given = await readInput(options.input, readStandardInput);
  if (typeof given === "string") return given;
  const input = recognise(given.bytes);
  const read = readCertificates(input);
  if (given.from === "argument" && isNothing(input, read)) return noFile(options.input);
  const judged = judgeAll(configuration, input, read.certificates, time);
  const callers = judged.isHeaderJudged
    ? judged.judgements.flatMap(({ certificate }) => certificate ?? [])
    : callersIn(input, read.certificates);
  const verdict = verdictOf(configuration, judged, read);
  return {
    verb: "inspect",
    schemaVersion: 1,
    verdict,
    exitCode: EXIT_CODES[verdict],
    at: new Date(time).toISOString(),
    input: describeInput(given.from, input, read),
    configuration: configuration === undefined ? null : toConfigurationReport(configuration, judged.frontEnd),
    judgements: judged.judgements,
    certificates: read.certificates.map((certificate, index) =>
      describeCertificate(certificate, callers.includes(index) ? "caller" : "beside", time),
    ),
    notes: notesOf({ input, configuration, frontEnd: judged.frontEnd, judgements: judged.judgements, options }),
  };
}

const EXIT_CODES = {
  admitted: EXIT.good,
  described: EXIT.good,
  refused: EXIT.refuted,
  misconfigured: EXIT.refuted,
  unknown: EXIT.unknown,
} as const;

interface Judged {
  readonly judgements: readonly JudgementReport[];
  /** Undefined: nobody judged. */
  readonly frontEnd: FrontEndSettings | undefined;
  readonly isHeaderJudged: boolean;
}

function judgeAll(
  configuration: Configuration | undefined,
  input: Recognised,
  certificates: readonly Certificate[],
  time: number,
): Judged {
  const settings = configuration?.settings;
  if (configuration === undefined || settings === undefined) {
    return { judgements: [], frontEnd: undefined, isHeaderJudged: false };
  }
  const frontEnd = (configuration.isFrontEndOpen ? impliedFrontEnd(input) : undefined) ?? settings.frontEnd;
  const arrival = arrivalOf(input, frontEnd);
  const callers = callersIn(input, certificates).flatMap((index) => certificates[index] ?? []);
  const arrivals = arrival === undefined ? callers.map((caller) => bareArrival(caller, frontEnd)) : [arrival];
  const judgements = arrivals.map((arrived) => judge(settings, arrived, certificates, time));
  return { judgements, frontEnd, isHeaderJudged: arrival !== undefined };
}

/** In a header the caller's own certificate stands first; a file may hold several callers. */
function callersIn(input: Recognised, certificates: readonly Certificate[]): readonly number[] {
  return input.kind === "encoded" ? findCallers(certificates) : findCallers(certificates.slice(0, 1));
}

/** Written so that what is not known to be good never is. */
function verdictOf(
  configuration: Configuration | undefined,
  { judgements, isHeaderJudged }: Judged,
  { problems }: ReadCertificates,
): InspectReport["verdict"] {
  if (judgements.some(({ verdict }) => verdict === "refused")) return "refused";
  if (configuration !== undefined && configuration.settings === undefined) return "misconfigured";
  // A header that the front end's own reader takes is read, whatever stands beside it.
  if (problems.length > 0 && !isHeaderJudged) return "unknown";
  if (configuration === undefined) return "described";
  return judgements.length > 0 ? "admitted" : "unknown";
}

function toConfigurationReport(
  { from, settings, isFrontEndOpen, problems, warnings }: Configuration,
  frontEnd: FrontEndSettings | undefined,
): ConfigurationReport {
  return {
    from,
    frontEnd: frontEnd?.name ?? null,
    frontEndFrom: isFrontEndOpen ? "input" : "configuration",
    enforce: settings?.enforce ?? null,
    problems,
    warnings,
  };
}

/** Whether an argument is not even the beginning of something: then it was meant as a file's name. */
function isNothing(input: Recognised, { certificates, problems }: ReadCertificates): boolean {
  const isOutline = input.kind === "encoded" && (input.form === "unknown" || input.form === "base64-text");
  return isOutline && certificates.length === 0 && problems.every(({ code }) => code === "not_a_certificate");
}

/** What may hold a key is not shown. */
function noFile(written: string): string {
  return `There is no file ${excerpt(written, LONGEST_PATH)}, and as a value it is neither a certificate nor a header.`;
}

const LONGEST_PATH = 200;
