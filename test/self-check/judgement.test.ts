import { describe, expect, it } from "vitest";
import { judge, type SelfCheckMode } from "../../src/self-check/judgement.ts";

const MODES: readonly SelfCheckMode[] = ["enforce", "prove", "warn"];
const HOSTS = ["app-service", "container-apps"] as const;
const DECLARED = ["yes", "no", "unknown"] as const;
const TRIED = ["proven", "refuted", "inconclusive"] as const;
const PROBES = [undefined, ...TRIED.flatMap((demand) => TRIED.map((authenticity) => ({ demand, authenticity })))];

/**
 * Demand and authenticity as letters (y n ?, p r ?), and whether enforce, prove and warn serve; `!` is a standing
 * warning. Rows: what was declared. Columns: no probe, then the probe's demand with each authenticity.
 */
const TABLE = `
app-service
        none        p/p         p/r         p/?         r/p         r/r         r/?         ?/p         ?/r         ?/?
yes     y?:! - !    yp:+ + +    yr:- - -    y?:! - !    np:- - !    nr:- - -    n?:- - !    yp:+ + +    yr:- - -    y?:! - !
no      n?:- - !    np:- - !    nr:- - -    n?:- - !    np:- - !    nr:- - -    n?:- - !    np:- - !    nr:- - -    n?:- - !
unknown ??:- - !    yp:+ + +    yr:- - -    y?:- - !    np:- - !    nr:- - -    n?:- - !    ?p:- - !    ?r:- - -    ??:- - !
container-apps
        none        p/p         p/r         p/?         r/p         r/r         r/?         ?/p         ?/r         ?/?
yes     y?:! - !    yp:+ + +    yr:- - -    y?:! - !    yp:+ + +    yr:- - -    y?:! - !    yp:+ + +    yr:- - -    y?:! - !
no      n?:- - !    np:- - !    nr:- - -    n?:- - !    np:- - !    nr:- - -    n?:- - !    np:- - !    nr:- - -    n?:- - !
unknown ??:- - !    ?p:- - !    ?r:- - -    ??:- - !    ?p:- - !    ?r:- - -    ??:- - !    ?p:- - !    ?r:- - -    ??:- - !
`;

function cells(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let host = "";
  for (const line of TABLE.trim().split("\n")) {
    const [row = "", ...columns] = line.trim().split(/ {2,}|(?<=^(?:yes|no|unknown)) +/);
    if (columns.length === 0) host = row;
    for (const [index, cell] of columns.entries()) found.set(`${host} ${row} ${index}`, cell);
  }
  return found;
}

const LETTERS: Readonly<Record<string, string>> = { yes: "y", no: "n", proven: "p", refuted: "r", unknown: "?" };

function judged(host: (typeof HOSTS)[number], declared: (typeof DECLARED)[number], index: number): string {
  const judgements = MODES.map((mode) => judge({ mode, host, declared, probe: PROBES[index] }));
  const [first] = judgements;
  const marks = judgements.map(({ serves, isStandingWarning }) => (isStandingWarning ? "!" : serves ? "+" : "-"));
  return `${LETTERS[first?.demand ?? ""]}${LETTERS[first?.authenticity ?? ""]}:${marks.join(" ")}`;
}

describe("the judgement", () => {
  const expected = cells();

  it.each(HOSTS.flatMap((host) => DECLARED.map((declared) => [host, declared] as const)))(
    "on %s, when %s is declared, is the table's for every word of the probe",
    (host, declared) => {
      expect(PROBES.map((_probe, index) => judged(host, declared, index))).toEqual(
        PROBES.map((_probe, index) => expected.get(`${host} ${declared} ${index}`)),
      );
    },
  );

  it("names the worst that holds", () => {
    const because = (
      declared: (typeof DECLARED)[number],
      demand: (typeof TRIED)[number],
      authenticity: (typeof TRIED)[number],
    ) => judge({ mode: "enforce", host: "app-service", declared, probe: { demand, authenticity } }).because;
    expect(because("no", "refuted", "refuted")).toBe("authenticity_refuted");
    expect(because("no", "proven", "proven")).toBe("not_demanded");
    expect(because("yes", "refuted", "proven")).toBe("not_demanded");
    expect(because("unknown", "inconclusive", "proven")).toBe("demand_unknown");
    expect(because("unknown", "proven", "inconclusive")).toBe("authenticity_unproven");
    expect(because("yes", "inconclusive", "proven")).toBe("proven");
  });

  it("warns as long as it serves on less than everything", () => {
    for (const mode of MODES)
      for (const host of HOSTS)
        for (const declared of DECLARED)
          for (const probe of PROBES) {
            const { serves, because, isStandingWarning } = judge({ mode, host, declared, probe });
            expect(isStandingWarning).toBe(serves && because !== "proven");
          }
  });

  it("is frozen", () => {
    expect(judge({ mode: "warn", host: "app-service", declared: "yes", probe: undefined })).toSatisfy(Object.isFrozen);
  });
});
