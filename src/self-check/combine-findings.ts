import type { NameToTry } from "./names-to-try.ts";
import type { ExclusionsWord, NameWord, ProbeFound, ProbeNote, ProbeWord } from "./witness.ts";

/** The answers of one probing. */
export interface NameFindings extends Pick<ProbeWord, "demand" | "authenticity" | "isHostHeaderOverwritten"> {
  /** Of the exclusion paths that were tried under this name. */
  readonly areExclusionsClean: boolean | undefined;
  /** Whether something was seen that no proof could stand beside. */
  readonly isContradicted: boolean;
  readonly reasons: readonly ProbeNote[];
}

/** What one name showed. */
export interface TriedName extends Pick<NameToTry, "host" | "recordId"> {
  readonly findings: NameFindings;
  /** Whether anything that was sent there reached this deployment. */
  readonly leadsHere: boolean;
  /** By what the neighbours of the app alone reach it; `closed`: not even they do. Absent: by a name of the outside. */
  readonly inside?: "tls" | "plain-http" | "closed" | undefined;
}

export interface Trial {
  /** In the order in which they were tried. */
  readonly names: readonly TriedName[];
  /** Whether no name is left that was to be tried. */
  readonly isComplete: boolean;
  /** Ids of the records that have exclusion paths. Undefined: Resource Manager could not be heard. */
  readonly recordIds: readonly string[] | undefined;
  /** Whether the probe stands where it can see if certificates are demanded. */
  readonly isDemandTried: boolean;
}

type Verdict = "yes" | "no" | "unknown";

/**
 * What the names showed together. What one of them refuted is refuted, whatever the others showed.
 *
 * A host is proven when every name of it proves it, and every name whose host nobody knows: that one request went astray
 * takes nothing out of the reckoning. Where there are several hosts, those of slots lead elsewhere and are left unproven;
 * all together are proven when at least one is. Where Resource Manager could not be heard nobody knows which name should
 * lead where, so then every name must prove it.
 *
 * A door of the inside proves nothing by itself, and may lead nowhere, since nobody outside depends on it. It takes the
 * proof away when something that was sent there came here, or may have, and was not as it should be.
 */
export function combineFindings(trial: Trial): ProbeWord {
  const { names, recordIds } = trial;
  const demand = names.map((name) => said(name, name.findings.demand));
  const authenticity = names.map((name) => said(name, name.findings.authenticity));
  const hostHeader = names.map((name) => said(name, name.findings.isHostHeaderOverwritten));
  return Object.freeze({
    demand: FOUND[together(demand, trial)],
    authenticity: FOUND[together(authenticity, trial)],
    isContradicted: names.some(({ findings }) => findings.isContradicted),
    names: Object.freeze(names.filter(({ inside }) => inside === undefined).map((name) => wordOf(name, trial))),
    isHostHeaderOverwritten: SEEN[together(hostHeader, trial)],
    exclusions: Object.freeze((recordIds ?? []).map((recordId) => exclusionsOf(recordId, trial))),
    reasons: Object.freeze([...reasonsOf(trial), ...leftOut(trial)]),
  });
}

/** Of one name, with all others that its host's callers may use. */
function wordOf(name: TriedName, trial: Trial): NameWord {
  const { names, recordIds } = trial;
  const isKin = ({ recordId }: TriedName): boolean => recordId === undefined || recordId === name.recordId;
  const kin = recordIds === undefined ? names : names.filter(isKin);
  const found = (finding: "demand" | "authenticity"): ProbeFound => {
    const all = kin.map((one) => said(one, one.findings[finding]));
    return FOUND[together(all, { ...trial, recordIds: undefined })];
  };
  const { host, leadsHere } = name;
  return Object.freeze({ host, demand: found("demand"), authenticity: found("authenticity"), leadsHere });
}

