import type { Severity } from "../certificate/finding.ts";

/** What is known about one code, whatever certificate it is found in. */
export interface Row<Details> {
  /** Of several findings the one with the lowest rank is reported first. No two codes share one. */
  readonly rank: number;
  /** What the client is answered. */
  readonly status: 403 | 503;
  readonly severity: Severity;
  /** What each member of the details is. */
  readonly details: { readonly [Member in keyof Details]-?: string };
  /** What was found, and why it matters. */
  readonly meaning: string;
  /** What to do about it: the caller's side, the CA's, Azure's or this package's configuration. */
  readonly remedy: string;
  /** One sentence about one finding. `whose`: "The caller's certificate" or "Certificate 2 of the path". */
  sentence(details: Readonly<Details>, whose: string): string;
}

/** A row for every code. */
export type Table<Details> = { readonly [Code in keyof Details]: Row<Details[Code]> };
