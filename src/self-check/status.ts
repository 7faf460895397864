import type { HostSettings } from "../posture/facts/host-settings.ts";
import type { RuleResult } from "../posture/facts/rule.ts";
import type { HostRecord } from "./host-record.ts";
import type { Authenticity, Because, Demand, Judgement, SelfCheckMode } from "./judgement.ts";
import type { Memory } from "./memory.ts";
import type { Moment } from "./moment.ts";
import { exclusionsWordOf } from "./probe-memory.ts";
import { nextRemedy } from "./remedy.ts";
import { deriveState, type HostView, type Judging, type SelfCheckState } from "./state.ts";
import type { ProbeNote, WitnessFailure } from "./witness.ts";
import { standing, type Word } from "./word.ts";

/** What the self-check knows: plain JSON, frozen, without secrets. Times are ISO 8601, ages whole seconds. */
export interface SelfCheckStatus extends Judgement {
  readonly mode: SelfCheckMode;
  /** `gateway`: the demand is then that the host lets in nobody but the gateway, not that it demands certificates. */
  readonly headerFrom: "host" | "gateway";
  /** What a request gets, by the worst of the hosts whose requests come here: of all, until it is known which those are. */
  readonly trust: "trusted" | "distrusted" | "no-verdict";
  /** Since when all this has been so. Null: the clock tells no time. */
  readonly since: string | null;
  readonly sinceSeconds: number;
  /** When nobody can be heard from now on, the end of trust. Null: nothing is trusted, or, in `warn`, it does not end. */
  readonly trustEndsAt: string | null;
  readonly trustEndsInSeconds: number | null;
  readonly isChecking: boolean;
  /** How often the witnesses were asked since the start. */
  readonly checks: number;
  /** In how many seconds a request has the witnesses asked again; 0: the next one does. Null: never again. */
  readonly nextCheckInSeconds: number | null;
  /** Whether `WAS-DEFAULT-HOSTNAME` picks the record of a request; else the worst counts. */
  readonly isHostKnown: boolean;
  readonly records: readonly RecordStatus[];
  readonly resourceManager: WitnessStatus;
  /** Null: there is no probe. */
  readonly probe: ProbeStatus | null;
  /** Why the last check was incomplete. */
  readonly failure: WitnessFailure | null;
  /** What could not be read and only informs. */
  readonly notices: readonly WitnessFailure[];
  /** The one thing to do next; null when there is none. */
  readonly remedy: string | null;
}

/** One site, slot or container app. */
export interface RecordStatus extends Judgement {
  readonly id: string;
  readonly kind: HostSettings["kind"];
  readonly name: string;
  readonly hostNames: readonly string[];
  /** What the last answer says. */
  readonly said: Demand;
  /** What counts: an older yes or no may outlive an answer that cannot tell. */
  readonly declared: WordStatus;
  readonly exclusionPaths: readonly string[];
  /** Whether the probe has seen that no certificate header arrives under them. `unheard`: it has not tried them. */
  readonly areExclusionsClean: WordStatus;
  readonly results: readonly RuleResult[];
}

export interface WordStatus {
  readonly is: "yes" | "no" | "unknown" | "expired" | "unheard";
  /** How old; null: never said. */
  readonly ageSeconds: number | null;
}

export interface WitnessStatus {
  /** When it was last heard. Null: never. */
  readonly heardAt: string | null;
  readonly heardSecondsAgo: number | null;
}

export interface ProbeStatus extends WitnessStatus {
  readonly demand: WordStatus;
  readonly authenticity: WordStatus;
  readonly isHostHeaderOverwritten: WordStatus;
  /** Of the last probing: why something is no proof. Empty when all is proven. */
  readonly reasons: readonly ProbeNote[];
}

/** Everything that is told. */
export interface Described {
  readonly memory: Memory;
  readonly state: SelfCheckState;
  readonly judging: Judging;
  readonly isChecking: boolean;
  readonly since: Moment;
  readonly now: Moment;
  /** Milliseconds on the clock that is never set; infinite: never. */
  readonly nextCheckAt: number;
}

