import type { Position } from "../../facts/origin.ts";
import type { Unreadable } from "../model.ts";
import { placesIn } from "../places.ts";

/** What is used of a node of `jsonc-parser`. */
export interface JsonNode {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly value?: unknown;
  readonly children?: readonly JsonNode[];
}

/** What is used of `jsonc-parser`, which need not be installed where nothing is scanned. */
export interface JsonLibrary {
  parseTree(text: string, errors: JsonError[], options: object): JsonNode | undefined;
  printParseErrorCode(code: number): string;
}

export interface JsonError {
  error: number;
  offset: number;
  length: number;
}

/** Reads JSON with comments, with places. */
export type ReadJson = (file: string, text: string) => JsonFile;

export interface JsonFile {
  /** Undefined: it is no JSON, as the problems say. */
  readonly root: JsonNode | undefined;
  readonly problems: readonly Unreadable[];
  placeOf(node: JsonNode): Position;
}

export function createJsonReader(library: JsonLibrary): ReadJson {
  return (file, text) => {
    const placeAt = placesIn(file, text);
    const placeOf = ({ offset, length }: Pick<JsonNode, "offset" | "length">): Position =>
      placeAt(offset, offset + length);
    const errors: JsonError[] = [];
    const root = parse(library, text, errors);
    const [first] = errors;
    if (first === undefined && root !== undefined) return { root, problems: [], placeOf };
    const position = first === undefined ? undefined : placeOf(first);
    const what = first === undefined ? "it is empty or nested too deeply" : library.printParseErrorCode(first.error);
    return { root: undefined, problems: [{ file, position, problem: `this is no JSON: ${what}` }], placeOf };
  };
}

/** The parser calls itself for every level. */
function parse(library: JsonLibrary, text: string, errors: JsonError[]): JsonNode | undefined {
  try {
    return library.parseTree(text, errors, { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
