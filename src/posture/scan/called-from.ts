import type { Position } from "../facts/origin.ts";
import { matchesPath } from "./globs.ts";

/** Where something stands, and where the root module calls the module that it stands in. */
export interface CalledPlace {
  readonly position: Position;
  readonly calledFrom?: Position | undefined;
}

/**
 * A file of the root module that a place belongs to. Modules are shared, so the place alone does not tell one
 * environment from another, and their addresses are often alike.
 */
export function rootFileOf({ position, calledFrom }: CalledPlace): string {
  return (calledFrom ?? position).file;
}

/** Whether a pattern means the file that it stands in, or the one of the root module that calls it. */
export function isInPath(place: CalledPlace, pattern: string): boolean {
  return matchesPath(place.position.file, pattern) || matchesPath(rootFileOf(place), pattern);
}
