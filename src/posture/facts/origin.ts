/** A stretch of a file. Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive. */
export interface Position {
  /** Relative to where the scan began, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a setting comes from. */
export interface Origin {
  /** Undefined: nowhere is it written. */
  readonly at: Position | undefined;
  /** Which default was assumed, in words: `the default of azurerm 4.x`. Undefined: it is written. */
  readonly assumed: string | undefined;
}
