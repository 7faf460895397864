import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  combineFindings,
  type NameFindings,
  type Trial,
  type TriedName,
} from "../../src/self-check/combine-findings.ts";

function reason(code: string): NameFindings["reasons"][number] {
  return { question: "authenticity", code, message: `${code}.`, remedy: "Mend it." };
}

function name(host: string, findings: Partial<NameFindings> = {}, more: Partial<TriedName> = {}): TriedName {
  const all = { demand: "proven", authenticity: "proven", isHostHeaderOverwritten: true } as const;
  return {
    host,
    recordId: `/${host}`,
    leadsHere: true,
    findings: { ...all, areExclusionsClean: undefined, isContradicted: false, reasons: [], ...findings },
    ...more,
  };
}

const UNKNOWN = { demand: "inconclusive", authenticity: "inconclusive", isHostHeaderOverwritten: undefined } as const;
const elsewhere = (host: string): TriedName =>
  name(host, { ...UNKNOWN, reasons: [reason("positive_missing")] }, { leadsHere: false });
const unclear = (host: string): TriedName => name(host, { ...UNKNOWN, reasons: [reason("not_refused")] });

function combine(names: readonly TriedName[], more: Partial<Trial> = {}) {
  return combineFindings({ names, isComplete: true, recordIds: ["/a", "/b"], isDemandTried: true, ...more });
}

const SILENT = { recordIds: undefined };
const PROVEN = { demand: "proven", authenticity: "proven", isHostHeaderOverwritten: true };

describe("doors of the inside", () => {
  const door = (is: "tls" | "plain-http" | "closed", base: TriedName): TriedName => ({ ...base, inside: is });

  it.each<[string, TriedName, object]>([
    ["one that is as it should be", door("tls", name("s")), PROVEN],
    ["one that nobody opens", door("closed", unclear("s")), PROVEN],
    ["one where no certificate comes through", door("tls", elsewhere("s")), PROVEN],
    ["one where a certificate comes through, and not all is clear", door("tls", unclear("s")), UNKNOWN],
    ["plain HTTP that is neither refused nor seen", door("plain-http", { ...unclear("s"), leadsHere: false }), UNKNOWN],
    ["one that refutes", door("plain-http", name("s", { authenticity: "refuted" })), { authenticity: "refuted" }],
  ])("count beside a public name: %s", (_title, inside, expected) => {
    for (const more of [{}, SILENT]) expect(combine([name("a"), inside], more)).toMatchObject(expected);
  });

  it("prove nothing by themselves", () => {
    expect(combine([elsewhere("a"), door("tls", name("s"))])).toMatchObject(UNKNOWN);
    expect(combine([door("tls", name("s"))])).toMatchObject(UNKNOWN);
  });

  it("are told of when it is they who decide, on a host whose demand is not tried", () => {
    const proven = name("a", { demand: "inconclusive", reasons: [reason("no_certificate_admitted_inside")] });
    const names = [proven, door("plain-http", { ...unclear("s"), leadsHere: false })];
    expect(combine(names, { isDemandTried: false }).reasons?.map(({ message }) => message)).toEqual([
      "s: not_refused.",
    ]);
  });
});

describe("names that Resource Manager knows of", () => {
  it.each<[string, readonly TriedName[], object]>([
    ["one that proves all", [name("a")], PROVEN],
    ["two that do", [name("a"), name("b")], PROVEN],
    ["one that does and one that leads elsewhere", [elsewhere("a"), name("b")], PROVEN],
    ["one that does and one that leads here and cannot tell", [name("a"), unclear("b")], UNKNOWN],
    ["only such as lead elsewhere", [elsewhere("a"), elsewhere("b")], UNKNOWN],
    ["none", [], UNKNOWN],
  ])("%s", (_title, names, expected) => {
    expect(combine(names)).toMatchObject(expected);
    expect(combine([...names].reverse())).toMatchObject(expected);
  });

  it("prove nothing while one is left that was not tried", () => {
    expect(combine([name("a")], { isComplete: false })).toMatchObject(UNKNOWN);
  });

  it("do not lead elsewhere when something sent there arrived here", () => {
    const flaky = { ...elsewhere("b"), leadsHere: true };
    expect(combine([name("a"), flaky])).toMatchObject(UNKNOWN);
  });

  it("are told apart by question", () => {
    const half = name("b", { demand: "inconclusive" });
    expect(combine([name("a"), half])).toMatchObject({ demand: "inconclusive", authenticity: "proven" });
  });
});

