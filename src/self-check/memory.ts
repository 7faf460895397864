import { type DeclaredHost, type HostRecord, hearHost } from "./host-record.ts";
import type { ProbeWord, WitnessFailure } from "./witness.ts";
import { hear, type Word } from "./word.ts";

/** One moment on both clocks: the first counts, the second is for people. */
export interface Moment {
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: number;
  /** Milliseconds since the epoch. */
  readonly epoch: number;
}

/** What one asking of the witnesses brought. */
export interface Round {
  /** When the asking began: what was said is at least as old as that. */
  readonly at: Moment;
  /** Undefined: Resource Manager could not be heard. */
  readonly declared:
    | { readonly hosts: readonly DeclaredHost[]; readonly notices: readonly WitnessFailure[] }
    | undefined;
  /** Undefined: it was not asked, or failed. */
  readonly probe: ProbeWord | undefined;
  readonly failure: WitnessFailure | undefined;
}

/** Everything that was heard and still matters. Frozen; every round makes a new one. */
export interface Memory {
  /** How many rounds there were. */
  readonly rounds: number;
  /** Site first. Empty: nothing was ever declared. */
  readonly records: readonly HostRecord[];
  readonly notices: readonly WitnessFailure[];
  readonly declaredAt: Moment | undefined;
  readonly probe: ProbeMemory | undefined;
  /** Why the last round was incomplete. */
  readonly failure: WitnessFailure | undefined;
  readonly lastRoundAt: Moment | undefined;
}

/** The probe's answers, which age one by one. */
export interface ProbeMemory {
  readonly at: Moment;
  readonly demand: Word;
  readonly authenticity: Word;
  readonly areExclusionsClean: Word;
  /** The exclusion paths that were tried: about others it said nothing. */
  readonly exclusionsTried: string;
  readonly isHostHeaderOverwritten: Word;
}

export const NOTHING_HEARD: Memory = Object.freeze({
  rounds: 0,
  records: Object.freeze([]),
  notices: Object.freeze([]),
  declaredAt: undefined,
  probe: undefined,
  failure: undefined,
  lastRoundAt: undefined,
});

/** Adds a round to what is remembered. A host that Resource Manager no longer lists is gone, with all that was said of it. */
export function remember(memory: Memory, round: Round, hasProbe: boolean): Memory {
  const { at, declared, probe, failure } = round;
  const records = declared === undefined ? memory.records : hearHosts(memory.records, declared.hosts, at, hasProbe);
  return Object.freeze({
    rounds: memory.rounds + 1,
    records,
    notices: declared?.notices ?? memory.notices,
    declaredAt: declared === undefined ? memory.declaredAt : at,
    probe: probe === undefined ? memory.probe : hearProbe(memory.probe, probe, at, exclusionListOf(records)),
    failure,
    lastRoundAt: at,
  });
}

/** All exclusion paths of all hosts in one text, to see whether they are still those that were tried. */
export function exclusionListOf(records: readonly HostRecord[]): string {
  return JSON.stringify(records.map(({ id, exclusions }) => [id.toLowerCase(), exclusions.kind, exclusions.paths]));
}

function hearHosts(
  records: readonly HostRecord[],
  hosts: readonly DeclaredHost[],
  { monotonic: at }: Moment,
  hasProbe: boolean,
): readonly HostRecord[] {
  const previous = new Map(records.map((record) => [record.id.toLowerCase(), record]));
  return Object.freeze(hosts.map((host) => hearHost(previous.get(host.id.toLowerCase()), host, { at, hasProbe })));
}

const FOUND = { proven: "yes", refuted: "no", inconclusive: "unknown" } as const;

function hearProbe(before: ProbeMemory | undefined, word: ProbeWord, at: Moment, exclusions: string): ProbeMemory {
  const time = at.monotonic;
  const clean = before?.exclusionsTried === exclusions ? before.areExclusionsClean : undefined;
  return Object.freeze({
    at,
    demand: hear(before?.demand, FOUND[word.demand], time),
    authenticity: hear(before?.authenticity, FOUND[word.authenticity], time),
    areExclusionsClean: hear(clean, asSaid(word.areExclusionsClean), time),
    exclusionsTried: exclusions,
    isHostHeaderOverwritten: hear(before?.isHostHeaderOverwritten, asSaid(word.isHostHeaderOverwritten), time),
  });
}

function asSaid(seen: boolean | undefined): Word["said"] {
  if (seen === undefined) return "unknown";
  return seen ? "yes" : "no";
}
