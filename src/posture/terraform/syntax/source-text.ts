import type { Position } from "../../facts/origin.ts";

/** How much of a text is quoted, in characters. */
const LONGEST_QUOTE = 120;

/** A stretch of a text: offsets in UTF-16 code units, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a file, or some whole lines of it, and how its offsets become lines and columns. Lines are counted when
 * somebody first asks.
 */
export class SourceText {
  readonly path: string;
  readonly text: string;
  readonly #firstLine: number;
  #lineStarts: readonly number[] | undefined;

  constructor(path: string, text: string, firstLine = 1) {
    this.path = path;
    this.text = text;
    this.#firstLine = firstLine;
  }

  positionOf({ start, end }: Span): Position {
    const [line, column] = this.#lineAndColumn(start);
    const [endLine, endColumn] = this.#lineAndColumn(end);
    return { file: this.path, line, column, endLine, endColumn };
  }

  sliceOf({ start, end }: Span): string {
    return this.text.slice(start, end);
  }

  /** On one line and shortened. */
  quote({ start, end }: Span): string {
    const line = this.text
      .slice(start, Math.min(end, start + 4 * LONGEST_QUOTE))
      .replace(/\s+/g, " ")
      .trim();
    return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}...` : line;
  }

  /** A reader of JSON counts a comment that does not end as longer than the text. */
  #lineAndColumn(told: number): readonly [line: number, column: number] {
    const offset = Math.min(told, this.text.length);
    this.#lineStarts ??= findLineStarts(this.text);
    const starts = this.#lineStarts;
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + this.#firstLine, offset - (starts[low] ?? 0) + 1];
  }
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