/** So that nobody takes a name for proven that was not even tried to the end. */
function leftOut(trial: Trial): readonly ProbeNote[] {
  const { names, recordIds = [] } = trial;
  if (recordIds.length < 2) return [];
  const outside = names.filter(({ inside }) => inside === undefined);
  const others = outside.filter(leadsElsewhere);
  if (others.length === outside.length) return [];
  return others.map(({ host }) =>
    Object.freeze({
      question: "authenticity",
      code: "name_left_out",
      message: `${host} was left out: what was sent there did not come here, as with the name of another slot.`,
      remedy: "Nothing, if it is the name of another slot. Else look where it leads.",
    }),
  );
}

/** Whether the name shows that no other needs to be tried. */
export function isRefuted({ findings }: Pick<TriedName, "findings">): boolean {
  return findings.demand === "refuted" || findings.authenticity === "refuted";
}

interface Said {
  readonly verdict: Verdict;
  /** Nothing arrived from there, so it says nothing of this deployment. */
  readonly leadsElsewhere: boolean;
  readonly isInside: boolean;
}

const FOUND = { yes: "proven", no: "refuted", unknown: "inconclusive" } as const;
const SEEN = { yes: true, no: false, unknown: undefined } as const;

function said(name: TriedName, finding: ProbeWord["demand"] | boolean | undefined): Said {
  const isYes = finding === true || finding === "proven";
  const isNo = finding === false || finding === "refuted";
  return {
    verdict: isYes ? "yes" : isNo ? "no" : "unknown",
    leadsElsewhere: leadsElsewhere(name),
    isInside: name.inside !== undefined,
  };
}

/** That a request with a certificate does not arrive is all that such a name shows. */
function leadsElsewhere({ leadsHere, findings, inside }: TriedName): boolean {
  if (inside === "closed") return true;
  return !leadsHere && findings.reasons.some(({ code }) => code === "positive_missing" || code === "tls13_missing");
}

function together(all: readonly Said[], { isComplete, recordIds }: Trial): Verdict {
  if (all.some(({ verdict }) => verdict === "no")) return "no";
  const mayLeadElsewhere = recordIds !== undefined && recordIds.length > 1;
  const isProven =
    isComplete &&
    all.some(({ verdict, isInside }) => verdict === "yes" && !isInside) &&
    all.every(
      ({ verdict, leadsElsewhere: elsewhere, isInside }) =>
        verdict === "yes" || ((mayLeadElsewhere || isInside) && elsewhere),
    );
  return isProven ? "yes" : "unknown";
}

/** A name that no record has was tried with the paths of all: what it shows may be any record's fault, and no one's merit. */
function exclusionsOf(recordId: string, trial: Trial): ExclusionsWord {
  const concerned = trial.names.filter((name) => name.recordId === recordId);
  const strangers = trial.names.filter((name) => name.recordId === undefined);
  const isUnclean = [...concerned, ...strangers].some(({ findings }) => findings.areExclusionsClean === false);
  const own = concerned.map((name) => said(name, name.findings.areExclusionsClean));
  return Object.freeze({
    recordId,
    areClean: isUnclean ? false : SEEN[together(own, { ...trial, recordIds: undefined })],
  });
}

/** Those of the name that decided. */
function reasonsOf(trial: Trial): readonly ProbeNote[] {
  const { names } = trial;
  const ranked = names.map((name) => ({ name, rank: rankOf(name, trial) })).sort((one, other) => one.rank - other.rank);
  const decisive = ranked[0]?.name;
  if (decisive === undefined) return [];
  const { host, findings } = decisive;
  if (names.length === 1) return findings.reasons;
  return findings.reasons.map((reason) => Object.freeze({ ...reason, message: `${host}: ${reason.message}` }));
}

/** What weighs more comes first; the sort keeps the order of those that weigh the same. */
function rankOf(name: TriedName, { recordIds, isDemandTried }: Trial): number {
  const { findings, inside } = name;
  if (isRefuted(name)) return 0;
  if (findings.areExclusionsClean === false) return 1;
  if (leadsElsewhere(name) && ((recordIds?.length ?? 0) > 1 || inside !== undefined)) return 4;
  return (findings.demand === "proven" || !isDemandTried) && findings.authenticity === "proven" ? 3 : 2;
}
