import { describe, expect, test } from "vitest";
import { problemResponse } from "../../src/verdict/problem.ts";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

describe("a refusal", () => {
  test("tells the client nothing but that, byte for byte", () => {
    const { status, headers, body, id } = problemResponse(403);
    expect(status).toBe(403);
    expect(id).toMatch(new RegExp(`^urn:uuid:${UUID}$`));
    expect(body).toBe(`{"type":"about:blank","title":"Forbidden","status":403,"instance":"${id}"}`);
    expect(headers).toEqual({ "content-type": "application/problem+json", "cache-control": "no-store" });
  });

  test("is the same each time but for its id", () => {
    const answers = Array.from({ length: 100 }, () => problemResponse(403));
    const bodies = answers.map(({ body }) => body.replace(new RegExp(UUID), ""));
    expect(new Set(bodies).size).toBe(1);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(100);
  });

  test("never says when to come back", () => {
    expect(problemResponse(403, 10).headers).not.toHaveProperty("retry-after");
  });
});

describe("unavailable", () => {
  test("says when to come back", () => {
    const { status, headers, body, id } = problemResponse(503, 7);
    expect(status).toBe(503);
    expect(body).toBe(`{"type":"about:blank","title":"Service Unavailable","status":503,"instance":"${id}"}`);
    expect(headers).toEqual({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "retry-after": "7",
    });
  });

  test.each([
    [undefined, "30"],
    [0, "1"],
    [-5, "1"],
    [0.2, "1"],
    [7.1, "8"],
    [Number.NaN, "30"],
    [Number.POSITIVE_INFINITY, "30"],
  ])("after %s seconds, in whole ones", (seconds, retryAfter) => {
    expect(problemResponse(503, seconds).headers["retry-after"]).toBe(retryAfter);
  });
});
