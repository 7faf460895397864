import { isAmbiguousPath, isBelow } from "./open-paths.ts";
import { readingsOf } from "./path-readings.ts";

/** The exclusion paths of a site, ready to be asked about requests. */
export interface Exclusions {
  /** Whether the platform may have let this request in without a certificate. When in doubt it has. */
  covers(rawPath: string): boolean;
}

/**
 * Longest path that is read, in characters: what IIS takes by default (`maxUrl` of its request filtering). Anything
 * longer counts as covered.
 */
const LONGEST_PATH = 4096;

/**
 * The entries of `clientCertExclusionPaths`. Azure's article separates them by `,` or `;`, its API's description by
 * `,`, its portal by `;`.
 */
export function parseExclusionPaths(text: string): readonly string[] {
  const entries = text.split(/[,;]/).map((entry) => entry.trim());
  return Object.freeze(entries.filter((entry) => entry !== ""));
}

/**
 * Prepares exclusion paths. Azure lets a request in without a certificate when its path starts with an entry, without
 * regard to case ("Configure TLS mutual authentication for Azure App Service"). Whether it decodes and normalises the
 * path before, and whether it ends an entry at a segment, it does not say; so a path is covered if any way of reading
 * it starts with any way of reading an entry, segment or not. What cannot be read at all is covered too.
 *
 * @param paths As `parseExclusionPaths` gives them. Without any, nothing is covered.
 */
export function compileExclusions(paths: readonly string[]): Exclusions {
  const prefixes = [...new Set(paths.flatMap(prefixesOf))];
  return Object.freeze({
    covers(rawPath: string): boolean {
      if (prefixes.length === 0) return false;
      const readings = readingsOfRequest(rawPath);
      return readings === undefined || readings.some((reading) => startsWithAny(reading, prefixes));
    },
  });
}

/**
 * Whether an exclusion path only concerns what the app leaves open anyway: it equals an open entry, or lies at or under
 * one that ends in `/*`, with or without a slash at its end. What its raw prefix covers beyond that (`/healthzzz`,
 * `/HEALTHZ`) is left to `covers`, request by request.
 *
 * `/` concerns every path, so only `/*` leaves it open; one that readers of paths could disagree about never is.
 */
export function isLeftOpen(exclusion: string, openPaths: readonly string[]): boolean {
  if (openPaths.includes("/*")) return true;
  const path = withoutTrailingSlash(withLeadingSlash(exclusion));
  if (isAmbiguousPath(path)) return false;
  return openPaths.some(
    (entry) => withoutTrailingSlash(entry) === path || isBelow(path, entry) || entry === `${path}/*`,
  );
}

function readingsOfRequest(rawPath: string): readonly string[] | undefined {
  if (rawPath.length > LONGEST_PATH || /[^\x21-\x7e]/.test(rawPath)) return undefined;
  const path = pathOfTarget(rawPath);
  return path === undefined ? undefined : readingsOf(path);
}

/** The path of a request target in origin or absolute form (RFC 9112 section 3.2); undefined for every other form. */
function pathOfTarget(target: string): string | undefined {
  if (target.startsWith("/")) return target;
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/\\?#%]+(?<path>\/.*|)$/is.exec(target);
  const path = absolute?.groups?.["path"];
  return path === "" ? "/" : path;
}

function startsWithAny(reading: string, prefixes: readonly string[]): boolean {
  const folded = foldCase(reading);
  // `/public` is what a reader of segments sees in `/public/`.
  return prefixes.some((prefix) => folded.startsWith(prefix) || `${folded}/` === prefix);
}

/**
 * What an entry may mean as a prefix. Wildcards are documented nowhere, so `/public/*` is read with the asterisk and as
 * a prefix that ends before it. One that nobody can vouch for may mean every path.
 */
function prefixesOf(entry: string): readonly string[] {
  const path = withLeadingSlash(entry);
  const short = path.replace(/[*?#].*$/s, "");
  return [path, short].flatMap((text) => readingsOf(text) ?? ["/"]).map(foldCase);
}

/**
 * By way of the upper case, as .NET compares without case, so letters that meet in either case are the same. The dot of
 * a Turkish capital I, which lower case leaves behind, does not count.
 */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll("\u0307", "");
}

function withLeadingSlash(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}
