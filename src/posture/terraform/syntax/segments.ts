/** Some whole lines of a file. */
export interface Segment {
  readonly text: string;
  /** Counted from 1. */
  readonly firstLine: number;
}

/** What stands at the top of Terraform's files and begins a line there, as everybody formats them. */
const BEGINNING =
  /^(?:check|data|ephemeral|import|locals|module|moved|output|provider|removed|resource|terraform|variable)[ \t]*["{\w][^\n]*$/gm;

/**
 * The blocks at the top of a damaged file, each with the lines up to the next. An open brace or quotation mark takes what
 * follows with it, up to the end of the file; read alone, it takes nothing of its neighbours.
 */
export function splitAtBlocks(text: string): readonly Segment[] {
  const starts = [...text.matchAll(BEGINNING)].map(({ index }) => index);
  if (starts[0] !== 0) starts.unshift(0);
  let line = 1;
  return starts.map((start, at) => {
    const segment = { text: text.slice(start, starts[at + 1] ?? text.length), firstLine: line };
    line += segment.text.split("\n").length - 1;
    return segment;
  });
}
