import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Heard, hear, standing, type Word } from "../../src/self-check/word.ts";
import {
  afterAsking,
  declared,
  NOT_DEMANDED,
  pass,
  SECOND,
  SILENT,
  settle,
  site,
  stand,
  UNCLEAR,
  value,
} from "./parts.ts";

type Said = Heard;

/** The rules once more, over the whole history: what was said last counts, but silence says nothing, and only a yes lifts a no. */
function reference(history: readonly (readonly [Said, number])[], now: number, maxAge: number): string {
  if (history.length === 0) return "unheard";
  const told = history.filter(([said]) => said !== "unknown");
  const last = told.at(-1);
  if (told.findLast(([said]) => said !== "unclear")?.[0] === "no") return "no";
  if (last?.[0] !== "yes") return "unknown";
  return now - last[1] >= maxAge ? "expired" : "yes";
}

const said = fc.constantFrom<Said[]>("yes", "no", "unknown", "unclear");

describe("the word of a witness", () => {
  it("ages as the history of what it said tells", () => {
    const steps = fc.array(fc.tuple(said, fc.nat(50)), { maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.nat(200), fc.integer({ min: 1, max: 100 }), (answers, wait, maxAge) => {
        let word: Word | undefined;
        let now = 0;
        const history: (readonly [Said, number])[] = [];
        for (const [answer, elapsed] of answers) {
          now += elapsed;
          word = hear(word, answer, now);
          history.push([answer, now]);
          expect(standing(word, now, maxAge)).toBe(reference(history, now, maxAge));
        }
        expect(standing(word, now + wait, maxAge)).toBe(reference(history, now + wait, maxAge));
      }),
    );
  });

  it("counts for no moment that is no number", () => {
    expect(standing(hear(undefined, "yes", 0), Number.NaN, 10)).toBe("expired");
    expect(standing(hear(undefined, "yes", Number.NaN), 0, 10)).toBe("expired");
    expect(standing(hear(undefined, "yes", 0), 0, Number.NaN)).toBe("expired");
  });
});

const EXPECTED: Readonly<Record<string, string>> = {
  yes: "trusted",
  no: "not_demanded",
  unknown: "demand_unknown",
  expired: "no-verdict",
  unheard: "no-verdict",
};

describe("a whole self-check", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("follows the same rules, whatever Resource Manager says when", async () => {
    const MAX_AGE = 600 * SECOND;
    const answers = {
      yes: declared(),
      no: declared(site(NOT_DEMANDED)),
      unknown: declared(site(UNCLEAR)),
      unclear: declared(site({ clientCertExclusionEndPoints: value("x:443") })),
      silent: SILENT,
    } as const;
    const step = fc.tuple(
      fc.constantFrom<(keyof typeof answers)[]>("yes", "no", "unknown", "unclear", "silent"),
      fc.nat(400),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const { check, says, asked } = stand({ maxAgeMs: MAX_AGE, intervalMs: 10 * SECOND });
        const history: (readonly [Said, number])[] = [];
        let now = 0;
        for (const [answer, seconds] of steps) {
          await pass(seconds * SECOND);
          now += seconds * SECOND;
          says.rm = answers[answer];
          const before = asked.rm;
          const trust = await afterAsking(check);
          if (asked.rm > before && answer !== "silent") history.push([answer, now]);
          const heard = asked.rm > 0 && history.length === 0 ? "unheard" : reference(history, now, MAX_AGE);
          expect(trust).toBe(EXPECTED[heard]);
        }
        check.close();
        await settle();
      }),
      { numRuns: 60 },
    );
  });
});
