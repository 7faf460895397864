import type { RuleContext } from "../posture/facts/rule.ts";
import { type Exclusions, isCoveredByAny } from "./exclusions.ts";
import { hostNameOf } from "./host-name.ts";
import type { HostRecord } from "./host-record.ts";
import { type Because, type HostKind, type Judgement, judge, type SelfCheckMode } from "./judgement.ts";
import type { Memory } from "./memory.ts";
import { exclusionsWordOf, type ProbeMemory, type ShownWords, triedWordsOf } from "./probe-memory.ts";
import { NO_VERDICT, TRUSTED, type Trust, type TrustRequest } from "./trust.ts";
import { expiryOf, type Standing, spoken, standing, type Word } from "./word.ts";

/** What is known at one moment, frozen: whoever decides about a request reads it once. */
export interface SelfCheckState {
  /** When something that was said has aged, in milliseconds on the clock that is never set; infinite when nothing ages. */
  readonly validUntil: number;
  /** What every request gets, wherever it came to; undefined when they differ. */
  readonly uniform: Trust | undefined;
  /** The worst of all hosts, with the exclusion paths of all: it counts while nobody knows which host a request came to. */
  readonly worst: HostView;
  /**
   * The worst of those hosts whose requests come here: of all, until the probe has seen which names lead here and that
   * clients cannot name another. It counts for what is told; a request is judged by its own host, or by the worst.
   */
  readonly current: HostView;
  /** One for each record, in the order of the records. */
  readonly views: readonly HostView[];
  /** Whether clients were shown to be unable to write `WAS-DEFAULT-HOSTNAME`, so that it picks the record. */
  readonly isHostKnown: boolean;
  /** The host that a request came to; undefined when Resource Manager does not list it. */
  viewOf(rawHeaders: readonly string[]): HostView | undefined;
  /** Whether the platform may have let this request in without a certificate, whatever the verdict about the host. */
  isExcluded(rawHeaders: readonly string[], rawUrl: string): boolean;
}

/** What is known of one host. */
export interface HostView {
  readonly judgement: Judgement;
  readonly trust: Trust;
  /** It is one host of several, and the last probing did not come here under its names: after a swap another would. */
  readonly isUnreached: boolean;
  /** Whether an exclusion path may cover a request. */
  isCovered(request: TrustRequest): boolean;
}

export interface Judging {
  readonly mode: SelfCheckMode;
  readonly host: HostKind;
  /** Whose word the certificate header is: the host's own front end's, or a gateway's before it. It only words what is told. */
  readonly headerFrom: RuleContext["headerFrom"];
  /** Whether there is a probe that may still speak. */
  readonly hasProbe: boolean;
  /** Milliseconds that a yes counts. */
  readonly maxAgeMs: number;
}

/**
 * What follows from all that was heard.
 *
 * @param now Milliseconds on the clock that is never set.
 */
export function deriveState(memory: Memory, judging: Judging, now: number): SelfCheckState {
  const { records, probe, probeFailure } = memory;
  const isProbeUnheard = judging.hasProbe && probe === undefined && probeFailure === undefined;
  const at: ViewedAt = { ...judging, now, isProbeUnheard };
  const words = records.map((record) => wordsAbout(record, probe, records.length === 1));
  const views = Object.freeze(words.map((one, index) => viewOf(one, exclusionsAt(records, index), at)));
  const exclusions = records.map((record) => record.exclusions).filter(({ kind }) => kind !== "none");
  const worst = worstOf(views, exclusions, () => viewOf(wordsAbout(undefined, probe, true), [], at));
  const isHostKnown =
    judging.host === "app-service" &&
    records.length > 0 &&
    standing(probe?.isHostHeaderOverwritten, now, judging.maxAgeMs) === "yes";
  const byHost = isHostKnown ? indexByHost(records, views, worst) : undefined;
  const reached = isHostKnown ? views.filter((_, index) => words[index]?.leadsHere === true) : [];

  function find(rawHeaders: readonly string[]): HostView | undefined {
    const host = byHost === undefined ? undefined : hostNameOf(rawHeaders);
    return host === undefined ? worst : byHost?.get(host);
  }

  return Object.freeze({
    validUntil: nextExpiry(memory, now, judging.maxAgeMs),
    uniform: isHostKnown || exclusions.length > 0 ? undefined : worst.trust,
    worst,
    current: reached.length === 0 ? worst : worstOf(reached, exclusions, () => worst),
    views,
    isHostKnown,
    viewOf: find,
    isExcluded: (rawHeaders: readonly string[], rawUrl: string) =>
      (find(rawHeaders) ?? worst).isCovered({ rawHeaders, rawUrl }),
  });
}

/** What counts about one host. */
interface Words {
  readonly declared: Word | undefined;
  readonly isUnclear: boolean;
  /** Undefined when no exclusion path depends on it. */
  readonly areExclusionsClean: { readonly word: Word | undefined } | undefined;
  readonly demand: Word | undefined;
  readonly authenticity: Word | undefined;
  readonly leadsHere: boolean;
  readonly isUnreached: boolean;
}

function exclusionsAt(records: readonly HostRecord[], index: number): readonly Exclusions[] {
  return records.slice(index, index + 1).map(({ exclusions }) => exclusions);
}

