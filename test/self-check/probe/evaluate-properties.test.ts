import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificateHeaderValue } from "../../../src/self-check/probe/certificate-header.ts";
import { evaluate } from "../../../src/self-check/probe/evaluate.ts";
import type { EvaluationOptions } from "../../../src/self-check/probe/evidence.ts";
import { isPositive, keyOf } from "../../../src/self-check/probe/plan.ts";
import type { Round, Shot } from "../../../src/self-check/probe/shot.ts";
import { BLIND_SCOPE, JOINED, OUTCOMES, SITE_SCOPE, words } from "./outcomes.ts";
import { arrived, B, type Outcome, response, rounds, SITE, scope, timedOut } from "./shots.ts";

const { a, b } = SITE_SCOPE.sent;

describe("whatever happens", () => {
  const outcome = fc.constantFrom(...Object.values(OUTCOMES));
  const visible = fc.constantFrom(arrived(b), arrived(a, b), arrived(b, a), arrived(JOINED), arrived("", b));
  const nothing = fc.constantFrom(
    ...["time-out", "a 404", "a 503", "IP rule"].map((name) => OUTCOMES[name] ?? timedOut),
    { answer: { kind: "failed", code: "ECONNRESET" } as const, arrival: undefined },
    { answer: response(302, { location: "https://login.example/" }), arrival: undefined },
    { answer: response(403, { contentType: "application/problem+json" }), arrival: undefined },
  );
  const options = fc.constantFrom(
    SITE_SCOPE,
    BLIND_SCOPE,
    scope({ hosts: [SITE, "b.example"].map((host) => ({ host, port: 443, plainHttpPort: 80 })) }),
    scope({ frontEnd: "container-apps" }),
  );

  function isExcluded({ kind }: Shot): boolean {
    return kind === "forged-excluded" || kind === "certificate-excluded";
  }

  /** Some requests of a proof that come to something else. */
  function disturbed(tried: EvaluationOptions, changes: readonly (readonly [number, Outcome])[]): readonly Round[] {
    const total = rounds(tried).flat().length;
    const byIndex = new Map(changes.map(([index, changed]) => [index % total, changed]));
    return rounds(tried, (_shot: Shot, index) => byIndex.get(index));
  }

  const some = (of: fc.Arbitrary<Outcome>, minLength = 0) =>
    fc.array(fc.tuple(fc.nat(10_000), of), { minLength, maxLength: 6 });

  it("a round that shows B proves no authenticity", () => {
    fc.assert(
      fc.property(options, some(outcome), fc.tuple(fc.nat(10_000), visible), (tried, changes, shown) => {
        const all = disturbed({ ...tried }, [...changes, shown]).flat();
        // B in the form that this front end writes.
        const forged = certificateHeaderValue(tried.frontEnd, B);
        const lines = all.map((one) => ({
          ...one,
          arrival: one.arrival && {
            ...one.arrival,
            certificateLines: one.arrival.certificateLines.map((line) => line.replaceAll(b, forged)),
          },
        }));
        const { authenticity, areExclusionsClean } = evaluate([lines], tried);
        const isUnderExclusion = all.some(
          ({ shot, arrival }) => isExcluded(shot) && arrival?.certificateLines.some((l) => l.includes(b)),
        );
        const isElsewhere = all.some(
          ({ shot, arrival }) => !isExcluded(shot) && arrival?.certificateLines.some((l) => l.includes(b)),
        );
        expect(authenticity).toBe(isElsewhere ? "refuted" : "inconclusive");
        if (isUnderExclusion) expect(areExclusionsClean).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it("time-outs, resets, errors, logins and answers of other apps prove nothing", () => {
    fc.assert(
      fc.property(options, fc.array(nothing, { minLength: 1, maxLength: 8 }), fc.boolean(), (tried, what, isAll) => {
        const findings = evaluate(
          rounds(tried, (shot, index) => (isAll || !shot.presentsCertificate ? what[index % what.length] : undefined)),
          tried,
        );
        expect(findings.demand).toBe("inconclusive");
        expect(findings.authenticity).toBe("inconclusive");
        expect(findings.areExclusionsClean).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it("refusals count for nothing when one positive request is missing, or was not even sent", () => {
    fc.assert(
      fc.property(options, fc.nat(10_000), fc.option(nothing, { nil: undefined }), (tried, pick, instead) => {
        const all = rounds(tried);
        const positives = all.flat().filter(({ shot }) => isPositive(shot));
        const { nonce = "", ...template } = positives[pick % positives.length]?.shot ?? ({} as Shot);
        const without = all.map((round) => {
          if (!round.some(({ shot }) => shot.nonce === nonce)) return round;
          return instead === undefined
            ? round.filter(({ shot }) => keyOf(shot) !== keyOf(template))
            : round.map((one) => (one.shot.nonce === nonce ? { ...one, ...instead } : one));
        });
        expect(words(evaluate(without, tried))).toBe("? ? ?");
      }),
      { numRuns: 60 },
    );
  });

  it("something that came to nothing never turns into a proof", () => {
    fc.assert(
      fc.property(options, some(outcome), some(nothing, 1), (tried, changes, holes) => {
        const before = evaluate(disturbed(tried, changes), tried);
        const after = evaluate(disturbed(tried, [...changes, ...holes]), tried);
        if (before.demand !== "proven") expect(after.demand).not.toBe("proven");
        if (before.authenticity === "inconclusive") expect(after.authenticity).toBe("inconclusive");
      }),
      { numRuns: 60 },
    );
  });

  it("the order of requests and rounds does not matter", () => {
    fc.assert(
      fc.property(options, some(outcome), fc.infiniteStream(fc.nat()), (tried, changes, numbers) => {
        const all = disturbed(tried, changes);
        const shuffle = <Item>(items: readonly Item[]): readonly Item[] =>
          items
            .map((item) => [numbers.next().value ?? 0, item] as const)
            .sort(([one], [other]) => one - other)
            .map(([, item]) => item);
        expect(evaluate(shuffle(all).map(shuffle), tried)).toEqual(evaluate(all, tried));
      }),
      { numRuns: 40 },
    );
  });
});
