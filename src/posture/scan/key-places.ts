import type { Position } from "../facts/origin.ts";
import { blockAround } from "./enclosing-block.ts";
import { findKeys } from "./key-material.ts";
import { placesIn } from "./places.ts";

/** A private key, and the block that it stands in. */
export interface KeyPlace {
  readonly what: string;
  readonly position: Position;
  /** Of the block; where there is none, the file. */
  readonly address: string;
  readonly type: string;
  /** Of the block; where there is none, the key's own place. */
  readonly extent: Position;
}

/** Private keys in one file, wherever in it they stand: also in comments, and where nothing can be parsed. */
export function findKeyPlaces({ path, text }: { readonly path: string; readonly text: string }): readonly KeyPlace[] {
  const keys = findKeys(text);
  if (keys.length === 0) return [];
  const placeAt = placesIn(path, text);
  return keys.map(({ what, start, end }) => {
    const position = placeAt(start, end);
    const block = path.endsWith(".json") ? undefined : blockAround(text, start);
    if (block === undefined) return { what, position, address: path, type: "file", extent: position };
    const { address, type } = block;
    return { what, position, address, type, extent: placeAt(block.start, block.end) };
  });
}
