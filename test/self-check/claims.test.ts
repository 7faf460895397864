import { describe, expect, it } from "vitest";
import { Claims } from "../../src/self-check/claims.ts";
import { MOST_NONCES, NONCE_HEADER } from "../../src/self-check/probe/nonces.ts";

const MOST = 4 * MOST_NONCES;

function requestWith(nonce: string) {
  return { rawHeaders: [NONCE_HEADER, nonce] };
}

describe("requests that brought their number first", () => {
  it("stay the first, and whoever repeats the number is not", () => {
    const claims = new Claims();
    const first = requestWith("a");
    expect([first, requestWith("a"), first].map((request) => claims.isFirst(request))).toEqual([true, false, true]);
    expect(claims.isFirst({ rawHeaders: [] })).toBe(false);
  });

  it("are remembered as long as a number may be good, and no longer", () => {
    const claims = new Claims();
    for (let number = 0; number < MOST; number += 1) claims.isFirst(requestWith(String(number)));
    expect(claims.isFirst(requestWith("0"))).toBe(false);
    // One more than are remembered: the oldest goes, and no other.
    expect(claims.isFirst(requestWith("one more"))).toBe(true);
    expect(claims.isFirst(requestWith("1"))).toBe(false);
    expect(claims.isFirst(requestWith("0"))).toBe(true);
  });
});
