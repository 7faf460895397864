import { wrapWords } from "../../posture/reporters/wrap.ts";
import { safeLine } from "./safe-lines.ts";
import type { Paint } from "./style.ts";

/** A piece of a line that is padded to a width. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly paint?: Paint | undefined;
}

const plain: Paint = (text) => text;

/** Text that grows line by line. Whatever is put in is made fit for a terminal first, and only then painted. */
export class Page {
  readonly #width: number;
  readonly #lines: string[] = [];

  /** @param width In characters. */
  constructor(width: number) {
    this.#width = width;
  }

  /** An empty line, unless the page is empty or ends with one. */
  gap(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== "") this.#lines.push("");
  }

  /** A text that is broken at spaces. */
  prose(indent: number, text: string, paint: Paint = plain): void {
    for (const line of wrapWords(safeLine(text), this.#width - indent)) this.#push(indent, paint(line));
  }

  /** A text that stays on one line however long it is, so that it can be copied. */
  verbatim(indent: number, text: string, paint: Paint = plain): void {
    this.#push(indent, paint(safeLine(text)));
  }

  /** Cells side by side, and behind them a text that is broken at spaces and hangs. */
  row(indent: number, cells: readonly Cell[], text: string): void {
    const hang = indent + cells.reduce((sum, { width }) => sum + width, 0);
    const head = cells.map(({ text: label, width, paint = plain }) => pad(safeLine(label), width, paint)).join("");
    const [first = "", ...rest] = wrapWords(safeLine(text), this.#width - hang);
    this.#push(indent, head + first);
    for (const line of rest) this.#push(hang, line);
  }

  toString(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  #push(indent: number, text: string): void {
    this.#lines.push((" ".repeat(indent) + text).trimEnd());
  }
}

/** The blanks stay unpainted; a label that is too long pushes the rest away. */
function pad(text: string, width: number, paint: Paint): string {
  return paint(text) + " ".repeat(Math.max(1, width - text.length));
}
