import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ScanOptionsError } from "../../../src/posture/scan/options.ts";
import { SCAN_RULE_IDS } from "../../../src/posture/scan/scan-rules.ts";
import { DOUBT, FULL, NOTE, report, result, SUPPRESSED } from "../../posture/reporters/parts.ts";
import { HARMLESS } from "../stage.ts";
import { engineThat, openFolder, runScan } from "./stage.ts";

const nothing = { files: 0, bytes: 0, resources: 0 };
const broken = [{ file: "x.tf", position: undefined, problem: "It is no HCL." }];

describe("the exit code of a scan", () => {
  it.each([
    [0, "nothing wrong", [], report({ results: [result({ status: "pass" })] })],
    [0, "notes and what was taken away", [], report({ results: [NOTE, SUPPRESSED, result({ isRequired: false })] })],
    [1, "a failure", [], report()],
    [1, "a failure and a doubt", [], report({ results: [DOUBT, result()] })],
    [1, "a failure and an accepted doubt", ["--allow-unknown"], report({ results: [DOUBT, result()] })],
    [2, "a doubt", [], report({ results: [DOUBT] })],
    [0, "an accepted doubt", ["--allow-unknown"], report({ results: [DOUBT] })],
    [4, "a file that could not be read", [], report({ results: [], unreadable: broken })],
    [4, "the same and a failure", [], report({ unreadable: broken })],
    [4, "the same and an accepted doubt", ["--allow-unknown"], report({ results: [DOUBT], unreadable: broken })],
    [4, "nothing to scan", [], report({ results: [], scanned: nothing })],
    [4, "nothing to scan, though none would do", ["--allow-empty"], report({ results: [], scanned: nothing })],
    [4, "nothing to judge", [], report({ results: [], scanned: { ...nothing, files: 3 } })],
    [
      0,
      "nothing to judge, which will do",
      ["--allow-empty"],
      report({ results: [], scanned: { ...nothing, files: 3 } }),
    ],
    [3, "a failure, a broken file and a rule that there is not", ["--rule", "x"], report({ unreadable: broken })],
    [3, "a failure and a report that cannot be written", ["--json", "/nowhere/x.json"], report()],
  ])("is %s for %s", async (code, _, argv, found) => {
    expect((await runScan(["infra", ...argv], engineThat(found))).code).toBe(code);
  });
});

describe("a scan that is not called as it can be", () => {
  it.each([
    ["no path", [], "Say what to scan"],
    ["an unknown rule", ["infra", "--rule", "CKV_AZURE_46"], SCAN_RULE_IDS.join(", ")],
    ["an unknown rule to skip", ["infra", "--skip-rule", "https"], SCAN_RULE_IDS.join(", ")],
    ["an unknown rule to explain", ["--explain", "https"], SCAN_RULE_IDS.join(", ")],
    ["a scope that is none", ["infra", "--scope", "some"], "default, all, required"],
    ["a category that is none", ["infra", "--category", "a//b"], "Write words"],
    ["two reports in one place", ["infra", "--json", "-", "--sarif", "-"], "same place"],
    ["a report in the baseline's place", ["infra", "--json", "x", "--write-baseline", "x"], "same place"],
    ["an empty name", ["infra", "--json", ""], "name is empty"],
    ["a baseline that is read and written", ["infra", "--baseline", "x", "--write-baseline", "y"], "either"],
    [
      "exceptions that are not there",
      ["infra", "--exceptions", "/nowhere/x.json"],
      "--exceptions: the file cannot be read (ENOENT).",
    ],
    [
      "a baseline that is not there",
      ["infra", "--baseline", "/nowhere/x.json"],
      "--baseline: the file cannot be read (ENOENT).",
    ],
    ["a format", ["infra", "--format", "sarif"], "unknown option"],
  ])("is exit 3, says so, and scans nothing: %s", async (_, argv, text) => {
    const engine = engineThat();
    const { code, out, err } = await runScan(argv, engine);
    expect({ code, out, asked: engine.asked }).toEqual({ code: 3, out: "", asked: [] });
    expect(err).toContain(text);
    expect(err.replaceAll("\n", "")).toMatch(HARMLESS);
  });

  it("is exit 3 with all that the engine has against the options", async () => {
    const { code, err } = await runScan(["infra"], engineThat(new ScanOptionsError(["One.", "\u001b[2JTwo."])));
    expect(code).toBe(3);
    expect(err).toBe("error: One.\n\\u{1b}[2JTwo.\n");
  });

  it.each([
    ["web-tree-sitter", []],
    ["jsonc-parser", []],
    ["console-table-printer", []],
    ["junit-report-builder", ["--quiet", "--junit", "-"]],
  ])("is exit 3 with what to install: %s", async (missing, argv) => {
    const load = (name: string) => (name === missing ? Promise.reject(new Error("no")) : import(name));
    const engine = engineThat();
    const { code, out, err } = await runScan(["infra", ...argv], engine, { load });
    expect({ code, out, asked: engine.asked }).toEqual({ code: 3, out: "", asked: [] });
    expect(err).toMatch(new RegExp(`\\n {2}npm install --no-save ${missing}@\\d\\S+\\n$`));
  });

  it("needs no table where none is printed, nor a library of XML where none is asked for", async () => {
    const missing = ["console-table-printer", "junit-report-builder", "cli-progress"];
    const load = (name: string) => (missing.includes(name) ? Promise.reject(new Error("no")) : import(name));
    expect((await runScan(["infra", "--json", "-"], engineThat(), { load })).code).toBe(1);
  });
});

