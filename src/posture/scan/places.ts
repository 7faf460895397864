import type { Position } from "../facts/origin.ts";

/** Turns offsets into places. A line ends at a line feed, as editors count. */
export type PlaceAt = (start: number, end: number) => Position;

export function placesIn(file: string, text: string): PlaceAt {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (start, end) => {
    const [line, column] = placeOf(start);
    const [endLine, endColumn] = placeOf(end);
    return { file, line, column, endLine, endColumn };
  };

  function placeOf(offset: number): readonly [line: number, column: number] {
    const index = lineIndexOf(starts, offset);
    return [index + 1, offset - (starts[index] ?? 0) + 1];
  }
}

/** The last start that is not behind the offset, by halving. */
function lineIndexOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
