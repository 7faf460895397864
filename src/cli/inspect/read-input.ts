import { readFileSync, type Stats, statSync } from "node:fs";

/** Octets: several hundred certificates, and as much as one configured file may have. */
export const LONGEST_INPUT = 1_048_576;

/** Where the bytes came from. */
export type InputOrigin = "file" | "stdin" | "argument";

export interface Input {
  readonly from: InputOrigin;
  readonly bytes: Uint8Array;
}

/** Reads the standard input to its end, or until it is longer than `limit` octets. */
export type ReadStandardInput = (limit: number) => Promise<Uint8Array>;

/** @returns What is wrong, as text that repeats nothing of the input. */
export async function readInput(written: string, readStandardInput: ReadStandardInput): Promise<Input | string> {
  if (written === "-") {
    const bytes = await readStandardInput(LONGEST_INPUT);
    return bytes.length > LONGEST_INPUT ? `The standard input ${TOO_LONG}` : { from: "stdin", bytes };
  }
  const stats = statsOf(written);
  if (stats === undefined) return fromArgument(written);
  const bytes = readRegularFile(written, stats);
  return typeof bytes === "string" ? `The file ${bytes}` : { from: "file", bytes };
}

/** A file that is read whole. A text says what is wrong, as a sentence's end. */
export function readBoundedFile(path: string): Uint8Array | string {
  const stats = statsOf(path);
  return stats === undefined ? "does not exist." : readRegularFile(path, stats);
}

/** The standard input of a process. */
export function standardInputOf({ stdin }: Pick<NodeJS.Process, "stdin">): ReadStandardInput {
  return async (limit) => {
    const pieces: Uint8Array[] = [];
    let length = 0;
    for await (const piece of stdin as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      length += piece.length;
      if (length > limit) break;
    }
    return Buffer.concat(pieces);
  };
}

const TOO_LONG = `has more than the ${LONGEST_INPUT} octets that are read.`;

function fromArgument(written: string): Input | string {
  const bytes = Buffer.from(written, "utf8");
  return bytes.length > LONGEST_INPUT ? `The value ${TOO_LONG}` : { from: "argument", bytes };
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A value is no path: it may be too long for one, or hold what no path holds.
    return undefined;
  }
}

/** A pipe or a device might never end, so only regular files are opened. */
function readRegularFile(path: string, stats: Stats): Uint8Array | string {
  if (!stats.isFile()) return "is no regular file. Pipe it in and write `-`.";
  if (stats.size > LONGEST_INPUT) return TOO_LONG;
  try {
    return readFileSync(path);
  } catch (error) {
    return `cannot be read (${error instanceof Error && "code" in error ? String(error.code) : "unknown"}).`;
  }
}
