import { expect, test } from "vitest";
import { ANY_POLICY } from "../../src/certificate/oids.ts";
import { answerMinted, type PolicyLink, type PolicyPath } from "./policy-path.ts";

export const RED = "1.3.6.1.4.1.4711.1";
export const BLUE = "1.3.6.1.4.1.4711.2";
export const GOLD = "1.3.6.1.4.1.4711.3";
export const WHITE = "2.999.4";

/** A certificate that says nothing about policies. */
export const NONE: PolicyLink = {};
export const ANY: PolicyLink = { policies: [ANY_POLICY] };
/** A policy is demanded. */
export const EXPLICIT = { requireExplicitPolicy: true };

/** A path with the policies that it is valid for, or the certificate that is refused, counted from the leaf. */
export type PolicyRow = readonly [
  title: string,
  path: PolicyPath,
  expected: readonly string[] | { readonly refusedAt: number },
];

/** One test per row, with certificates minted for it. */
export function check(rows: readonly PolicyRow[]): void {
  test.each(rows)("%s", (_, path, expected) => {
    const answer =
      "refusedAt" in expected
        ? { ok: false, policies: [], at: expected.refusedAt }
        : { ok: true, policies: [...expected].sort() };
    expect(answerMinted(path)).toEqual(answer);
  });
}
