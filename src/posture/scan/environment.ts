import type { ScannedResource } from "./model.ts";

/** Names that a tag of the environment has in most places, the plainest first. Case does not count. */
const TAGS: readonly string[] = ["environment", "env", "stage"];

/** The value of the environment tag, as written. Undefined: none, or it cannot be told. */
export function environmentOf({ tags }: Pick<ScannedResource, "tags">): string | undefined {
  const entries = Object.entries(tags.values);
  for (const tag of TAGS) {
    const found = entries.find(([name]) => name.toLowerCase() === tag);
    if (found !== undefined) return found[1];
  }
  return undefined;
}

/** Whether an environment is the one that callers use, by its name. */
export function isProduction(environment: string): boolean {
  return /^(?:prod|prd|production|live)(?:$|[^a-z])/i.test(environment);
}
