import { describe, expect, it } from "vitest";
import { validatePath } from "../../src/path/validate.ts";
import { judgeAccepted, tryOneEdit } from "./bytes/check.ts";
import { editedOctets } from "./bytes/edits.ts";
import { withOtherSignature } from "./bytes/malleable.ts";
import { run } from "./bytes/run.ts";
import { loadSubjects, type Original, type Subject } from "./bytes/subjects.ts";
import { Random } from "./random.ts";

/** Small, so that the suite stays quick; `npm run fuzz:bytes -- --edits 5000000` is the real thing. */
const EDITS = 4000;
const SEED = 20_260_601;

const subjects = loadSubjects();
const [first] = subjects;
if (first === undefined) throw new Error("no fixture is accepted");

describe("byte edits of accepted paths", () => {
  it("throw nothing, overrun nothing, and admit nobody", () => {
    const { edits, outcomes, problems } = run({ seed: SEED, first: 0, count: EDITS });
    expect(problems).toEqual([]);
    expect(edits).toBe(EDITS);
    expect(outcomes.malformed + outcomes.refused + outcomes.unused + outcomes["other-signature"]).toBe(EDITS);
    expect(Math.min(outcomes.malformed, outcomes.refused)).toBeGreaterThan(EDITS / 10);
    expect(outcomes.unused).toBeGreaterThan(0);
  }, 60_000);

  it("are the same for the same seed and number, and always change something", () => {
    const { leaf } = first;
    for (let number = 0; number < 200; number++) {
      const [one, two] = [0, 0].map(() => editedOctets(leaf, new Random(SEED, number)));
      expect(one).toEqual(two);
      expect(one).not.toEqual(leaf.certificate.der);
    }
  });

  it("are seen when the two ways to a verdict part", () => {
    const lenient: Subject = {
      ...first,
      intermediates: [],
      validator: { validate: () => ({ ok: true, findings: [] }) as never },
    };
    expect(tryOneEdit(lenient, new Random(SEED, 1))).toMatchObject({ kind: "problem", subject: `${first.name}, leaf` });
  });

  it("are seen when a validator throws", () => {
    const broken: Subject = {
      ...first,
      intermediates: [],
      validator: {
        validate: () => {
          throw new RangeError("out of bounds");
        },
      },
    };
    const outcome = tryOneEdit(broken, new Random(SEED, 1));
    expect(outcome.kind === "problem" && outcome.problem).toContain("out of bounds");
  });

  it.each([
    ["what is signed changed", { tbsCertificate: Uint8Array.of(0x30, 0) }, "what is signed"],
    ["the signature changed", { signature: Uint8Array.of(1, 2, 3) }, "another signature"],
    ["only the form changed", {}, "another form"],
  ])("are seen when the path is accepted and %s", (_what, before, problem) => {
    const { leaf, intermediates, anchors, time } = first;
    const chain = { intermediates: intermediates.map(({ certificate }) => certificate), anchors };
    const result = validatePath({ leaf: leaf.certificate, ...chain, time, purpose: "clientAuth" });
    expect(result.ok).toBe(true);
    const toProblem = (text: string) => ({ kind: "problem", problem: text, subject: "", octets: "" }) as const;
    const original: Original = { ...leaf, certificate: { ...leaf.certificate, ...before } };
    const outcome = judgeAccepted(result, original, leaf.certificate.der, toProblem);
    expect(outcome.kind === "problem" && outcome.problem).toContain(problem);
    expect(judgeAccepted(result, original, Uint8Array.of(0), toProblem)).toEqual({ kind: "unused" });
  });
});

describe("the other signature of ECDSA", () => {
  const curved = subjects.flatMap((subject) => {
    const { leaf, intermediates, anchors } = subject;
    const issuer = [...intermediates.map(({ certificate }) => certificate), ...anchors].find(({ subject: name }) =>
      name.equals(leaf.certificate.issuer),
    );
    const other = issuer && withOtherSignature(leaf.certificate, issuer);
    return other === undefined ? [] : [[subject.name, subject, other] as const];
  });

  it("exists on every curve", () => {
    expect(curved.map(([name]) => name)).toEqual(expect.arrayContaining(["zoo/p384", "zoo/p521"]));
  });

  it.each(curved)("is as valid as the first, under another thumbprint: %s", (_name, subject, other) => {
    const { leaf, intermediates, anchors, time } = subject;
    const chain = { intermediates: intermediates.map(({ certificate }) => certificate), anchors };
    const result = validatePath({ leaf: other, ...chain, time, purpose: "clientAuth" });
    expect(result.findings).toEqual([]);
    expect(result.path[0]?.sha256).not.toBe(leaf.certificate.sha256);
    expect(result.path[0]?.tbsCertificate).toEqual(leaf.certificate.tbsCertificate);
  });
});
