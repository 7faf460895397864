import { majorOf } from "./plan/provider-versions.ts";
import type { ProviderVersion } from "./resource-input.ts";

/** What the files of a configuration say about the version of its providers. */
export interface ProviderFacts {
  /** Exact versions, by the name of the provider: of the lock file. */
  readonly locked: ReadonlyMap<string, string>;
  /** Constraints as written, by the name of the provider; all of them hold. */
  readonly constraints: ReadonlyMap<string, readonly string[]>;
}

/**
 * The version whose defaults count for resources of a type: of the lock file, else the only major version that all
 * constraints allow.
 *
 * @param facts Of the root module first: its lock file counts for all modules it calls.
 */
export function providerVersionOf(resourceType: string, facts: readonly ProviderFacts[]): ProviderVersion {
  const name = resourceType.split("_", 1)[0] ?? resourceType;
  const locked = facts[0]?.locked.get(name);
  if (locked !== undefined) return { name, major: majorOf(locked), told: `${locked}, .terraform.lock.hcl` };
  const constraints = [...new Set(facts.flatMap((fact) => fact.constraints.get(name) ?? []))];
  if (constraints.length === 0) return { name, major: undefined, told: "not known" };
  return { name, major: majorOf(constraints.join(",")), told: `${constraints.join(", ")}, required_providers` };
}
