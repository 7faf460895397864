/** One way of writing a path under an exclusion path. */
export interface Spelling {
  readonly name: string;
  readonly path: string;
}

/**
 * The request targets that try one exclusion path: itself; a protected path that a reader of escapes finds behind it;
 * another case; a longer segment; and its first letter as an escape. Azure says that it compares beginnings without
 * regard to case, and not whether it decodes before or ends an entry at a segment ("Configure TLS mutual authentication
 * for Azure App Service").
 *
 * @param prefix As `exclusionPrefixes` gives it.
 * @param protectedPath What the dot segments lead to.
 * @returns No two with the same path.
 */
export function spellingsOf(prefix: string, protectedPath: string): readonly Spelling[] {
  const escaped = prefix.replace(/^(?<before>\/*)(?<letter>[a-z0-9])/i, (_all, before: string, letter: string) => {
    return `${before}%${letter.charCodeAt(0).toString(16)}`;
  });
  const spellings: readonly Spelling[] = [
    { name: "as is", path: prefix },
    { name: "dot segments", path: `${prefix.replace(/\/$/, "")}/%2e%2e${protectedPath}` },
    { name: "upper case", path: prefix.replace(/%[0-9a-f]{2}|[a-z]/g, toUpperCase) },
    { name: "a letter more", path: `${prefix}x` },
    { name: "escaped", path: escaped },
  ];
  return spellings.filter(({ path }, index) => spellings.findIndex((other) => other.path === path) === index);
}

/**
 * The beginnings of paths that a list of exclusion paths may mean, ready to be sent, each once. Wildcards are documented
 * nowhere, so an entry with one is tried as it is and as what comes before it.
 */
export function exclusionPrefixes(exclusionPaths: readonly string[]): readonly string[] {
  const entries = exclusionPaths.map((path) => toTarget(path.startsWith("/") ? path : `/${path}`));
  return [...new Set(entries.flatMap((path) => [path, path.replace(/[*?#].*$/, "")]))];
}

/** An escape has no letters of its own to change. */
function toUpperCase(text: string): string {
  return text.startsWith("%") ? text : text.toUpperCase();
}

/** Escapes what a request line cannot hold (RFC 3986 section 2.1). */
function toTarget(path: string): string {
  return path.replace(/[^\x21-\x7e]/gu, (character) =>
    [...Buffer.from(character)].map((octet) => `%${octet.toString(16).padStart(2, "0")}`).join(""),
  );
}
