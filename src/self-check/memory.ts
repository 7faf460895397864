import { type DeclaredHost, type HostRecord, hearHost } from "./host-record.ts";
import type { Moment } from "./moment.ts";
import { hearProbe, outlineOf, type ProbeMemory } from "./probe-memory.ts";
import type { ProbeWord, WitnessFailure } from "./witness.ts";

/** What the asking of Resource Manager brought. */
export interface HeardDeclaration {
  /** When the asking began: what was said is at least as old as that. */
  readonly at: Moment;
  /** Undefined: it could not be heard. */
  readonly declared:
    | { readonly hosts: readonly DeclaredHost[]; readonly notices: readonly WitnessFailure[] }
    | undefined;
  readonly failure: WitnessFailure | undefined;
}

/** What one probing brought. */
export interface HeardProbing {
  /** When it began. */
  readonly at: Moment;
  /** Undefined: it failed. */
  readonly word: ProbeWord | undefined;
  /** Whether it knew the records. */
  readonly knewRecords: boolean;
  readonly failure: WitnessFailure | undefined;
}

/** Everything that was heard and still matters. Frozen; everything that is heard makes a new one. */
export interface Memory {
  /** How many rounds of asking have ended. */
  readonly rounds: number;
  /** Site first. Empty: nothing was ever declared. */
  readonly records: readonly HostRecord[];
  readonly notices: readonly WitnessFailure[];
  /** When Resource Manager was last heard. */
  readonly declaredAt: Moment | undefined;
  /** When it was last asked, heard or not. */
  readonly askedAt: Moment | undefined;
  readonly probe: ProbeMemory | undefined;
  /** Why Resource Manager could not be heard the last time. */
  readonly declarationFailure: WitnessFailure | undefined;
  /** Why the last probing failed. It stands until the next one, so that it does not come and go within a round. */
  readonly probeFailure: WitnessFailure | undefined;
  /** The first of both. */
  readonly failure: WitnessFailure | undefined;
}

export const NOTHING_HEARD: Memory = Object.freeze({
  rounds: 0,
  records: Object.freeze([]),
  notices: Object.freeze([]),
  declaredAt: undefined,
  askedAt: undefined,
  probe: undefined,
  declarationFailure: undefined,
  probeFailure: undefined,
  failure: undefined,
});

/** Adds what was declared. A host that Resource Manager no longer lists is gone, with all that was said of it. */
export function hearDeclaration(memory: Memory, heard: HeardDeclaration, hasProbe: boolean): Memory {
  const { at, declared, failure } = heard;
  const asked = { ...memory, askedAt: at, declarationFailure: failure, failure: failure ?? memory.probeFailure };
  if (declared === undefined) return Object.freeze(asked);
  const records = hearHosts(memory.records, declared.hosts, at, hasProbe);
  return Object.freeze({ ...asked, records, notices: declared.notices, declaredAt: at });
}

/** Adds what was tried, of the records that are remembered. */
export function hearProbing(memory: Memory, heard: HeardProbing): Memory {
  const { at, word, failure, knewRecords } = heard;
  const { records, declarationFailure } = memory;
  const about = knewRecords ? outlineOf(records) : memory.probe?.about;
  return Object.freeze({
    ...memory,
    probe: word === undefined ? memory.probe : hearProbe(memory.probe, word, { at, records, about }),
    probeFailure: failure,
    failure: declarationFailure ?? failure,
  });
}

/** A round has ended, whatever it brought. */
export function endRound(memory: Memory): Memory {
  return Object.freeze({ ...memory, rounds: memory.rounds + 1 });
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
