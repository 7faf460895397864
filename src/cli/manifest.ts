import { readFileSync } from "node:fs";

/** What the command needs to know of its own package. */
export interface Manifest {
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/** Two folders up from here is the package's root, in `src` and in `dist` alike. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as Manifest;
}