/**
 * @param isOnly There is no other host, so names that it does not list are its own as well. What its own names showed comes
 *   first all the same: what all showed together may be the merit of a slot that is gone since.
 */
function wordsAbout(record: HostRecord | undefined, probe: ProbeMemory | undefined, isOnly: boolean): Words {
  const own = record === undefined ? undefined : triedWordsOf(record, probe);
  const tried: Partial<ShownWords> | undefined = own ?? (isOnly ? probe : undefined);
  return {
    declared: record?.declared,
    isUnclear: record?.isUnclear === true,
    areExclusionsClean: record?.leansOnProbe ? { word: exclusionsWordOf(record, probe) } : undefined,
    demand: refuting(probe?.demand) ?? tried?.demand,
    authenticity: refuting(probe?.authenticity) ?? tried?.authenticity,
    leadsHere: own?.leadsHere === true,
    isUnreached: record !== undefined && !isOnly && probe !== undefined && own?.leadsHere !== true,
  };
}

/** What is refuted under one name is refuted for every host. */
function refuting(word: Word | undefined): Word | undefined {
  return word?.said === "no" ? word : undefined;
}

interface ViewedAt extends Judging {
  readonly now: number;
  /** It has not spoken yet, and its first word may mend what is missing. */
  readonly isProbeUnheard: boolean;
}

function viewOf(
  words: Words,
  exclusions: readonly Exclusions[],
  { mode, host, maxAgeMs, now, isProbeUnheard }: ViewedAt,
): HostView {
  const standingOf = (word: Word | undefined): Standing => standing(word, now, maxAgeMs);
  const clean = words.areExclusionsClean === undefined ? "yes" : standingOf(words.areExclusionsClean.word);
  const declared = weaker(standingOf(words.declared), clean);
  const tried = standingOf(words.demand);
  // That nobody got in at the paths that were tried does not speak for exclusions that were not, or that nobody can read.
  const yes = words.isUnclear ? "unknown" : clean;
  const demand = tried === "yes" ? yes : tried;
  const authenticity = standingOf(words.authenticity);
  const judgement = judge({
    mode,
    host,
    declared: spoken(declared),
    probe: { demand: FOUND[spoken(demand)], authenticity: FOUND[spoken(authenticity)] },
  });
  const isOld = isProbeUnheard || declared === "unheard" || [declared, demand, authenticity].includes("expired");
  return createView({ judgement, trust: trustBy(judgement, isOld), isUnreached: words.isUnreached }, exclusions);
}

const FOUND = { yes: "proven", no: "refuted", unknown: "inconclusive" } as const;
const STRENGTH: readonly Standing[] = ["no", "unknown", "unheard", "expired", "yes"];

function weaker(one: Standing, other: Standing): Standing {
  return STRENGTH.indexOf(one) < STRENGTH.indexOf(other) ? one : other;
}

/** @param isOld A new asking may mend it. */
function trustBy({ serves, demand, authenticity, because }: Judgement, isOld: boolean): Trust {
  if (serves) return TRUSTED;
  if (isOld && demand !== "no" && authenticity !== "refuted") return NO_VERDICT;
  return Object.freeze({ kind: "distrusted", because });
}

function createView(known: Omit<HostView, "isCovered">, all: readonly Exclusions[]): HostView {
  const exclusions = all.filter(({ kind }) => kind !== "none");
  return Object.freeze({
    ...known,
    isCovered: (request: TrustRequest) => isCoveredByAny(exclusions, request),
  });
}

const TRUST_ORDER: readonly Trust["kind"][] = ["trusted", "no-verdict", "distrusted"];
const BECAUSE_ORDER: readonly Because[] = [
  "proven",
  "authenticity_unproven",
  "demand_unknown",
  "not_demanded",
  "authenticity_refuted",
];

function worstOf(views: readonly HostView[], exclusions: readonly Exclusions[], orElse: () => HostView): HostView {
  const sorted = [...views].sort((one, other) => badness(other) - badness(one));
  const worst = sorted[0] ?? orElse();
  return createView({ ...worst, isUnreached: false }, exclusions);
}

function badness({ trust, judgement }: HostView): number {
  return TRUST_ORDER.indexOf(trust.kind) * BECAUSE_ORDER.length + BECAUSE_ORDER.indexOf(judgement.because);
}

/** A name that two hosts claim is as good as the worst of all. */
function indexByHost(
  records: readonly HostRecord[],
  views: readonly HostView[],
  worst: HostView,
): ReadonlyMap<string, HostView> {
  const byHost = new Map<string, HostView>();
  for (const [index, { hostNames }] of records.entries()) {
    for (const name of hostNames) byHost.set(name, byHost.has(name) ? worst : (views[index] ?? worst));
  }
  return byHost;
}

function nextExpiry({ records, probe }: Memory, now: number, maxAgeMs: number): number {
  const words = [probe?.demand, probe?.authenticity, probe?.isHostHeaderOverwritten];
  for (const record of records) words.push(record.declared, exclusionsWordOf(record, probe));
  for (const { demand, authenticity } of probe?.names.values() ?? []) words.push(demand, authenticity);
  return Math.min(...words.map((word) => expiryOf(word, now, maxAgeMs)));
}
