import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createScan } from "../../../src/cli/scan/scan.ts";
import { readPackageJson, readProjectFile } from "../../house/repository.ts";
import { engineThat, openFolder, runScan } from "./stage.ts";

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly id: string;
      readonly shell: string;
      readonly env: Record<string, string>;
      readonly run: string;
    }[];
  };
}

const ACTION = parse(readProjectFile("action.yml")) as Action;
const [STEP = { id: "", shell: "", env: {}, run: "" }] = ACTION.runs.steps;

interface Ran {
  readonly code: number | null;
  /** What npx was called with. Empty: it was not called. */
  readonly words: readonly string[];
  readonly outputs: string;
  readonly folder: string;
}

/** Runs the action's script with an npx that notes its words, as GitHub's runner would. */
function runAction(inputs: Readonly<Record<string, string>> = {}, npx = "exit 1"): Ran {
  const folder = openFolder();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npx"), `#!/usr/bin/env bash\nprintf '%s\\0' "$@" >"${folder}/words"\n${npx}\n`);
  chmodSync(join(bin, "npx"), 0o755);
  const output = join(folder, "output");
  writeFileSync(output, "");
  writeFileSync(join(folder, "old.sarif"), "{}");
  const script = join(folder, "script.sh");
  writeFileSync(script, STEP.run);
  const given = Object.entries(ACTION.inputs).map(([name, { default: value }]) => {
    const variable =
      Object.entries(STEP.env).find(([, expression]) => expression === expressionOf(`inputs.${name}`))?.[0] ?? "";
    return [variable, inputs[name] ?? value] as const;
  });
  const env = { PATH: `${bin}:${process.env["PATH"]}`, GITHUB_OUTPUT: output, ...Object.fromEntries(given) };
  const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd: folder,
    env,
    timeout: 20_000,
  });
  const noted = join(folder, "words");
  const words = existsSync(noted) ? readFileSync(noted, "utf8").split("\0").slice(0, -1) : [];
  return { code: status, words, outputs: readFileSync(output, "utf8"), folder };
}

/** As GitHub writes what it fills in. */
function expressionOf(name: string): string {
  return `\${{ ${name} }}`;
}

describe("the action", () => {
  it("runs this version's command on the whole repository, and ends as it does", () => {
    const { version } = readPackageJson();
    const { code, words, outputs } = runAction();
    expect(words).toEqual([
      "--yes",
      `azure-client-cert@${version}`,
      "scan",
      "--scope=default",
      "--no-progress",
      "--",
      ".",
    ]);
    expect({ code, outputs }).toEqual({ code: 1, outputs: "exit-code=1\n" });
  });

  it.each([0, 1, 2, 3, 4])("ends with %i as the command does", (code) => {
    expect(runAction({}, `exit ${code}`)).toMatchObject({ code, outputs: `exit-code=${code}\n` });
  });

  it("gives the command what it was given, of which the command knows every word", async () => {
    const inputs = {
      path: "infra\n\nother folder\r\n-x\n",
      scope: "all",
      format: "markdown",
      exceptions: "e.json",
      baseline: "b.json",
      "allow-unknown": "true",
      "sarif-file": "out dir/x.sarif",
    };
    const { words } = runAction(inputs);
    expect(words.slice(3)).toEqual([
      "--scope=all",
      "--no-progress",
      "--markdown=-",
      "--allow-unknown",
      "--exceptions=e.json",
      "--baseline=b.json",
      "--sarif=out dir/x.sarif",
      "--",
      "infra",
      "other folder",
      "-x",
    ]);
    const readable = words.slice(3).filter((word) => !/^--(?:exceptions|baseline|sarif)=/.test(word));
    const engine = engineThat();
    expect((await runScan(readable, engine)).code).toBe(1);
    expect(engine.asked[0]?.paths).toEqual(["infra", "other folder", "-x"]);
  });

  it("tells where SARIF is, and nothing of what an earlier run left", () => {
    const writes = runAction({ "sarif-file": "x.sarif" }, 'echo "{}" >x.sarif; exit 1');
    expect(writes.outputs).toBe("sarif=x.sarif\nexit-code=1\n");
    const stale = runAction({ "sarif-file": "old.sarif" }, "exit 3");
    expect(stale.outputs).toBe("exit-code=3\n");
  });

  it.each([
    ["a version that is an address", { version: "https://evil.example/x.tgz" }],
    ["a version that is a folder", { version: "file:." }],
    ["a version and more", { version: "1.0.0 --registry=https://evil.example" }],
    ["a version of two lines", { version: "1.0.0\n1.0.0" }],
    ["a format that is none", { format: "table --json=/etc/passwd" }],
    ["neither true nor false", { "allow-unknown": "yes" }],
    ["SARIF twice", { format: "sarif", "sarif-file": "x.sarif" }],
    ["a second output in a name", { "sarif-file": "x.sarif\nexit-code=0" }],
    ["no path", { path: "\n" }],
  ])("ends with 3 before anything is fetched: %s", (_, inputs) => {
    expect(runAction(inputs)).toMatchObject({ code: 3, words: [], outputs: "exit-code=3\n" });
  });

  it("runs nothing of what it is given", () => {
    const evil = "\"; touch pwned; $(touch pwned) `touch pwned` * ' $HOME";
    for (const name of Object.keys(ACTION.inputs)) {
      const { folder, words } = runAction({ [name]: evil });
      expect(existsSync(join(folder, "pwned"))).toBe(false);
      if (words.length > 0) expect(words.filter((word) => word.endsWith(evil))).toHaveLength(1);
    }
  });

  it("has no expression in its script, and each of its inputs in a variable", () => {
    expect(ACTION.runs.using).toBe("composite");
    expect(STEP.run).not.toContain("${{");
    expect(Object.values(STEP.env)).toEqual(Object.keys(ACTION.inputs).map((name) => expressionOf(`inputs.${name}`)));
    expect(Object.values(ACTION.outputs).map(({ value }) => value)).toEqual([
      expressionOf("steps.scan.outputs.exit-code"),
      expressionOf("steps.scan.outputs.sarif"),
    ]);
  });
});

describe("the hook of pre-commit", () => {
  const [hook] = parse(readProjectFile(".pre-commit-hooks.yaml")) as readonly {
    readonly entry: string;
    readonly args: readonly string[];
    readonly language: string;
    readonly files: string;
    readonly pass_filenames: boolean;
    readonly require_serial: boolean;
  }[];

  it("is run for Terraform's files, once for all", () => {
    expect(hook).toMatchObject({ language: "node", pass_filenames: false, require_serial: true });
    const files = new RegExp(hook?.files ?? "");
    for (const name of ["main.tf", "a/b.tofu", "x.auto.tfvars", "main.tf.json"]) expect(name).toMatch(files);
    for (const name of ["main.bicep", "package.json", "README.md"]) expect(name).not.toMatch(files);
  });

  it("calls the command as it can be called", async () => {
    const [program, verb, ...rest] = hook?.entry.split(" ") ?? [];
    expect([program, verb]).toEqual([readPackageJson().name, createScan(engineThat()).name]);
    const engine = engineThat();
    expect((await runScan([...rest, ...(hook?.args ?? [])], engine)).code).toBe(1);
    expect(engine.asked[0]?.paths).toEqual(["."]);
  });
});
