import type { HostSettings } from "../posture/facts/host-settings.ts";
import type { RuleContext } from "../posture/facts/rule.ts";
import { readHost } from "./host-record.ts";
import type { HeardDeclaration, HeardProbing } from "./memory.ts";
import type { Moment } from "./moment.ts";
import { type Outcome, settleWithin } from "./settle-within.ts";
import type { Declaration, DeclarationWitness, ProbeWitness, ProbeWord, WitnessFailure } from "./witness.ts";

/**
 * Longest that a witness may take, in milliseconds. Each has shorter bounds of its own, Resource Manager for a token and
 * for every answer, the probe for all its requests; these are for the case that they fail.
 */
const DECLARATION_DEADLINE = 90_000;
const PROBE_DEADLINE = 250_000;

/** What was declared, with the records as the probe reads them. */
export interface AskedDeclaration extends HeardDeclaration {
  readonly records: readonly HostSettings[] | undefined;
}

/** Asks Resource Manager. Never rejects. */
export async function askDeclaration(
  witness: DeclarationWitness,
  context: RuleContext,
  { at, signal }: Asking,
): Promise<AskedDeclaration> {
  const declaration = toDeclaration(await settleWithin(() => witness.declare(), DECLARATION_DEADLINE, signal));
  const read = declaration.ok ? readDeclaration(declaration, context) : declaration;
  if (!read.ok) return { at, declared: undefined, records: undefined, failure: read.failure };
  return { at, declared: read, records: read.records, failure: undefined };
}

/** Asks the probe, which wants to know which hosts there are. Never rejects. */
export async function askProbe(
  probe: ProbeWitness,
  records: readonly HostSettings[] | undefined,
  { at, signal }: Asking,
): Promise<HeardProbing> {
  const outcome = await settleWithin(() => probe.probe(records), PROBE_DEADLINE, signal);
  const word = outcome.kind === "done" && isProbeWord(outcome.value) ? outcome.value : undefined;
  const failure = word === undefined ? failureOf(outcome, PROBE_LATE) : undefined;
  return { at, word, knewRecords: records !== undefined, failure };
}

export interface Asking {
  /** When the asking begins. */
  readonly at: Moment;
  readonly signal: AbortSignal;
}

type Failed = { readonly ok: false; readonly failure: WitnessFailure };

interface Read extends NonNullable<HeardDeclaration["declared"]> {
  readonly ok: true;
  readonly records: readonly HostSettings[];
}

function toDeclaration(outcome: Outcome<Declaration>): Declaration {
  if (outcome.kind === "done" && (outcome.value?.ok === true || isFailed(outcome.value))) return outcome.value;
  return { ok: false, failure: failureOf(outcome, DECLARATION_LATE) };
}

function isFailed(declaration: Declaration | undefined): declaration is Failed {
  return declaration?.ok === false && typeof declaration.failure?.code === "string";
}

/** An answer without any host would be an answer that nothing contradicts. */
function readDeclaration(
  { records, notices }: Declaration & { readonly ok: true },
  context: RuleContext,
): Read | Failed {
  try {
    const hosts = records.map((settings) => readHost(settings, context));
    if (hosts.length > 0) return { ok: true, records, hosts, notices: [...notices] };
    return { ok: false, failure: EMPTY };
  } catch {
    return { ok: false, failure: INTERNAL };
  }
}

function isProbeWord(word: ProbeWord | undefined): word is ProbeWord {
  return (
    typeof word?.demand === "string" &&
    typeof word.authenticity === "string" &&
    isList(word.names) &&
    isList(word.exclusions)
  );
}

function isList(value: unknown): boolean {
  return Array.isArray(value);
}

function failureOf({ kind }: Outcome<unknown>, late: WitnessFailure): WitnessFailure {
  return kind === "late" ? late : INTERNAL;
}

const DECLARATION_LATE: WitnessFailure = Object.freeze({
  code: "resource_manager_timeout",
  message: `The asking of Resource Manager did not end within ${DECLARATION_DEADLINE / 1000} seconds.`,
  remedy: "Look whether the app's outbound network reaches its identity endpoint and Resource Manager.",
});

const PROBE_LATE: WitnessFailure = Object.freeze({
  code: "internal_error",
  message: `The probe did not end within ${PROBE_DEADLINE / 1000} seconds.`,
  remedy: "Report it as a bug of azure-client-cert; until then the last answer counts as long as it may.",
});

const EMPTY: WitnessFailure = Object.freeze({
  code: "resource_manager_answer_invalid",
  message: "Resource Manager's answer names no host at all.",
  remedy: "Look whether CLIENT_CERT_HOST_RESOURCE_ID is the resource id of this app.",
});

/** The host check itself went wrong. What exactly is not told: it could hold anything. */
export const INTERNAL: WitnessFailure = Object.freeze({
  code: "internal_error",
  message: "The check of the host went wrong in itself.",
  remedy: "Report it as a bug of azure-client-cert; until then the last answer counts as long as it may.",
});
