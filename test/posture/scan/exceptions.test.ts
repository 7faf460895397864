import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../src/posture/index.ts";
import type { ScanOptions } from "../../../src/posture/scan/options.ts";
import { open, scanFiles, webApp } from "./parts.ts";

const IGNORE = "azure-client-cert:ignore client-certificates-disabled";
const FULL = `${IGNORE} reason="behind the partner's gateway" until=2026-12-31 owner=payments`;
const FAILS = "fail client-certificates-disabled azurerm_linux_web_app.orders";
const SUPPRESSED = "suppressed client-certificates-disabled azurerm_linux_web_app.orders";

describe("an exception in a comment", () => {
  it.each([
    ["inside the block", webApp("orders", `  # ${FULL}`)],
    ["behind an attribute", webApp("orders", `  tags = {} // ${FULL}`)],
    ["on the line above", `# ${FULL}\n${webApp("orders")}`],
    ["above, with other comments between", `// ${FULL}\n# The shop.\n/* And\n   more. */\n${webApp("orders")}`],
    ["in a long comment above", `/*\n * ${FULL}\n */\n${webApp("orders")}`],
    ["with the end of a line as Windows writes it", `# ${FULL}\r\n${webApp("orders").replaceAll("\n", "\r\n")}`],
  ])("counts %s", async (_title, text) => {
    const report = await scanFiles({ "main.tf": text });
    expect(report.unreadable).toEqual([]);
    expect(open(report)).toEqual([SUPPRESSED]);
    expect(report.results.find(({ status }) => status === "suppressed")?.suppression).toEqual({
      kind: "inline",
      reason: "behind the partner's gateway",
      owner: "payments",
      until: "2026-12-31",
    });
    expect(exitCodeOf(report)).toBe(0);
  });

  it.each([
    ["with a line between", `# ${FULL}\n\n${webApp("orders")}`],
    ["behind the block before", `${webApp("before").replace("}\n", "}\n").trimEnd()} # ${FULL}\n${webApp("orders")}`],
    ["behind another attribute's line above", `locals { a = 1 } # ${FULL}\n${webApp("orders")}`],
    ["below", `${webApp("orders")}# ${FULL}\n`],
    ["in a text that only mentions it", webApp("orders", `  # See ${FULL}`)],
    ["in a string", webApp("orders", `  app_settings = { A = "# ${FULL.replaceAll('"', "")}" }`)],
  ])("does not count %s", async (_title, text) => {
    expect(open(await scanFiles({ "main.tf": text }))).toContain(FAILS);
  });

  it("hides neither another rule, nor another block, nor the same block of another file", async () => {
    const insecure = webApp("orders", `  # ${FULL}`).replace("https_only                 = true", "https_only = false");
    const report = await scanFiles({ "a/main.tf": insecure + webApp("other"), "b/main.tf": webApp("orders") });
    expect(open(report).toSorted()).toEqual([
      FAILS,
      "fail client-certificates-disabled azurerm_linux_web_app.other",
      "fail https-only azurerm_linux_web_app.orders",
      SUPPRESSED,
    ]);
  });

  it("may name several rules", async () => {
    const text = webApp("orders", `  # ${IGNORE},https-only, minimum-tls reason=legacy until=2027-01-01`);
    const report = await scanFiles({ "main.tf": text.replace("= true", "= false") });
    expect(open(report).map((line) => line.split(" ")[0])).toEqual(["suppressed", "suppressed"]);
  });

  it("holds for the whole of its last day, and is a finding of its own from then on", async () => {
    const files = { "main.tf": webApp("orders", `  # ${IGNORE} reason="moving" until=2026-06-15 owner=shop`) };
    expect(open(await scanFiles(files, { today: "2026-06-15" }))).toEqual([SUPPRESSED]);
    const report = await scanFiles(files, { today: "2026-06-16" });
    expect(open(report)).toEqual([FAILS, "fail expired-exception azurerm_linux_web_app.orders"]);
    const expired = report.results.find(({ rule }) => rule === "expired-exception");
    expect(expired).toMatchObject({ position: { line: 5, column: 5 }, isRequired: true });
    expect(expired?.message).toBe(
      'The exception of "shop" from client-certificates-disabled ended on 2026-06-15: "moving". What it excepted counts ' +
        "again.",
    );
  });

  it("that has ended fails a scan even where the resource need not demand certificates", async () => {
    const files = { "main.tf": webApp("orders", `  # ${IGNORE} reason=x until=2020-01-01`) };
    expect(exitCodeOf(await scanFiles(files, { scope: "default" }))).toBe(1);
    expect(exitCodeOf(await scanFiles({ "main.tf": webApp("orders") }, { scope: "default" }))).toBe(0);
  });

  it("without an end counts, with a notice", async () => {
    const report = await scanFiles({ "main.tf": webApp("orders", `  # ${IGNORE} reason=x`) });
    expect(open(report)).toEqual([SUPPRESSED]);
    expect(report.notices).toEqual([
      "main.tf:5: the exception from client-certificates-disabled has no end (until YYYY-MM-DD).",
    ]);
  });

  it("that matches nothing is a notice, unless its rule was not asked", async () => {
    const files = { "main.tf": webApp("orders", "  # azure-client-cert:ignore https-only reason=x until=2027-01-01") };
    const notice = "main.tf:5: the exception from https-only matches no finding.";
    expect((await scanFiles(files)).notices).toEqual([notice]);
    expect((await scanFiles(files, { rules: { skip: ["https-only"] } })).notices).toEqual([]);
  });

  it.each([
    [`${IGNORE} until=2027-01-01`, "An exception needs a reason."],
    [`${IGNORE} reason="" until=2027-01-01`, "An exception needs a reason."],
    [`${IGNORE} reason=x until=2026-02-30`, '"2026-02-30" is no date as YYYY-MM-DD.'],
    [`${IGNORE} reason=x until=tomorrow`, '"tomorrow" is no date as YYYY-MM-DD.'],
    ["azure-client-cert:ignore reason=x", "An exception names the rules that it is about."],
    ["azure-client-cert:ignore certificates reason=x", 'There is no rule "certificates". Known are: '],
    ["azure-client-cert:ignore expired-exception reason=x", "Of expired-exception there are no exceptions"],
    [`${IGNORE} reason="never closed`, "cannot be read: write name=value"],
    [`${IGNORE} reason=x because=y`, 'An exception has no "because"'],
    [`${IGNORE} reason=x reason=y`, "reason is there twice."],
    ["azure-client-cert:ingore https-only reason=x", '"azure-client-cert:ingore" is nothing'],
    ["azure-client-cert: ignore https-only reason=x", "is nothing: write azure-client-cert:ignore."],
  ])("written as %s is an error at its place, and excepts nothing", async (comment, problem) => {
    const report = await scanFiles({ "main.tf": webApp("orders", `  # ${comment}`) });
    expect(report.unreadable).toEqual([
      {
        file: "main.tf",
        position: expect.objectContaining({ line: 5, column: 5 }),
        problem: expect.stringContaining(problem),
      },
    ]);
    expect(open(report)).toContain(FAILS);
    expect(exitCodeOf(report)).toBe(4);
  });

  it("does not count where comments are not to count, errors in them neither", async () => {
    const text = webApp("orders", `  # ${FULL}\n  # azure-client-cert:ignore nonsense`);
    const report = await scanFiles({ "main.tf": text }, { inlineIgnores: false });
    expect(open(report)).toEqual([FAILS]);
    expect([report.unreadable, report.notices]).toEqual([[], []]);
  });
});

