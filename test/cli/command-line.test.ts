import { describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { doctor } from "../../src/cli/doctor/doctor.ts";
import { readManifest } from "../../src/cli/manifest.ts";
import type { Verb } from "../../src/cli/verb.ts";
import { HARMLESS, openStage, run } from "./stage.ts";

describe("a command that is not called as it can be", () => {
  it.each([
    ["an unknown option", ["--clod", "x"], "Did you mean --cloud?"],
    ["a resource id that is none", ["--resource-id", "orders-api"], "az webapp show --query id --output tsv"],
    ["a credential that is none", ["--credential", "password"], "managed-identity, azure-cli, azure-identity"],
    ["a cloud that is none", ["--cloud", "AzureGermanCloud"], "AzureCloud, AzureUSGovernment, AzureChinaCloud"],
    ["a front end that is none", ["--front-end", "both"], "host, gateway"],
    ["an open path that is none", ["--open-path", "/a/../b"], "holds a `.` or `..` segment"],
    ["an open path that opens all", ["--open-path", "/*"], "switches the protection off"],
    ["no time", ["--timeout", "0"], "Write 1 to 600."],
    ["too much time", ["--timeout", "601"], "Write 1 to 600."],
    ["half a second", ["--timeout", "1.5"], "Write 1 to 600."],
    ["an option without its value", ["--cloud"], "argument missing"],
    ["an argument", ["everything"], "too many arguments"],
  ])("is exit 3, says so on stderr, and nothing on stdout: %s", async (_, argv, text) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain(text);
  });

  it("repeats nothing that acts on a terminal", async () => {
    const { err } = await run(["--resource-id", "\u001b[31m\u202e"]);
    expect(err.replaceAll("\n", "")).toMatch(HARMLESS);
  });

  it("is also one that names no app where there is none", async () => {
    const both = { WEBSITE_SITE_NAME: "orders", CONTAINER_APP_NAME: "orders" };
    for (const environment of [{}, both]) {
      const { code, out, err } = await run([], { environment });
      expect({ code, out }).toEqual({ code: 3, out: "" });
      expect(err).toContain("--resource-id <id>");
    }
  });

  it("has no verb, or one that there is not", async () => {
    expect(await command([])).toMatchObject({ code: 3, out: "" });
    expect(await command(["docter"])).toMatchObject({ code: 3, out: "", err: expect.stringContaining("doctor") });
  });
});

describe("help and version", () => {
  it("go to stdout and end well", async () => {
    const version = await command(["--version"]);
    expect(version).toEqual({ code: 0, out: `${readManifest().version}\n`, err: "" });
    for (const argv of [["--help"], ["help", "doctor"], ["doctor", "--help"]]) {
      const { code, out, err } = await command(argv);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain("Usage: azure-client-cert");
      expect(out.split("\n").filter((line) => line.length > 100)).toEqual([]);
    }
  });

  it("says what the exit codes mean", async () => {
    const { out } = await run(["--help"]);
    expect(out).toMatch(
      /Exit codes:\n {2}0 {2}good.*\n {2}1 {2}refuted.*\n {2}2 {2}cannot tell.*\n {2}3 {2}the command/,
    );
  });
});

describe("a library that is not installed", () => {
  it.each([
    ["commander", ["commander"]],
    ["picocolors", ["picocolors"]],
    ["both", ["commander", "picocolors"]],
  ])("is exit 3 with the command that installs it: %s", async (_, missing) => {
    const load = (name: string) => (missing.includes(name) ? Promise.reject(new Error("no")) : import(name));
    const { code, out, err } = await run([], { load });
    const { optionalDependencies } = readManifest();
    const packages = missing.map((name) => `${name}@${optionalDependencies[name]}`).join(" ");
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain("npm ci --omit=optional");
    expect(err.endsWith(`\n  npm install --no-save ${packages}\n`)).toBe(true);
  });
});

describe("a bug in a verb", () => {
  it("can tell nothing, and shows where it is without what the error says", async () => {
    const broken: Verb = {
      name: "broken",
      declare: (verb) =>
        verb.action(() => {
          throw new Error("secret-in-here");
        }),
    };
    const { code, out, err } = await command(["broken"], [broken]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/Please report it.*\n\s+at /s);
    expect(err).not.toContain("secret-in-here");
  });
});

describe("colour", () => {
  it.each([
    ["on a terminal", { isTTY: true }, {}, true],
    ["elsewhere", {}, {}, false],
    ["against NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, false],
    ["with an empty NO_COLOR, which does not count", { isTTY: true }, { NO_COLOR: "" }, true],
    ["on a dumb terminal", { isTTY: true }, { TERM: "dumb" }, false],
  ])("%s", async (_, terminal, variables, isColoured) => {
    const { azure } = await openStage();
    let out = "";
    const stdout = { ...terminal, write: (text: string) => (out += text) };
    const standIn = { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
    await run([], { environment: { ...azure.environment, ...variables }, stdout, standIn });
    expect(out).toContain("orders-api");
    expect(out.includes("\u001b[")).toBe(isColoured);
  });

  it("is never in JSON", async () => {
    const { azure } = await openStage();
    let out = "";
    const stdout = { isTTY: true, write: (text: string) => (out += text) };
    const standIn = { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
    await run(["--json"], { environment: azure.environment, stdout, standIn });
    expect(JSON.parse(out).verdict).toBe("good");
  });
});

async function command(argv: readonly string[], verbs: readonly Verb[] = [doctor]) {
  let out = "";
  let err = "";
  const code = await runCommandLine(verbs, argv, {
    environment: {},
    platform: "linux",
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    clock: Date.now,
    load: (name) => import(name),
  });
  return { code, out, err };
}
