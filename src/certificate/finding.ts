/** How much a finding weighs: an error refuses, a warning is only told. */
export type Severity = "error" | "warning";

/**
 * One thing a check found. `Details` maps each code of a room to the shape of its details, so that a `switch` over
 * `code` narrows `details`.
 */
export type Finding<Details> = {
  [Code in keyof Details]: {
    /** Stable, snake_case; `docs/findings.md` lists all. */
    readonly code: Code;
    /** Index in the path, 0 is the leaf; null when no certificate in particular is at fault. */
    readonly certificateIndex: number | null;
    readonly severity: Severity;
    readonly details: Readonly<Details[Code]>;
  };
}[keyof Details];
