import type { Exclusions } from "./exclusions.ts";
import type { HostRecord } from "./host-record.ts";
import type { Moment } from "./moment.ts";
import type { ExclusionsWord, ProbeNote, ProbeWord } from "./witness.ts";
import { hear, type Word } from "./word.ts";

/** The probe's answers, which age one by one. */
export interface ProbeMemory {
  readonly at: Moment;
  /** Of all names together. */
  readonly demand: Word;
  readonly authenticity: Word;
  /** As in `TriedWords`. */
  readonly admittedSince: number | undefined;
  /** By the name, in lower case. */
  readonly names: ReadonlyMap<string, TriedWords>;
  /** By the record's id in lower case. */
  readonly exclusions: ReadonlyMap<string, TriedExclusions>;
  readonly isHostHeaderOverwritten: Word;
  /** Of the last probing. */
  readonly reasons: readonly ProbeNote[];
  /** What the records were like when it last spoke. Undefined: it did not know them. */
  readonly about: string | undefined;
}

/** What the probe showed under one name, or under all of a host. */
export interface TriedWords {
  readonly demand: Word;
  readonly authenticity: Word;
  /**
   * Since when requests are known to get in without a certificate, in milliseconds on the clock that is never set: not when
   * that was seen last. Undefined: they are not known to.
   */
  readonly admittedSince: number | undefined;
  /** Whether anything that was sent there the last time reached this deployment. */
  readonly leadsHere: boolean;
}

/** What of it counts about a host. */
export type ShownWords = Omit<TriedWords, "admittedSince">;

export interface TriedExclusions {
  /** The exclusion paths that were tried: about others nothing was said. */
  readonly tried: string;
  readonly areClean: Word;
}

/**
 * What the probe showed of one of several hosts: under its own names, and the worst of them. That another host is proven
 * makes this one no better, since after a swap it is this one's front end that callers come through.
 *
 * @returns Undefined: none of its names was ever tried.
 */
export function triedWordsOf({ hostNames }: HostRecord, probe: ProbeMemory | undefined): ShownWords | undefined {
  if (probe === undefined) return undefined;
  const tried: readonly ShownWords[] = hostNames.flatMap((name) => probe.names.get(name) ?? []);
  const [first, ...others] = tried;
  if (first === undefined) return undefined;
  return others.reduce((one, other) => {
    return {
      demand: worse(one.demand, other.demand),
      authenticity: worse(one.authenticity, other.authenticity),
      leadsHere: one.leadsHere || other.leadsHere,
    };
  }, first);
}

const BEST_LAST: readonly Word["said"][] = ["no", "unknown", "yes"];

/** Of two yeses the older. */
function worse(one: Word, other: Word): Word {
  const difference = BEST_LAST.indexOf(one.said) - BEST_LAST.indexOf(other.said);
  if (difference !== 0) return difference < 0 ? one : other;
  return one.at <= other.at ? one : other;
}

/** What the probe showed of a record's exclusion paths, as they are now. Undefined: it has not tried them. */
export function exclusionsWordOf(record: HostRecord, probe: ProbeMemory | undefined): Word | undefined {
  const heard = probe?.exclusions.get(record.id.toLowerCase());
  return heard?.tried === listOf(record.exclusions) ? heard.areClean : undefined;
}

/** All of the records that the probe's findings may depend on, in one text, to see whether it has changed. */
export function outlineOf(records: readonly HostRecord[]): string {
  return JSON.stringify(
    records.map(({ id, hostNames, exclusions, leansOnProbe, results }) => [
      id,
      hostNames,
      listOf(exclusions),
      leansOnProbe,
      results.map(({ rule, status }) => [rule, status]),
    ]),
  );
}

function listOf({ kind, paths }: Exclusions): string {
  return JSON.stringify([kind, paths]);
}

const FOUND = { proven: "yes", refuted: "no", inconclusive: "unknown" } as const;

interface Surroundings {
  readonly at: Moment;
  readonly records: readonly HostRecord[];
  readonly about: string | undefined;
}

