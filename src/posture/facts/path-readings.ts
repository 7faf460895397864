/**
 * How many readings of one path are followed: each trick in a path doubles them, so four tricks at once are still read.
 * Whoever stacks more than that has no reading that anyone can vouch for, and costs no more than this many.
 */
const MOST_READINGS = 32;

/**
 * Ways in which some front end, router or file server turns a path into another one. None is known to be Azure's, which
 * documents no normalisation before it compares, so each of them may happen, and in any order.
 */
const STEPS: readonly ((path: string) => string)[] = [
  decodeURIComponent,
  // Decoders of whole URLs keep the escapes of separators, so a `..` after them steps over another segment.
  decodeURI,
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

/**
 * Every path that a reader could make of this one, itself first.
 *
 * @returns Undefined when there is no telling: an escape that cannot be decoded, or more readings than are followed.
 */
export function readingsOf(path: string): readonly string[] | undefined {
  const found = new Set([path]);
  try {
    // A set hands out what is added to it on the way, so this ends when no step finds anything new.
    for (const reading of found) {
      for (const step of STEPS) found.add(step(reading));
      if (found.size > MOST_READINGS) return undefined;
    }
  } catch {
    // The decoders throw at a `%` that begins no escape, and at octets that are no UTF-8.
    return undefined;
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