describe("what is asked of the engine", () => {
  it("is what the command line says", async () => {
    const folder = openFolder();
    const exceptions = join(folder, "exceptions.json");
    const baseline = join(folder, "baseline.json");
    writeFileSync(exceptions, "[]");
    writeFileSync(baseline, "{}");
    const engine = engineThat();
    const words = "a b --scope all --tag x=y --tag z --kind container-app --path infra/** --rule https-only".split(" ");
    const files = ["--exceptions", exceptions, "--baseline", baseline];
    await runScan([...words, ...files, "--no-inline-ignores", "--skip-rule", "minimum-tls"], engine);
    const [{ paths, options } = { paths: [], options: {} }] = engine.asked;
    expect(paths).toEqual(["a", "b"]);
    expect(options).toEqual({
      scope: "all",
      tags: ["x=y", "z"],
      kinds: ["container-app"],
      paths: ["infra/**"],
      rules: { only: ["https-only"], skip: ["minimum-tls"] },
      exceptions: { path: exceptions, text: "[]" },
      baseline: { path: baseline, text: "{}" },
      inlineIgnores: false,
      today: "2026-05-17",
      unreadable: [],
      onProgress: expect.any(Function),
    });
  });

  it("is everything by default", async () => {
    const engine = engineThat();
    await runScan(["infra"], engine);
    expect(engine.asked[0]?.options).toMatchObject({ scope: "default", rules: {}, inlineIgnores: true });
    expect(engine.asked[0]?.options).not.toHaveProperty("tags");
  });
});

