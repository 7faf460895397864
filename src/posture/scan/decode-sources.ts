import { roleOf } from "../terraform/read-files.ts";
import { decodeText } from "../terraform/syntax/decode-text.ts";
import type { Unreadable } from "./model.ts";
import type { ScanSource } from "./options.ts";

/** A file as text, and what it is by its name. */
export interface DecodedFile {
  readonly path: string;
  readonly text: string;
  /** `other`: a plan, or nothing that is read. */
  readonly role: "terraform" | "other";
}

export interface Decoded {
  readonly files: readonly DecodedFile[];
  readonly unreadable: readonly Unreadable[];
  readonly bytes: number;
}

/** Every file that is text, once, in the order of their paths. */
export function decodeSources(sources: readonly ScanSource[], onDone: (done: number) => void): Decoded {
  const files: DecodedFile[] = [];
  const unreadable: Unreadable[] = [];
  let bytes = 0;
  const byPath = new Map(sources.map((source) => [toSlashes(source.path), source.bytes]));
  for (const [path, content] of [...byPath].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const text = decodeText(content);
    if (text === undefined) unreadable.push({ file: path, position: undefined, problem: NO_TEXT });
    else files.push({ path, text, role: roleOf(path) === undefined ? "other" : "terraform" });
    bytes += content.byteLength;
    onDone(files.length + unreadable.length);
  }
  return { files, unreadable, bytes };
}

const NO_TEXT = "it is neither UTF-8 nor UTF-16";

function toSlashes(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.\/+)+/, "");
}