/** Adds what one probing showed. A name that was not tried this time keeps its words. */
export function hearProbe(
  previous: ProbeMemory | undefined,
  word: ProbeWord,
  { at, records, about }: Surroundings,
): ProbeMemory {
  const time = at.monotonic;
  const before = mended(previous, word, records);
  return Object.freeze({
    at,
    ...hearFound(before, word, word.isContradicted, time),
    names: hearNames(before, word, time),
    exclusions: hearExclusions(before, word.exclusions, records, time),
    isHostHeaderOverwritten: hear(before?.isHostHeaderOverwritten, asSaid(word.isHostHeaderOverwritten), time),
    reasons: Object.freeze([...(word.reasons ?? [])]),
    about,
  });
}

type FoundWords = Pick<TriedWords, "demand" | "authenticity" | "admittedSince">;

/** Something that was seen and that no proof could stand beside ends the proof before it; silence does not. */
function hearFound(
  before: FoundWords | undefined,
  { demand: demanded, authenticity }: Pick<ProbeWord, "demand" | "authenticity">,
  isContradicted: boolean,
  time: number,
): FoundWords {
  const heard = isContradicted && authenticity === "inconclusive" ? "unclear" : FOUND[authenticity];
  const demand = hear(before?.demand, FOUND[demanded], time);
  return {
    demand,
    authenticity: hear(before?.authenticity, heard, time),
    admittedSince: demand.said === "no" ? (before?.admittedSince ?? time) : undefined,
  };
}

/** Enough for all names of a site with all its slots that are ever tried. */
const MOST_NAMES_KEPT = 32;

function hearNames(before: ProbeMemory | undefined, word: ProbeWord, time: number): ProbeMemory["names"] {
  const names = new Map(before?.names);
  for (const name of word.names) {
    const heard = names.get(name.host);
    names.delete(name.host);
    const found = hearFound(heard, name, word.isContradicted, time);
    names.set(name.host, Object.freeze({ ...found, leadsHere: name.leadsHere }));
  }
  return new Map([...names].slice(-MOST_NAMES_KEPT));
}

/**
 * A no about demand is lifted by a proof, and several instances without a key never come to one. So it is also lifted when
 * Resource Manager has changed its word since, so that it now says yes of every host, and this time no request without a
 * certificate got in though others did: then Resource Manager has the word again. What counts is when they were first
 * seen to get in, since a front end follows its settings only after a while. Should they get in again, that is later than
 * the change, and is lifted by nothing but a proof. A no about authenticity always is.
 */
function mended(
  before: ProbeMemory | undefined,
  word: ProbeWord,
  records: readonly HostRecord[],
): ProbeMemory | undefined {
  if (before === undefined || word.demand === "refuted" || !word.names.some(({ leadsHere }) => leadsHere))
    return before;
  const mendedAt = whenMended(records);
  const lift = <Words extends FoundWords>(words: Words): Words => {
    const { admittedSince, demand } = words;
    if (admittedSince === undefined || !(admittedSince < mendedAt)) return words;
    return { ...words, demand: { ...demand, said: "unknown" }, admittedSince: undefined };
  };
  const names = new Map([...before.names].map(([name, words]) => [name, lift(words)]));
  return { ...lift(before), names };
}

/** When Resource Manager last changed its word to yes, if it says so of all; else before all time. */
function whenMended(records: readonly HostRecord[]): number {
  if (!records.every(({ lastSaid }) => lastSaid === "yes")) return Number.NEGATIVE_INFINITY;
  return Math.max(...records.map((record) => record.becameYesAt ?? Number.NEGATIVE_INFINITY));
}

function hearExclusions(
  before: ProbeMemory | undefined,
  words: readonly ExclusionsWord[],
  records: readonly HostRecord[],
  time: number,
): ProbeMemory["exclusions"] {
  const said = new Map(words.map(({ recordId, areClean }) => [recordId.toLowerCase(), areClean]));
  return new Map(
    records.map((record) => {
      const id = record.id.toLowerCase();
      const areClean = hear(exclusionsWordOf(record, before), asSaid(said.get(id)), time);
      return [id, Object.freeze({ tried: listOf(record.exclusions), areClean })];
    }),
  );
}

function asSaid(seen: boolean | undefined): Word["said"] {
  if (seen === undefined) return "unknown";
  return seen ? "yes" : "no";
}
