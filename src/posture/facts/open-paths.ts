/**
 * What the guard never calls open, whatever the entries say: escapes, `\`, `;`, white space, and empty or dot segments.
 * It allows some escapes; here none, since nobody writes one into a platform's setting.
 */
const AMBIGUOUS = /[^\x21-\x7e]|[%#;\\]|\/(?:\.{0,2})(?:\/|$)/;

const BELOW = "/*";

/**
 * Whether the guard would let a request of the platform's through without a certificate: the path equals an open entry,
 * or lies under one that ends in `/*`, at a segment boundary, case and all.
 *
 * @param path As the platform's setting has it; what follows `?` does not count.
 */
export function isOpenPath(path: string, openPaths: readonly string[]): boolean {
  const plain = path.split("?", 1)[0] ?? "";
  if (plain !== "/" && isAmbiguousPath(plain)) return false;
  return openPaths.some((entry) => entry === plain || isBelow(plain, entry));
}

/** Whether a path lies under an entry that ends in `/*`: `/public/a` under `/public/*`, and not `/public`. */
export function isBelow(path: string, entry: string): boolean {
  const prefix = entry.slice(0, -1);
  return entry.endsWith(BELOW) && path.length > prefix.length && path.startsWith(prefix);
}

/** Whether readers of paths could disagree about it. */
export function isAmbiguousPath(path: string): boolean {
  return !path.startsWith("/") || AMBIGUOUS.test(path);
}
