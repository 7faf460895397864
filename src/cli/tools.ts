import type * as Commander from "commander";
import type Picocolors from "picocolors";
import { readManifest } from "./manifest.ts";
import type { Surroundings } from "./surroundings.ts";

/** The libraries that every verb needs. They are optional dependencies, so that an app's image can do without. */
export interface Tools {
  readonly commander: typeof Commander;
  readonly picocolors: typeof Picocolors;
}

const NAMES = ["commander", "picocolors"] as const;

/** Loads the libraries; a text says what to install when one of them is missing. */
export async function loadTools(surroundings: Pick<Surroundings, "load">): Promise<Tools | string> {
  const loaded = await loadPackages(NAMES, surroundings);
  if (typeof loaded === "string") return loaded;
  const [commander, picocolors] = loaded;
  return {
    commander: commander as typeof Commander,
    picocolors: (picocolors as { readonly default: typeof Picocolors }).default,
  };
}

/** Optional packages, in the order of their names; a text says what to install when one of them is missing. */
export async function loadPackages(
  names: readonly string[],
  { load }: Pick<Surroundings, "load">,
): Promise<readonly unknown[] | string> {
  const loaded = await Promise.allSettled(names.map((name) => load(name)));
  const missing = names.filter((_, index) => loaded[index]?.status === "rejected");
  if (missing.length > 0) return whatToInstall(missing);
  return loaded.map((result) => (result.status === "fulfilled" ? result.value : undefined));
}

function whatToInstall(missing: readonly string[]): string {
  const { optionalDependencies } = readManifest();
  const packages = missing.map((name) => `${name}@${optionalDependencies[name] ?? "latest"}`).join(" ");
  const verb = missing.length === 1 ? "is" : "are";
  return (
    `The command needs ${missing.join(" and ")}, which ${verb} not installed: ` +
    "`npm ci --omit=optional` leaves optional dependencies out. Install what is missing, and try again:\n" +
    `  npm install --no-save ${packages}`
  );
}
