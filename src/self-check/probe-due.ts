import type { HostRecord } from "./host-record.ts";
import type { Memory } from "./memory.ts";
import { exclusionsWordOf, outlineOf, type ProbeMemory, triedWordsOf } from "./probe-memory.ts";
import type { Judging } from "./state.ts";
import type { ProbeWitness } from "./witness.ts";
import { standing, type Word } from "./word.ts";

interface Asked extends Pick<Judging, "host" | "maxAgeMs"> {
  /** Whether requests come for a host that the probe has not reached. */
  readonly isWanted: boolean;
}

/**
 * Whether the probe is to speak in this round: until it has shown that no client can write the header; while it has seen
 * requests get in without a certificate, so that what was mended is seen; while neither witness can tell of demand; while
 * exclusion paths wait for it, of a host whose names lead here; when requests come for a host that it has not reached;
 * after a change of what it tells about; and when half the time is over that its yes counts. How often that can be is up
 * to the rounds: at most once in each, and they are spaced whatever it says.
 *
 * @param memory With what was declared in this round, if anything was.
 * @param now Milliseconds on the clock that is never set.
 */
export function isProbeDue(memory: Memory, now: number, { host, maxAgeMs, isWanted }: Asked): boolean {
  const { probe, records, declarationFailure } = memory;
  const isFresh = (word: Word | undefined): boolean => standing(word, now, maxAgeMs / 2) === "yes";
  if (isWanted || probe === undefined || !isFresh(probe.authenticity) || probe.demand.said === "no") return true;
  const isOpen = (record: HostRecord): boolean => record.leansOnProbe && !isFresh(exclusionsWordOf(record, probe));
  if (records.some((record) => isOpen(record) && mayLeadHere(record, probe, records))) return true;
  // On Container Apps it never tells of demand, however often it is asked.
  if (declarationFailure !== undefined) return host === "app-service" && !isFresh(probe.demand);
  return outlineOf(records) !== probe.about;
}

/** Another's exclusion paths can be tried by its own instances only, however often it is tried from here. */
function mayLeadHere(record: HostRecord, probe: ProbeMemory, records: readonly HostRecord[]): boolean {
  return records.length === 1 || triedWordsOf(record, probe)?.leadsHere !== false;
}

export function isReady(probe: ProbeWitness | undefined): boolean {
  return probe !== undefined && probe.isReady?.() !== false;
}