describe("names while Resource Manager is silent", () => {
  it("must all prove it", () => {
    expect(combine([name("a"), name("b")], SILENT)).toMatchObject(PROVEN);
    expect(combine([name("a"), elsewhere("b")], SILENT)).toMatchObject(UNKNOWN);
    expect(combine([name("a")], SILENT).exclusions).toEqual([]);
  });
});

describe("what one name refutes", () => {
  const word = fc.constantFrom("proven", "refuted", "inconclusive");
  const seen = fc.constantFrom(true, false, undefined);
  const findings = fc.record({
    demand: word,
    authenticity: word,
    isHostHeaderOverwritten: seen,
    areExclusionsClean: seen,
    isContradicted: fc.boolean(),
    reasons: fc.constantFrom([], [reason("positive_missing")], [reason("not_refused")]),
  }) as fc.Arbitrary<NameFindings>;
  const names = fc.array(fc.record({ findings, leadsHere: fc.boolean(), own: fc.boolean() }), { maxLength: 4 });

  const trials = fc.record({ all: names, isComplete: fc.boolean(), isSilent: fc.boolean() });
  const triedOf = (all: readonly { findings: NameFindings; leadsHere: boolean; own: boolean }[]) =>
    all.map(({ findings: found, leadsHere, own }, index) =>
      name(`n${index}`, found, { leadsHere, recordId: own ? "/a" : undefined }),
    );

  it.each(["demand", "authenticity"] as const)("is refuted, and what nobody proves is not proven: %s", (question) => {
    fc.assert(
      fc.property(trials, ({ all, isComplete, isSilent }) => {
        const result = combine(triedOf(all), { isComplete, ...(isSilent ? SILENT : {}) });
        const found = all.map(({ findings: one }) => one[question]);
        expect(result[question] === "refuted").toBe(found.includes("refuted"));
        if (result[question] === "proven") expect([isComplete, found.includes("proven")]).toEqual([true, true]);
      }),
    );
  });

  it("is never clean, and only the record whose name was tried can be", () => {
    fc.assert(
      fc.property(trials, ({ all, isComplete }) => {
        const [a, b] = combine(triedOf(all), { isComplete }).exclusions;
        expect(b?.areClean).not.toBe(true);
        if (all.some(({ findings: one }) => one.areExclusionsClean === false)) expect(a?.areClean).not.toBe(true);
      }),
    );
  });
});

describe("exclusion paths", () => {
  const said = (names: readonly TriedName[]) => combine(names).exclusions.map(({ areClean }) => areClean);

  it("are clean for the record whose name was tried, and for no other", () => {
    expect(said([name("a", { areExclusionsClean: true })])).toEqual([true, undefined]);
    expect(said([name("a", { areExclusionsClean: true }), elsewhere("b")])).toEqual([true, undefined]);
    expect(said([name("x", { areExclusionsClean: true }, { recordId: undefined })])).toEqual([undefined, undefined]);
  });

  it("are not while one of the record's names was not reached", () => {
    const other = { ...elsewhere("a2"), recordId: "/a" };
    expect(said([name("a", { areExclusionsClean: true }), other])).toEqual([undefined, undefined]);
  });

  it("are not when one of the record's names shows it, and any record's may be when it was the name of none", () => {
    const clean = name("a", { areExclusionsClean: true });
    expect(said([clean, name("b", { areExclusionsClean: false })])).toEqual([true, false]);
    expect(said([clean, name("a2", { areExclusionsClean: false }, { recordId: "/a" })])).toEqual([false, undefined]);
    expect(said([clean, name("x", { areExclusionsClean: false }, { recordId: undefined })])).toEqual([false, false]);
  });
});

describe("the reasons", () => {
  const messages = (names: readonly TriedName[], more: Partial<Trial> = {}) =>
    combine(names, more).reasons?.map(({ message }) => message);

  it("are those of the name that decided, which is named where there are several", () => {
    const refuting = name("b", { authenticity: "refuted", reasons: [reason("forged_header_seen")] });
    expect(messages([unclear("a"), refuting])).toEqual(["b: forged_header_seen."]);
    expect(messages([name("a"), unclear("b")])).toEqual(["b: not_refused."]);
    const left = "a was left out: what was sent there did not come here, as with the name of another slot.";
    expect(messages([elsewhere("a"), unclear("b")])).toEqual(["b: not_refused.", left]);
    expect(messages([elsewhere("a"), name("b")])).toEqual([left]);
    expect(messages([name("a"), elsewhere("b")], SILENT)).toEqual(["b: positive_missing."]);
    expect(messages([elsewhere("a")])).toEqual(["positive_missing."]);
  });
});
