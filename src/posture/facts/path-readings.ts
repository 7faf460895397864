import { decodeEscapes, decodeLatin1, dropUndecodable, shortenOverlong } from "./escapes.ts";

/**
 * How many readings of one path are followed: each trick in a path doubles them, so four tricks at once are still read.
 * Whoever stacks more than that has no reading that anyone can vouch for, and costs no more than this many.
 */
const MOST_READINGS = 32;

/** How many characters the readings of one path may have together: that many readings of a path of ordinary length. */
const MOST_CHARACTERS = MOST_READINGS * 1024;

/**
 * Ways in which some front end, router or file server turns a path into another one. None is known to be Azure's, which
 * documents no normalisation before it compares, so each of them may happen, and in any order.
 */
const STEPS: readonly ((path: string) => string)[] = [
  (path) => decodeEscapes(path, ""),
  // Decoders of whole URLs keep the escapes of separators, so a `..` after them steps over another segment.
  (path) => decodeEscapes(path, SEPARATORS),
  decodeLatin1,
  dropUndecodable,
  shortenOverlong,
  (path) => path.replaceAll("\\", "/"),
  (path) => path.replace(/\/{2,}/g, "/"),
  (path) => path.replace(/;[^/\\]*/g, ""),
  (path) => path.replace(/[\u0000-\u001f\u007f]/g, ""),
  (path) => path.replace(/[?#\u0000].*$/s, ""),
  // `//host/path` is a reference to another host for readers of URLs.
  (path) => path.replace(/^\/\/[^/\\]*/, ""),
  (path) => path.normalize("NFKC"),
  resolveDots,
];

/** The reserved characters of RFC 3986 section 2.2 that `decodeURI` leaves escaped (ECMA-262). */
const SEPARATORS = ";/?:@&=+$,#";

/**
 * Every path that a reader could make of this one, itself first. An escape that cannot be decoded is one more thing to
 * read in several ways: as it is, as Latin-1, or not at all.
 *
 * @returns Undefined when there is no telling: more readings than are followed.
 */
export function readingsOf(path: string): readonly string[] | undefined {
  const found = new Set([path]);
  let characters = 0;
  // A set hands out what is added to it on the way, so this ends when no step finds anything new.
  for (const reading of found) {
    characters += reading.length;
    for (const step of STEPS) found.add(step(reading));
    if (found.size > MOST_READINGS || characters > MOST_CHARACTERS) return undefined;
  }
  return [...found];
}

/** Takes `.` and `..` out (RFC 3986 section 5.2.4), with white space around them, which Windows drops. */
function resolveDots(path: string): string {
  if (!path.includes(".")) return path;
  const kept: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const name = segment.trim();
    if (name === ".." && kept.length > 1) kept.pop();
    if (name !== "." && name !== "..") kept.push(segment);
    else if (index === segments.length - 1) kept.push("");
  }
  return kept.join("/");
}
