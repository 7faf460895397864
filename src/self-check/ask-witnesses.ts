import type { HostSettings } from "../posture/facts/host-settings.ts";
import type { RuleContext } from "../posture/facts/rule.ts";
import { readHost } from "./host-record.ts";
import type { Moment, Round } from "./memory.ts";
import { type Outcome, settleWithin } from "./settle-within.ts";
import type { Declaration, DeclarationWitness, ProbeWitness, ProbeWord, WitnessFailure } from "./witness.ts";

/**
 * Longest that one witness may take. Each has shorter bounds of its own for a token and for every answer; this one is
 * for the case that they fail.
 */
const WITNESS_DEADLINE = 90_000;

export interface Asking {
  readonly witness: DeclarationWitness;
  readonly probe: ProbeWitness | undefined;
  readonly context: RuleContext;
  /** When the asking begins. */
  readonly at: Moment;
  /** Whether the probe is to speak, now that this was declared. */
  readonly isProbeDue: (declared: Round["declared"]) => boolean;
  readonly signal: AbortSignal;
}

/** Asks the witnesses one after the other: the probe wants to know which hosts there are. Never rejects. */
export async function askWitnesses({ witness, probe, context, at, isProbeDue, signal }: Asking): Promise<Round> {
  const declaration = toDeclaration(await settleWithin(() => witness.declare(), WITNESS_DEADLINE, signal));
  const read = declaration.ok ? readDeclaration(declaration, context) : declaration;
  const declared = read.ok ? read : undefined;
  const failure = read.ok ? undefined : read.failure;
  if (probe === undefined || signal.aborted || !isProbeDue(declared))
    return { at, declared, probe: undefined, failure };
  const records = declared === undefined ? undefined : declared.records;
  const outcome = await settleWithin(() => probe.probe(records), WITNESS_DEADLINE, signal);
  const word = outcome.kind === "done" && isProbeWord(outcome.value) ? outcome.value : undefined;
  return {
    at,
    declared,
    probe: word,
    failure: failure ?? (word === undefined ? failureOf("the probe", outcome) : undefined),
  };
}

type Failed = { readonly ok: false; readonly failure: WitnessFailure };

interface Read extends NonNullable<Round["declared"]> {
  readonly ok: true;
  readonly records: readonly HostSettings[];
}

function toDeclaration(outcome: Outcome<Declaration>): Declaration {
  if (outcome.kind === "done" && (outcome.value?.ok === true || isFailed(outcome.value))) return outcome.value;
  return { ok: false, failure: failureOf("Resource Manager", outcome) };
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
  return typeof word?.demand === "string" && typeof word.authenticity === "string";
}

function failureOf(witness: string, { kind }: Outcome<unknown>): WitnessFailure {
  if (kind !== "late") return INTERNAL;
  return {
    code: "resource_manager_timeout",
    message: `The asking of ${witness} did not end within ${WITNESS_DEADLINE / 1000} seconds.`,
    remedy: "Look whether the app's outbound network reaches its identity endpoint and Resource Manager.",
  };
}

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
