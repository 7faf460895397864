/** Why a text is no JSON as it should be, and where. Lines and columns count from 1. */
export interface JsonProblem {
  readonly kind: "syntax" | "repeated_member";
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The first problem of a JSON text (RFC 8259), or undefined. `JSON.parse` names no place for many mistakes, quotes
 * the text in its messages, and of a repeated member silently keeps the last.
 */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const scanner = new JsonScanner(text);
  try {
    scanner.scanText();
    return undefined;
  } catch (error) {
    if (!(error instanceof JsonScanError)) throw error;
    return { kind: error.kind, message: error.message, ...lineAndColumn(text, error.offset) };
  }
}

class JsonScanError extends Error {
  readonly offset: number;
  readonly kind: JsonProblem["kind"];

  constructor(message: string, offset: number, kind: JsonProblem["kind"] = "syntax") {
    super(message);
    this.offset = offset;
    this.kind = kind;
  }
}

/** Rules need three levels; this bounds the recursion. */
const MAX_DEPTH = 32;
const SPACE = /[ \t\r\n]*/y;
const SCALAR = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;

class JsonScanner {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scanText(): void {
    this.#scanValue(0);
    if (this.#offset < this.#text.length) throw new JsonScanError("Something follows the end", this.#offset);
  }

  #scanValue(depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonScanError("Nested too deeply", this.#offset);
    this.#skip(SPACE);
    const start = this.#text[this.#offset];
    if (start === "{") this.#scanObject(depth);
    else if (start === "[") this.#scanArray(depth);
    else if (start === '"') this.#scanString("a string");
    else if (this.#skip(SCALAR) === "") throw new JsonScanError(this.#expected("a value"), this.#offset);
    this.#skip(SPACE);
  }

  #scanArray(depth: number): void {
    this.#offset++;
    this.#skip(SPACE);
    if (this.#take("]")) return;
    do this.#scanValue(depth + 1);
    while (this.#take(","));
    if (!this.#take("]")) throw new JsonScanError(this.#expected('"," or "]"'), this.#offset);
  }

  #scanObject(depth: number): void {
    this.#offset++;
    this.#skip(SPACE);
    if (this.#take("}")) return;
    const members = new Set<string>();
    do {
      this.#skip(SPACE);
      const at = this.#offset;
      const member = JSON.parse(this.#scanString("a member name in double quotes")) as string;
      if (members.has(member)) throw new JsonScanError("A member stands twice", at, "repeated_member");
      members.add(member);
      this.#skip(SPACE);
      if (!this.#take(":")) throw new JsonScanError(this.#expected('":"'), this.#offset);
      this.#scanValue(depth + 1);
    } while (this.#take(","));
    if (!this.#take("}")) throw new JsonScanError(this.#expected('"," or "}"'), this.#offset);
  }

  #scanString(what: string): string {
    if (this.#text[this.#offset] !== '"') throw new JsonScanError(this.#expected(what), this.#offset);
    const string = this.#skip(STRING);
    if (string !== "") return string;
    throw new JsonScanError("A string is not closed or holds a wrong escape", this.#offset);
  }

  #take(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const match = pattern.exec(this.#text)?.[0] ?? "";
    this.#offset += match.length;
    return match;
  }

  #expected(what: string): string {
    return this.#offset >= this.#text.length ? `The text ends where ${what} is expected` : `Expected ${what}`;
  }
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
