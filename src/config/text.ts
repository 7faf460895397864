const QUOTES = ['\\"', "\\'", '"', "'"] as const;

/**
 * The text without white space around it and without the quotation marks that shells, `.env` files and the portal's
 * JSON view leave around whole values, nested ones too. Marks stay when the same mark stands inside, as in `"a";"b"`.
 */
export function unquote(text: string): string {
  let inner = text.trim();
  for (let before = ""; before !== inner; ) {
    before = inner;
    inner = stripPair(inner);
  }
  return inner;
}

/**
 * As `unquote`, for a list: what stands in double quotation marks inside outer ones is an entry, and keeps them, so that
 * what it holds does not split it.
 */
export function unquoteList(text: string): string {
  let inner = text.trim();
  for (let before = stripPair(inner); before !== inner; before = stripPair(inner)) {
    inner = before;
    if (inner.startsWith('"')) return inner;
    // As a shell or JSON writes them inside others.
    if (inner.startsWith('\\"') && stripPair(inner) !== inner) return `"${stripPair(inner)}"`;
  }
  return inner;
}

function stripPair(text: string): string {
  for (const quote of QUOTES) {
    if (text.length < 2 * quote.length || !text.startsWith(quote) || !text.endsWith(quote)) continue;
    const inner = text.slice(quote.length, -quote.length);
    if (!holdsUnescaped(inner, quote)) return inner.trim();
  }
  return text;
}

function holdsUnescaped(text: string, quote: string): boolean {
  const mark = quote.at(-1) as string;
  // A mark that is itself written escaped ends at the next one so written; a bare one at the next without backslash.
  return quote.length === 2 ? text.includes(quote) : new RegExp(`(?<!\\\\)${mark}`).test(text);
}

const LONGEST_EXCERPT = 60;

/**
 * A value as it may stand in a message: quoted, printable ASCII, shortened. What could be key material (a PRIVATE KEY
 * marker, or what looks like encoded octets) is not shown at all.
 */
export function excerpt(text: string, longest: number = LONGEST_EXCERPT): string {
  if (mayBeKeyMaterial(text)) return `(${text.length} characters, not shown)`;
  const cut = text.length > longest ? `${text.slice(0, longest)}...` : text;
  const printable = JSON.stringify(cut).replace(/[^\x20-\x7e]/g, escapeCharacter);
  return printable;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Whether a text may hold a key: it says so, or it has 24 characters of base64 in a row (18 octets) that change between
 * small letters, capitals and digits as often as only encoded octets do. Names and paths change far less.
 */
export function mayBeKeyMaterial(text: string): boolean {
  if (/private\s*key/i.test(text)) return true;
  const runs = text.match(/[A-Za-z0-9+/=]{24,}/g) ?? [];
  return runs.map((run) => run.replace(/[^A-Za-z0-9]/g, "")).some(isErratic);
}

/** Of random base64 some two thirds of the letters begin a new piece; in `MyCompanyIssuingCa2` far fewer do. */
function isErratic(run: string): boolean {
  const pieces = run.match(/[a-z]+|[A-Z]+|[0-9]+/g) ?? [];
  const share = pieces.length / run.length;
  return share > 0.45 || (share > 0.25 && /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run));
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}