describe("what a scan writes", () => {
  it("is a table, with excerpts from what was read", async () => {
    const { out, err } = await runScan(["infra"]);
    expect(err).toBe("");
    expect(out).toContain('    > 4 |   client_certificate_mode    = "Optional"');
    expect(out.endsWith("1 failure, 0 unknown; 1 resource in 1 file.\n")).toBe(true);
  });

  it("goes to files beside the table, each in its form", async () => {
    const folder = openFolder();
    const names = ["json", "sarif", "junit", "markdown"].map(
      (format) => [format, join(folder, `x.${format}`)] as const,
    );
    const { out } = await runScan(
      ["infra", ...names.flatMap(([format, file]) => [`--${format}`, file])],
      engineThat(FULL),
    );
    expect(out).toContain("2 notes");
    const [json = "", sarif = "", junit = "", markdown = ""] = names.map(([, file]) => readFileSync(file, "utf8"));
    expect(JSON.parse(json)).toMatchObject({ verb: "scan", exitCode: 4 });
    expect(JSON.parse(sarif)).toMatchObject({ version: "2.1.0" });
    expect(junit).toMatch(/^<\?xml/);
    expect(markdown).toMatch(/^## Client certificates\n/);
  });

  it.each(["json", "sarif", "junit", "markdown"])("is %s alone where standard output is asked for", async (format) => {
    const { out } = await runScan(["infra", `--${format}`, "-"]);
    expect(out).not.toContain("> 4 |");
    expect(out.length).toBeGreaterThan(50);
  });

  it("is nothing when it is to be quiet", async () => {
    expect(await runScan(["infra", "--quiet"])).toEqual({ code: 1, out: "", err: "" });
  });

  it("has what was taken away in SARIF only when that is asked for", async () => {
    const suppressed = report({ results: [SUPPRESSED] });
    const count = async (argv: readonly string[]): Promise<number> => {
      const { out } = await runScan(["infra", "--sarif", "-", "--category", "a/b", ...argv], engineThat(suppressed));
      const [run] = JSON.parse(out).runs;
      expect(run.automationDetails.id).toBe("a/b/");
      return run.results.length;
    };
    expect(await count([])).toBe(0);
    expect(await count(["--sarif-include-suppressed"])).toBe(1);
  });

  it("is a baseline of what was found, too", async () => {
    const file = join(openFolder(), "baseline.json");
    expect((await runScan(["infra", "--quiet", "--write-baseline", file])).code).toBe(1);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      version: 1,
      findings: [{ file: "infra/main.tf", rule: "client-certificates-not-required" }],
    });
  });

  it("leaves what stands in a file until there is something new", async () => {
    const file = join(openFolder(), "x.json");
    writeFileSync(file, "before");
    await expect(runScan(["infra", "--json", file], engineThat(new ScanOptionsError(["No."])))).resolves.toMatchObject({
      code: 3,
    });
    expect(readFileSync(file, "utf8")).toBe("before");
  });

  it("is no file when the command line cannot be", async () => {
    const file = join(openFolder(), "x.json");
    await runScan(["infra", "--json", file, "--rule", "x"]);
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ["on a terminal", { isTTY: true }, {}, true],
    ["elsewhere", {}, {}, false],
    ["against NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, false],
  ])("is painted %s", async (_, terminal, environment, isPainted) => {
    let out = "";
    const stdout = { ...terminal, write: (text: string) => (out += text) };
    await runScan(["infra"], engineThat(), { stdout, environment });
    expect(out.includes("\u001b[")).toBe(isPainted);
    expect(out).toContain("azurerm_linux_web_app.");
  });
});

describe("the rules", () => {
  it("are listed and explained without a scan", async () => {
    const engine = engineThat();
    const list = await runScan(["--list-rules"], engine);
    expect(list.code).toBe(0);
    for (const id of SCAN_RULE_IDS) expect(list.out).toContain(`${id} `);
    for (const id of SCAN_RULE_IDS) expect((await runScan(["--explain", id], engine)).out).toContain(`[${id}]\n`);
    expect((await runScan(["--explain", "client-certificates-disabled"])).out).toContain("CKV_AZURE_17");
    expect(engine.asked).toEqual([]);
  });

  it("fit on the screen, as help does", async () => {
    for (const argv of [["--list-rules"], ["--explain", "client-certificates-disabled"], ["--help"]]) {
      const { code, out } = await runScan(argv);
      expect({ argv, code, wide: out.split("\n").filter((line) => line.length > 100) }).toEqual({
        argv,
        code: 0,
        wide: [],
      });
    }
  });
});

describe("progress", () => {
  const steps = [
    { step: "decode", done: 1, of: 3 },
    { step: "read", done: 2, of: 3 },
    { step: "judge", done: 9, of: 9 },
  ] as const;

  it.each([
    ["a long scan on a terminal", true, 2_000, [], true],
    ["a short one", true, 0, [], false],
    ["no terminal", false, 2_000, [], false],
    ["nobody who wants it", true, 2_000, ["--no-progress"], false],
  ])("is shown on standard error alone, and taken away: %s", async (_, isTTY, later, argv, isShown) => {
    let now = 0;
    let err = "";
    const engine = {
      ...engineThat(),
      scan: (_sources: unknown, { onProgress }: { onProgress?: (progress: (typeof steps)[number]) => void }) => {
        now += later;
        for (const step of steps) onProgress?.(step);
        return Promise.resolve(report());
      },
    };
    const stderr = { isTTY, columns: 80, write: (text: string) => (err += text) };
    const { code, out } = await runScan(["infra", ...argv], engine, { stderr, clock: () => now });
    expect(code).toBe(1);
    expect(out).toContain("1 failure");
    expect(err.includes("Judging")).toBe(isShown);
  });
});
