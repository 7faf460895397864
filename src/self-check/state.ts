import { type Exclusions, isCoveredByAny } from "./exclusions.ts";
import { hostNameOf } from "./host-name.ts";
import type { HostRecord } from "./host-record.ts";
import { type Because, type HostKind, type Judgement, judge, type SelfCheckMode } from "./judgement.ts";
import { exclusionListOf, type Memory, type ProbeMemory } from "./memory.ts";
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
  /** Whether an exclusion path may cover a request. */
  isCovered(request: TrustRequest): boolean;
}

export interface Judging {
  readonly mode: SelfCheckMode;
  readonly host: HostKind;
  /** Milliseconds that a yes counts. */
  readonly maxAgeMs: number;
}

/**
 * What follows from all that was heard.
 *
 * @param now Milliseconds on the clock that is never set.
 */
export function deriveState(memory: Memory, judging: Judging, now: number): SelfCheckState {
  const { records, probe } = memory;
  const exclusionList = exclusionListOf(records);
  const views = Object.freeze(
    records.map((record) => {
      const words = wordsAbout(record, probe, exclusionList);
      return viewOf(words, [record.exclusions], { ...judging, now });
    }),
  );
  const exclusions = records.map((record) => record.exclusions).filter(({ kind }) => kind !== "none");
  const worst = worstOf(views, exclusions, () => viewOf(wordsAbout(undefined, probe, ""), [], { ...judging, now }));
  const isHostKnown =
    judging.host === "app-service" &&
    records.length > 0 &&
    standing(probe?.isHostHeaderOverwritten, now, judging.maxAgeMs) === "yes";
  const byHost = isHostKnown ? indexByHost(records, views, worst) : undefined;

  function find(rawHeaders: readonly string[]): HostView | undefined {
    const host = byHost === undefined ? undefined : hostNameOf(rawHeaders);
    return host === undefined ? worst : byHost?.get(host);
  }

  return Object.freeze({
    validUntil: nextExpiry(memory, now, judging.maxAgeMs),
    uniform: isHostKnown || exclusions.length > 0 ? undefined : worst.trust,
    worst,
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
  /** Undefined when no exclusion path depends on it. */
  readonly areExclusionsClean: { readonly word: Word | undefined } | undefined;
  readonly demand: Word | undefined;
  readonly authenticity: Word | undefined;
}

function wordsAbout(record: HostRecord | undefined, probe: ProbeMemory | undefined, exclusionList: string): Words {
  const clean = probe?.exclusionsTried === exclusionList ? probe.areExclusionsClean : undefined;
  return {
    declared: record?.declared,
    areExclusionsClean: record?.leansOnProbe ? { word: clean } : undefined,
    demand: probe?.demand,
    authenticity: probe?.authenticity,
  };
}

function viewOf(
  words: Words,
  exclusions: readonly Exclusions[],
  { mode, host, maxAgeMs, now }: Judging & { readonly now: number },
): HostView {
  const standingOf = (word: Word | undefined): Standing => standing(word, now, maxAgeMs);
  const { areExclusionsClean } = words;
  const declared =
    areExclusionsClean === undefined
      ? standingOf(words.declared)
      : weaker(standingOf(words.declared), standingOf(areExclusionsClean.word));
  const demand = standingOf(words.demand);
  const authenticity = standingOf(words.authenticity);
  const judgement = judge({
    mode,
    host,
    declared: spoken(declared),
    probe: { demand: FOUND[spoken(demand)], authenticity: FOUND[spoken(authenticity)] },
  });
  const isOld = declared === "unheard" || [declared, demand, authenticity].includes("expired");
  return createView(judgement, trustBy(judgement, isOld), exclusions);
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

function createView(judgement: Judgement, trust: Trust, all: readonly Exclusions[]): HostView {
  const exclusions = all.filter(({ kind }) => kind !== "none");
  return Object.freeze({
    judgement,
    trust,
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
  return createView(worst.judgement, worst.trust, exclusions);
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
  const { demand, authenticity, areExclusionsClean, isHostHeaderOverwritten } = probe ?? {};
  const words = [demand, authenticity, areExclusionsClean, isHostHeaderOverwritten];
  for (const { declared } of records) words.push(declared);
  return Math.min(...words.map((word) => expiryOf(word, now, maxAgeMs)));
}