describe("a file of exceptions", () => {
  const entry = { rules: ["client-certificates-disabled"], reason: "moving", until: "2026-12-31", owner: "shop" };
  const withFile = (entries: unknown): ScanOptions => {
    const text = typeof entries === "string" ? entries : JSON.stringify(entries, undefined, 1);
    return { exceptions: { path: "exceptions.jsonc", text } };
  };
  const files = { "a/main.tf": webApp("orders"), "b/main.tf": webApp("billing") };
  const address = "azurerm_linux_web_app.orders";

  it("may have comments and names an address, a path, or an address in a path", async () => {
    const text = `[ // decided in May\n ${JSON.stringify({ ...entry, address })}, ]`;
    const report = await scanFiles(files, withFile(text));
    expect(open(report)).toEqual(["fail client-certificates-disabled azurerm_linux_web_app.billing", SUPPRESSED]);
    expect(report.results.find(({ status }) => status === "suppressed")?.suppression?.kind).toBe("file");
    expect(open(await scanFiles(files, withFile([{ ...entry, path: "a" }])))).toContain(SUPPRESSED);
    expect(open(await scanFiles(files, withFile([{ ...entry, path: "b/*.tf", address }])))).toContain(FAILS);
  });

  it("does not cover an address that stands in several files, and says so", async () => {
    const twice = { "a/main.tf": webApp("orders"), "b/main.tf": webApp("orders") };
    const report = await scanFiles(twice, withFile([{ ...entry, address }]));
    expect(open(report)).toEqual([FAILS, FAILS]);
    expect(report.unreadable[0]?.problem).toBe(`"${address}" stands in several files: name the path too.`);
    expect(open(await scanFiles(twice, withFile([{ ...entry, address, path: "b" }])))).toEqual([FAILS, SUPPRESSED]);
  });

  it.each<[string, unknown, string]>([
    ["no JSON", "[", "this is no JSON: CloseBracketExpected"],
    ["nothing", "", "this is no JSON"],
    ["no list", {}, "A file of exceptions is a list."],
    ["no object", [1], "An exception is an object."],
    ["without a reason", [{ ...entry, address, reason: " " }], "reason is no text."],
    ["without a place", [entry], "An exception names an address, a path, or both."],
    ["about a rule that is none", [{ ...entry, address, rules: ["x"] }], 'There is no rule "x".'],
    ["with rules that are no list", [{ ...entry, address, rules: "https-only" }], "rules is no list of texts."],
    ["with a member that is none", [{ ...entry, adress: address, path: "a" }], 'An exception has no "adress"'],
    ["with a day that is none", [{ ...entry, address, until: "2026-13-01" }], "is no date as YYYY-MM-DD."],
  ])("with an entry that is %s has an error at its place", async (_title, entries, problem) => {
    const report = await scanFiles(files, withFile(entries));
    expect(report.unreadable[0]?.problem).toContain(problem);
    expect(report.unreadable[0]?.file).toBe("exceptions.jsonc");
    expect(open(report)).toContain(FAILS);
    expect(exitCodeOf(report)).toBe(4);
  });

  it("keeps the other entries when one is wrong", async () => {
    const report = await scanFiles(files, withFile([{ rules: [] }, { ...entry, address }]));
    expect(report.unreadable.every(({ position }) => position?.line === 2)).toBe(true);
    expect(open(report)).toContain(SUPPRESSED);
  });

  it("gives way to nothing: a comment that has ended is told though the file excepts the same", async () => {
    const text = webApp("orders", `  # ${IGNORE} reason=old until=2020-01-01`);
    const report = await scanFiles({ "a/main.tf": text }, withFile([{ ...entry, address }]));
    expect(open(report)).toEqual([`fail expired-exception ${address}`, SUPPRESSED]);
  });
});
