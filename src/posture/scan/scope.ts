import { isInPath } from "./called-from.ts";
import { matchesWord } from "./globs.ts";
import type { ScannedResource } from "./model.ts";
import type { Scope } from "./options.ts";

/** What decides which resources must demand certificates. */
export interface ScopeRules {
  readonly scope: Scope;
  readonly tags: readonly string[];
  readonly kinds: readonly string[];
  readonly paths: readonly string[];
}

/** Whether a resource must demand certificates, so that its findings count. */
export function isRequired(resource: ScannedResource, rules: ScopeRules): boolean {
  return rules.scope === "all" || isOfInside(resource) || isTagged(resource, rules.tags) || isListed(resource, rules);
}

/** Whether a tag that cannot be told would decide about it. */
export function isTagInDoubt(resource: ScannedResource, rules: ScopeRules): boolean {
  return !resource.tags.isComplete && !isRequired(resource, rules);
}

/** Kinds by the names that they have whatever the source. */
export const KINDS: readonly string[] = ["site", "slot", "container-app", "linked-service"];

/**
 * What calls itself from inside a network does so to be called by machines. When the exposure cannot be told it may be
 * just that. A linked service calls and is not called, so exposure says nothing of it.
 */
function isOfInside({ exposure, subject }: ScannedResource): boolean {
  return exposure !== "public" && subject.kind !== "linked-service";
}

function isTagged({ tags }: ScannedResource, wanted: readonly string[]): boolean {
  const entries = Object.entries(tags.values).map(([name, value]) => [fold(name), fold(value)] as const);
  return wanted.some((tag) => {
    const [name = "", ...rest] = tag.split("=");
    const value = rest.length === 0 ? undefined : fold(rest.join("="));
    return entries.some(
      (entry) => entry[0] === fold(name) && (value === undefined ? !NO.has(entry[1]) : entry[1] === value),
    );
  });
}

const NO: ReadonlySet<string> = new Set(["false", "no", "0"]);

function isListed(resource: ScannedResource, { kinds, paths }: ScopeRules): boolean {
  const { type, subject } = resource;
  const kind = subject.kind === "unprovable" ? subject.settings.kind : subject.kind;
  return (
    kinds.some((pattern) => matchesWord(type, pattern) || kind === pattern) ||
    paths.some((pattern) => isInPath(resource, pattern))
  );
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
