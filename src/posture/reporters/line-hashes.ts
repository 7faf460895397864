/** Characters that one hash looks at, from the beginning of its line on. */
const WINDOW = 100;

const BASE = 37;

/** What the character that leaves the window was multiplied with: BASE to the power of WINDOW, modulo 2^64. */
const LEAVING = BigInt.asUintN(64, BigInt(BASE) ** BigInt(WINDOW));

/** Stands behind the last character, so that a line at the end differs from the same line further up. */
const END = 65_535;

const LINE_FEED = 10;

/**
 * The fingerprint of every line of a text that GitHub calls `primaryLocationLineHash`, and computes in its upload
 * action (github/codeql-action, fingerprints.ts) where a file has none: a rolling hash modulo 2^64 over the 100
 * characters from the line's beginning on, blanks and tabs left out and line ends made equal, and how often it came
 * before. So it stays when lines above come or go.
 *
 * @returns `hash:count` by line, the first line at index 0.
 */
export function lineHashes(text: string): readonly string[] {
  const { codes, starts } = essence(text);
  const times = new Map<string, number>();
  const hash = new RollingHash();
  for (let index = 0; index < WINDOW; index++) hash.roll(0, codes[index] ?? 0);
  let at = 0;
  return starts.map((start) => {
    for (; at < start; at++) hash.roll(codes[at] ?? 0, codes[at + WINDOW] ?? 0);
    const word = hash.toString();
    const seen = (times.get(word) ?? 0) + 1;
    times.set(word, seen);
    return `${word}:${seen}`;
  });
}

/** The characters that count, and at which of them a line begins. */
function essence(text: string): { readonly codes: readonly number[]; readonly starts: readonly number[] } {
  const codes: number[] = [];
  const starts: number[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    starts.push(codes.length);
    const dense = line.replace(/[ \t]/g, "");
    for (let index = 0; index < dense.length; index++) codes.push(dense.charCodeAt(index));
    codes.push(LINE_FEED);
  }
  // The last line ends with the text, not with a line feed.
  codes[codes.length - 1] = END;
  return { codes, starts };
}

const HALF = 2 ** 32;
const LEAVING_LOW = Number(LEAVING % BigInt(HALF));
const LEAVING_HIGH = Number(LEAVING / BigInt(HALF));

/** 64 bits in two halves, since a bigint for each character of each file takes seconds. No product here reaches 2^53. */
class RollingHash {
  #high = 0;
  #low = 0;

  roll(leaving: number, entering: number): void {
    const low = this.#low * BASE + entering - LEAVING_LOW * leaving;
    const carry = Math.floor(low / HALF);
    this.#low = low - carry * HALF;
    const high = this.#high * BASE + carry - LEAVING_HIGH * leaving;
    this.#high = high - Math.floor(high / HALF) * HALF;
  }

  /** In hexadecimal, without leading zeros. */
  toString(): string {
    return (BigInt(this.#high) * BigInt(HALF) + BigInt(this.#low)).toString(16);
  }
}
