import type { Position } from "../../facts/origin.ts";
import type { Unreadable } from "../model.ts";
import type { ScanRuleId } from "../scan-rules.ts";

/** What somebody decided to live with. */
export interface Exception {
  readonly kind: "inline" | "file";
  readonly rules: readonly ScanRuleId[];
  /** Where it is written. */
  readonly position: Position;
  readonly reason: string;
  readonly owner: string | undefined;
  /** `YYYY-MM-DD`, the last day on which it counts. Undefined: it has no end. */
  readonly until: string | undefined;
  readonly meant: Meant;
}

/** What it is meant for. */
export type Meant =
  /** The block around a comment, or the one that begins on the line after it. */
  | { readonly by: "place"; readonly lineBelow: number | undefined }
  /** An address, a path, or both at once. */
  | { readonly by: "name"; readonly address: string | undefined; readonly path: string | undefined };

/** Exceptions, and what looks like one and is none. */
export interface ExceptionReading {
  readonly exceptions: readonly Exception[];
  readonly problems: readonly Unreadable[];
}