export function describeStatus(described: Described): SelfCheckStatus {
  const { memory, state, judging, since, now } = described;
  const trustEnd = trustEndOf(described);
  const authenticity: Authenticity = state.current.judgement.authenticity;
  const because: Because = state.current.judgement.because;
  return freezeDeep({
    mode: judging.mode,
    headerFrom: judging.headerFrom,
    ...state.current.judgement,
    trust: state.current.trust.kind === "excluded" ? "no-verdict" : state.current.trust.kind,
    since: isoTime(since.epoch),
    sinceSeconds: secondsBetween(since.monotonic, now.monotonic),
    trustEndsAt: trustEnd === null ? null : isoTime(now.epoch + trustEnd - now.monotonic),
    trustEndsInSeconds: trustEnd === null ? null : secondsBetween(now.monotonic, trustEnd),
    isChecking: described.isChecking,
    checks: memory.rounds,
    nextCheckInSeconds:
      described.nextCheckAt === Number.POSITIVE_INFINITY ? null : secondsBetween(now.monotonic, described.nextCheckAt),
    isHostKnown: state.isHostKnown,
    records: memory.records.map((record, index) => describeRecord(record, state.views[index], described)),
    resourceManager: describeWitness(memory.declaredAt, now),
    probe: judging.hasProbe ? describeProbe(described) : null,
    failure: memory.failure === undefined ? null : { ...memory.failure },
    notices: memory.notices.map((notice) => ({ ...notice })),
    remedy: nextRemedy({ memory, authenticity, because, mode: judging.mode }),
  });
}

/** When trust ends if nobody says anything from now on: the moments at which words age are gone through one by one. */
export function trustEndOf({ memory, state, judging }: Pick<Described, "memory" | "state" | "judging">): number | null {
  let later = state;
  while (later.current.judgement.serves) {
    const moment = later.validUntil;
    if (moment === Number.POSITIVE_INFINITY) return null;
    later = deriveState(memory, judging, moment);
    // Each step is later than the one before; should that ever fail, the first answer is the safe one.
    if (!later.current.judgement.serves || !(later.validUntil > moment)) return moment;
  }
  return null;
}

/** Null for what is no time, so that a broken clock breaks nothing else. */
export function isoTime(epoch: number): string | null {
  const date = new Date(epoch);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function describeRecord(record: HostRecord, view: HostView | undefined, described: Described): RecordStatus {
  const { id, kind, name, hostNames, lastSaid, declared, exclusions, results } = record;
  return {
    ...(view ?? described.state.current).judgement,
    id,
    kind,
    name,
    hostNames: [...hostNames],
    said: lastSaid,
    declared: describeWord(declared, described),
    exclusionPaths: [...exclusions.paths],
    areExclusionsClean: describeWord(exclusionsWordOf(record, described.memory.probe), described),
    results: results.map((result) => ({ ...result })),
  };
}

function describeProbe(described: Described): ProbeStatus {
  const { memory, now } = described;
  const { probe } = memory;
  return {
    ...describeWitness(probe?.at, now),
    demand: describeWord(probe?.demand, described),
    authenticity: describeWord(probe?.authenticity, described),
    isHostHeaderOverwritten: describeWord(probe?.isHostHeaderOverwritten, described),
    reasons: (probe?.reasons ?? []).map((reason) => ({ ...reason })),
  };
}

function describeWitness(heard: Moment | undefined, now: Moment): WitnessStatus {
  if (heard === undefined) return { heardAt: null, heardSecondsAgo: null };
  return { heardAt: isoTime(heard.epoch), heardSecondsAgo: secondsBetween(heard.monotonic, now.monotonic) };
}

function describeWord(word: Word | undefined, { now, judging }: Described): WordStatus {
  return {
    is: standing(word, now.monotonic, judging.maxAgeMs),
    ageSeconds: word === undefined ? null : secondsBetween(word.at, now.monotonic),
  };
}

function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) / 1000));
}

/** Only for what was made above: plain objects and arrays. */
function freezeDeep<Value extends object>(value: Value): Value {
  for (const member of Object.values(value)) if (typeof member === "object" && member !== null) freezeDeep(member);
  return Object.freeze(value);
}
