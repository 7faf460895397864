import { headerLines } from "../header/raw-headers.ts";
import { compileExclusions, parseExclusionPaths } from "../posture/facts/exclusion-paths.ts";
import type { HostSettings } from "../posture/facts/host-settings.ts";
import type { TrustRequest } from "./trust.ts";

/** The platform's own exclusion paths, under which it asks nobody for a certificate. */
export interface Exclusions {
  /** `unreadable`: there may be any, so they cover everything. */
  readonly kind: "none" | "listed" | "unreadable";
  /** Empty unless they are listed. */
  readonly paths: readonly string[];
  /** @param target A request target, without its query. */
  covers(target: string): boolean;
}

export const NO_EXCLUSIONS: Exclusions = Object.freeze({
  kind: "none",
  paths: Object.freeze([]),
  covers: () => false,
});

const UNREADABLE: Exclusions = Object.freeze({ kind: "unreadable", paths: NO_EXCLUSIONS.paths, covers: () => true });

/** The setting is null or left out where there are none. */
export function exclusionsOf(settings: HostSettings): Exclusions {
  if (settings.kind === "container-app") return NO_EXCLUSIONS;
  const setting = settings.clientCertExclusionPaths;
  if (setting.kind === "unresolved") return UNREADABLE;
  const paths = setting.kind === "value" ? parseExclusionPaths(setting.value) : [];
  if (paths.length === 0) return NO_EXCLUSIONS;
  const compiled = compileExclusions(paths);
  return Object.freeze({
    kind: "listed",
    paths: Object.freeze([...paths]),
    covers: (target: string) => compiled.covers(target),
  });
}

/**
 * Where App Service tells the target as its front end saw it. The front end compares exclusion paths with that one;
 * what reaches the app may be decoded, or rewritten by IIS.
 */
const ORIGINAL_TARGETS: readonly string[] = ["x-waws-unencoded-url", "x-original-url"];

/**
 * Whether the platform may have let a request in without a certificate, by its target and by every target that a header
 * tells. A client that writes such a header itself can only have itself refused. Of two lines of one nobody knows which
 * the platform wrote, so they count as covered. Without exclusions no request is looked at.
 */
export function isCoveredByAny(exclusions: readonly Exclusions[], request: TrustRequest): boolean {
  if (exclusions.length === 0) return false;
  const { rawHeaders, rawUrl } = request;
  const targets = [rawUrl];
  for (const name of ORIGINAL_TARGETS) {
    const lines = headerLines(rawHeaders, name);
    if (lines.length > 1) return true;
    targets.push(...lines);
  }
  return targets.some((target) => exclusions.some((one) => one.covers(withoutQuery(target))));
}

/** What stands before the first `?`, untouched. */
function withoutQuery(target: string): string {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
}
