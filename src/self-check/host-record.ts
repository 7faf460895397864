import { checkHost, demandOf, isSilent } from "../posture/check-host.ts";
import type { HostSettings, Setting } from "../posture/facts/host-settings.ts";
import type { RuleContext, RuleResult } from "../posture/facts/rule.ts";
import { type Exclusions, exclusionsOf, NO_EXCLUSIONS } from "./exclusions.ts";
import { toHostKey } from "./host-name.ts";
import type { Demand } from "./judgement.ts";
import { hear, type Word } from "./word.ts";

/** One host as Resource Manager's last answer shows it. */
export interface DeclaredHost {
  readonly id: string;
  readonly kind: HostSettings["kind"];
  /** The site's name; with the slot's after a slash, as Resource Manager writes it; or the container app's. */
  readonly name: string;
  /** Every name that requests come to, in lower case, each once. */
  readonly hostNames: readonly string[];
  readonly results: readonly RuleResult[];
  readonly exclusions: Exclusions;
}

/** One host as it is remembered: the last answer, and what was ever said of it that still counts. */
export interface HostRecord extends DeclaredHost {
  /** What the last answer says, though an older one may still count. */
  readonly lastSaid: Demand;
  readonly declared: Word;
  /**
   * When Resource Manager changed its word to the yes that counts, in milliseconds on the clock that is never set. Undefined:
   * it says yes since it was first heard of this host, or does not.
   */
  readonly becameYesAt: number | undefined;
  /** The last answer says something that is neither a yes nor silence, such as exclusion end points: no probe makes it good. */
  readonly isUnclear: boolean;
  /** Its exclusion paths cover protected paths, and only the probe can tell whether that does harm. */
  readonly leansOnProbe: boolean;
}

/** Holds one host's settings against the rules. */
export function readHost(settings: HostSettings, context: RuleContext): DeclaredHost {
  return Object.freeze({
    id: settings.id,
    kind: settings.kind,
    name: nameOf(settings),
    hostNames: Object.freeze([...new Set(hostNamesOf(settings).map(toHostKey))]),
    results: checkHost(settings, context),
    // Behind a gateway the host asks nobody for a certificate, so its exclusions from asking exclude nothing.
    exclusions: context.headerFrom === "gateway" ? NO_EXCLUSIONS : exclusionsOf(settings),
  });
}

/**
 * Adds one answer about a host to what is remembered of it.
 *
 * @param hasProbe Exclusion paths over protected paths are a no, unless a probe tries them: then it has the word.
 */
export function hearHost(
  previous: HostRecord | undefined,
  host: DeclaredHost,
  { at, hasProbe }: { readonly at: number; readonly hasProbe: boolean },
): HostRecord {
  const leansOnProbe = hasProbe && host.results.some(isOpenExclusion);
  const results = leansOnProbe ? host.results.filter((result) => !isOpenExclusion(result)) : host.results;
  const lastSaid = demandOf(results);
  // Only nulls and gaps are silence. A setting that says something else than yes takes back the yes before it.
  const isUnclear = lastSaid === "unknown" && !isSilent(results);
  const declared = hear(previous?.declared, isUnclear ? "unclear" : lastSaid, at);
  return Object.freeze({
    ...host,
    lastSaid,
    declared,
    becameYesAt: declared.said === "yes" ? becameYesAt(previous, at) : undefined,
    isUnclear,
    leansOnProbe,
  });
}

function becameYesAt(previous: HostRecord | undefined, at: number): number | undefined {
  return previous === undefined || previous.declared.said === "yes" ? previous?.becameYesAt : at;
}

function isOpenExclusion({ rule, status }: RuleResult): boolean {
  return rule === "exclusion-paths" && status === "fail";
}

function nameOf(settings: HostSettings): string {
  if (settings.kind === "container-app") return settings.name;
  return settings.slot === undefined ? settings.site : `${settings.site}/${settings.slot}`;
}

function hostNamesOf(settings: HostSettings): readonly string[] {
  if (settings.kind !== "container-app") return [...valuesOf(settings.defaultHostName), ...settings.hostNames];
  return settings.ingress.kind === "value" ? valuesOf(settings.ingress.value.fqdn) : [];
}

function valuesOf(setting: Setting<string>): readonly string[] {
  return setting.kind === "value" ? [setting.value] : [];
}
