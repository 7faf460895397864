/**
 * What one proxy says of its peer, as far as anything of it is read: the text of each value as it stands, without
 * quotation marks around it, escapes not undone.
 */
export type XfccElement = { readonly [Key in SingleKey]?: string };

export type ParsedXfcc = { readonly ok: true; readonly elements: readonly XfccElement[] } | Unreadable;

interface Unreadable {
  readonly ok: false;
  /** One clause. */
  readonly problem: string;
}

/** Keys that an element may have once. A second one would leave it to the reader which of them counts. */
type SingleKey = "hash" | "cert" | "chain" | "subject";

/** All keys by their lower-case spelling; those without a name of their own may repeat, and are not kept. */
const KEYS: ReadonlyMap<string, SingleKey | "repeatable"> = new Map([
  ["hash", "hash"],
  ["cert", "cert"],
  ["chain", "chain"],
  ["subject", "subject"],
  ["by", "repeatable"],
  ["uri", "repeatable"],
  ["dns", "repeatable"],
]);

const LONGEST_KEY = 7;

/**
 * Reads a value of `X-Forwarded-Client-Cert` by its grammar, from left to right, each character once (Envoy's
 * documentation of HTTP headers): elements between commas, of `key=value` pairs between semicolons, keys in any case; a
 * value with a comma, a semicolon or an equals sign in quotation marks.
 *
 * Envoy writes the Subject in quotation marks, as RFC 2253 has it, where a backslash makes the character after it
 * ordinary, another backslash too; so that is how a quoted value is read. It writes By, URI and DNS as they are,
 * without quotation marks and without escapes: a client whose certificate has a URI with `;` or `,` in it writes keys
 * and elements of its own. Those cannot be told from Envoy's. What then counts is that no key is taken twice, that the
 * number of elements is known, and that the hash fits.
 */
export function parseXfcc(text: string): ParsedXfcc {
  const elements: XfccElement[] = [];
  for (let start = 0; ; ) {
    const element = readElement(text, start);
    if (!element.ok) return element;
    elements.push(element.value);
    if (element.end === text.length) return { ok: true, elements };
    start = skipBlanks(text, element.end + 1);
  }
}

/** `end`: where the reading stopped, at the first character that does not belong to it. */
type Reading<Value> = { readonly ok: true; readonly value: Value; readonly end: number } | Unreadable;

/** Pairs up to a comma or the end. The last may have a semicolon behind it, as in Azure's documentation. */
function readElement(text: string, start: number): Reading<XfccElement> {
  const element: { [Key in SingleKey]?: string } = {};
  let at = start;
  do {
    const key = readKey(text, at);
    if (!key.ok) return key;
    const value = text.charAt(key.end) === '"' ? readQuoted(text, key.end) : readUnquoted(text, key.end);
    if (!value.ok) return value;
    if (key.value !== "repeatable") {
      if (element[key.value] !== undefined) return unreadable("one of its elements has a key twice");
      element[key.value] = value.value;
    }
    at = value.end;
    if (text.charAt(at) !== ";") break;
    at += 1;
  } while (at < text.length && text.charAt(at) !== ",");
  return { ok: true, value: element, end: at };
}

/** Up to and with the equals sign. */
function readKey(text: string, start: number): Reading<SingleKey | "repeatable"> {
  // No key is longer, so that nothing is looked for further away.
  const head = text.slice(start, start + LONGEST_KEY + 1);
  const length = head.indexOf("=");
  const key = length < 0 ? undefined : KEYS.get(head.slice(0, length).toLowerCase());
  if (key === undefined) return unreadable("it holds something other than a known key and its value");
  return { ok: true, value: key, end: start + length + 1 };
}

function readQuoted(text: string, start: number): Reading<string> {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") at += 1;
    else if (character === '"') return endOfQuoted(text, start + 1, at);
  }
  return unreadable("one of its quotation marks is never closed");
}

function endOfQuoted(text: string, start: number, mark: number): Reading<string> {
  const end = mark + 1;
  const isEnd = end === text.length || text.charAt(end) === ";" || text.charAt(end) === ",";
  return isEnd
    ? { ok: true, value: text.slice(start, mark), end }
    : unreadable("one of its quoted values has something behind it");
}

function readUnquoted(text: string, start: number): Reading<string> {
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === ";" || character === ",") break;
    if (character === '"') return unreadable("it holds a quotation mark inside a value");
  }
  return { ok: true, value: text.slice(start, at), end: at };
}

/** White space behind a comma: what joins header lines may add some (RFC 9110 section 5.3). */
function skipBlanks(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === " " || text.charAt(at) === "\t") at += 1;
  return at;
}

function unreadable(problem: string): Unreadable {
  return { ok: false, problem };
}
