/**
 * Whether a path is meant by a pattern: a file, a folder with all that is in it, or either with `*` and `?` inside one
 * name and `**` across several. Both have `/` between names; a leading `./` does not count.
 */
export function matchesPath(path: string, pattern: string): boolean {
  return toExpression(normalise(pattern)).test(normalise(path));
}

/** Whether a word is meant by a pattern with `*`. Case does not count. */
export function matchesWord(word: string, pattern: string): boolean {
  const source = pattern.split("*").map(toLiteral).join(".*");
  return new RegExp(`^${source}$`, "i").test(word);
}

function normalise(path: string): string {
  return path.replace(/^(?:\.\/+)+/, "").replace(/\/+$/, "");
}

function toExpression(pattern: string): RegExp {
  if (pattern === "" || pattern === ".") return /^/;
  const source = pattern.replace(/\*\*\/|\*\*|[*?]|[^*?]+/g, (part) => PARTS.get(part) ?? toLiteral(part));
  return new RegExp(`^${source}(?:/|$)`);
}

const PARTS: ReadonlyMap<string, string> = new Map([
  ["**/", "(?:[^/]+/)*"],
  ["**", ".*"],
  ["*", "[^/]*"],
  ["?", "[^/]"],
]);

function toLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
