import { describe, expect, it } from "vitest";
import { describeWith } from "../need.ts";

// Run by need.test.ts: one suite that lacks something, one that has all, one that needs nothing.
describeWith("../no-such-folder-beside-the-project", "a suite in want", () => {
  it("never runs", () => expect.fail("the body of a suite in want was run"));
});

describeWith("../", "a suite with all it needs", (found) => {
  it("is told where it is", () => expect(found["../"]).toMatch(/[/\\]$/));
});

describe("a suite without needs", () => {
  it("runs", () => expect(1).toBe(1));
});
