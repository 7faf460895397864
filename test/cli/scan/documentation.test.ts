import * as commander from "commander";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { EXIT, UNREADABLE } from "../../../src/cli/exit-code.ts";
import { declareOptions } from "../../../src/cli/scan/options.ts";
import { SCAN_RULES } from "../../../src/posture/scan/scan-rules.ts";
import { projectFiles, readPackageJson, readProjectFile } from "../../house/repository.ts";
import { engineThat, runScan } from "./stage.ts";

// docs/scan.md and docs/pipelines.md are written by hand. When a test here fails, its difference shows the lines to write.

const SCAN = readProjectFile("docs/scan.md");
const PIPELINES = readProjectFile("docs/pipelines.md");

/** Other scanners; the other references are what a rule rests on. */
const PEERS: readonly string[] = [
  "Checkov",
  "Sonar",
  "Trivy",
  "KICS",
  "Regula",
  "Prowler",
  "Azure Policy",
  "PSRule for Azure",
];

describe("docs/scan.md", () => {
  it("has the rules as they are, in their order", () => {
    const rows = Object.values(SCAN_RULES).map(({ id, title, severity, why, remedy }) => {
      return [`\`${id}\``, title, severity, why, remedy];
    });
    expect(rowsUnder(SCAN, "Rule")).toEqual(rows);
  });

  it("has the options as they are, in their order", () => {
    const command = new commander.Command();
    declareOptions(command, { commander });
    expect(rowsUnder(SCAN, "Option")).toEqual(
      command.options.map(({ flags, description }) => [`\`${flags}\``, description]),
    );
  });

  it("has every exit code", () => {
    expect(rowsUnder(SCAN, "Exit code").map(([code]) => Number(code))).toEqual([...Object.values(EXIT), UNREADABLE]);
  });
});

describe("docs/pipelines.md", () => {
  const action = parse(readProjectFile("action.yml")) as {
    readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
    readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  };

  it("has the action's inputs and outputs as they are", () => {
    const inputs = Object.entries(action.inputs).map(([name, { default: value, description }]) => {
      return [`\`${name}\``, value === "" ? "none" : `\`${value}\``, description];
    });
    expect(rowsUnder(PIPELINES, "Input")).toEqual(inputs);
    const outputs = Object.entries(action.outputs).map(([name, { description }]) => [`\`${name}\``, description]);
    expect(rowsUnder(PIPELINES, "Output")).toEqual(outputs);
  });

  it("has other scanners' ids beside each rule's", () => {
    const rows = Object.values(SCAN_RULES).flatMap(({ id, references }) => {
      const peers = references.filter(({ source }) => PEERS.includes(source));
      if (peers.length === 0) return [];
      return [[`\`${id}\``, peers.map((peer) => `${peer.source} \`${peer.id}\``).join(", ")]];
    });
    expect(rowsUnder(PIPELINES, "Ours")).toEqual(rows);
  });

  it("has YAML that can be read, with inputs that the action has", () => {
    const blocks = [...PIPELINES.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = ""]) => parse(yaml) as unknown);
    expect(blocks).toHaveLength(4);
    const text = JSON.stringify(blocks[0]);
    const [, inputs = "{}"] = /azure-client-cert@<commit>","with":(\{.*?\})/.exec(text) ?? [];
    expect(Object.keys(JSON.parse(inputs) as object).filter((name) => !Object.hasOwn(action.inputs, name))).toEqual([]);
  });

  it("calls the command of this version as it can be called", async () => {
    const calls = [...PIPELINES.matchAll(/npx --yes azure-client-cert@([\d.]+) scan (.+)$/gm)];
    expect(calls.length).toBeGreaterThan(1);
    for (const [, version, words = ""] of calls) {
      expect(version).toBe(readPackageJson().version);
      const readable = words.replace(/ --(?:markdown|junit) (?:"[^"]*"|\S+)/g, "").split(" ");
      expect((await runScan(readable, engineThat())).code).toBe(1);
    }
  });
});

describe("both", () => {
  it.each(["docs/scan.md", "docs/pipelines.md"])("link to what there is: %s", (file) => {
    const links = [...readProjectFile(file).matchAll(/\]\(([\w./-]*)(?:#([\w-]+))?\)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, target = "", anchor] of links) {
      const path = target === "" ? file : `docs/${target}`;
      expect(projectFiles()).toContain(path);
      const headings = [...readProjectFile(path).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) => text.toLowerCase());
      if (anchor !== undefined) expect(headings.map((text) => text.replace(/\W+/g, "-"))).toContain(anchor);
    }
  });
});

/** The cells of every row below the header rows that begin with this cell. */
function rowsUnder(text: string, first: string): readonly (readonly string[])[] {
  const tables = text.split("\n\n").filter((block) => block.trimStart().startsWith(`| ${first} |`));
  return tables.flatMap((table) => table.trim().split("\n").slice(2).map(cellsOf));
}

function cellsOf(row: string): readonly string[] {
  return row
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}
