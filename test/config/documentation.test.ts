import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { OPTION_NAMES } from "../../src/config/option-values.ts";
import { PROBLEM_CODES } from "../../src/config/problem-codes.ts";
import { VARIABLES_NOT_BUILT } from "../../src/config/variable-names.ts";
import { VARIABLE_NAMES, VARIABLES } from "../../src/config/variables.ts";
import { load, type Variables } from "./fixtures.ts";

// docs/configuration.md is written by hand. When a test here fails, its difference shows the lines to write.

const project = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, project), "utf8");
const DOC = read("docs/configuration.md");

/** The text under a heading of the second level. */
function section(title: string): string {
  const body = DOC.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (body === undefined) throw new Error(`docs/configuration.md has no section "${title}"`);
  return body;
}

interface Row {
  readonly code: string;
  readonly severity: string;
  readonly meaning: string;
  readonly remedy: string;
}

function rowsOf(title: string): readonly Row[] {
  return [...section(title).matchAll(/^\| `([a-z0-9_]+)` \| (\w+) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, code = "", severity = "", meaning = "", remedy = ""]) => ({ code, severity, meaning, remedy }),
  );
}

const variables = section("Variables")
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const name = /^`(\w+)`/.exec(text)?.[1] ?? "";
    const item = (title: string) =>
      new RegExp(`^- \\*\\*${title}:\\*\\* ([^]+?)(?=\\n- |\\n\\n|(?![^]))`, "m").exec(text)?.[1];
    return { name, form: item("Form"), absent: item("Absent"), example: item("Example"), option: item("In code") };
  });

describe("docs/configuration.md", () => {
  it("has a section for each variable, in the order of the table, and no other", () => {
    expect(variables.map(({ name }) => name)).toEqual(VARIABLE_NAMES);
  });

  test.each(Object.values(VARIABLES))(
    "says of $name the form, what absent means, and the option in code",
    ({ name, option }) => {
      const documented = variables.find((variable) => variable.name === name);
      expect(documented?.form).toMatch(/\.$/);
      expect(documented?.absent).toMatch(/\.$/);
      expect(documented?.option).toBe(`\`${option}\``);
    },
  );

  // Those of certificates are paths of nobody's files.
  const loadable = variables.filter(({ option }) => option !== "`trustAnchors`" && option !== "`intermediates`");

  test.each(loadable)("has an example of $name that is right", ({ name, example }) => {
    const value = /^`(.+)`$/.exec(example ?? "")?.[1];
    const beside: Readonly<Record<string, Variables>> = {
      CLIENT_CERT_ALLOW: { CLIENT_CERT_ALLOWED_SUBJECTS: undefined },
      CLIENT_CERT_REPORT_UNTIL: { CLIENT_CERT_ENFORCE: "report" },
      CLIENT_CERT_TRUSTED_PEERS: { WEBSITE_SITE_NAME: undefined, CLIENT_CERT_FRONT_END: "rfc9440" },
    };
    // The examples name issuers of an estate that is not here.
    const others = load({ ...beside[name], [name]: value }).warnings.filter(
      ({ code }) => code !== "rule_issuer_unknown",
    );
    expect(others).toEqual([]);
  });

  it("lists the variables of later versions", () => {
    const names = [...section("Variables of later versions").matchAll(/^- `(\w+)`$/gm)].map(([, name]) => name);
    expect(names).toEqual([...VARIABLES_NOT_BUILT.keys()]);
  });

  it("names each option once, beside its variable or with those that have none", () => {
    const beside = variables.map(({ option }) => option?.replaceAll("`", ""));
    const alone = [...section("Options that have no variable").matchAll(/^- `(\w+)`:/gm)].map(([, name]) => name);
    expect([...new Set([...beside, ...alone])].sort()).toEqual([...OPTION_NAMES].sort());
    expect(alone.filter((name) => beside.includes(name))).toEqual([]);
  });

  it("has the table of codes, row by row", () => {
    const rows = rowsOf("Codes of problems").map(({ code, severity, meaning }) => [code, severity, meaning]);
    expect(rows).toEqual(
      Object.entries(PROBLEM_CODES).map(([code, { severity, meaning }]) => [code, severity, meaning]),
    );
  });

  it("has each code of the rules, as an error or a warning", () => {
    const source = read("src/rules/rule-problems.ts");
    const codesOf = (type: string) =>
      [...(new RegExp(`type ${type} =([^;]+);`).exec(source)?.[1] ?? "").matchAll(/"(\w+)"/g)].map(([, code]) => code);
    const rows = rowsOf("Codes of problems in rules");
    const documented = (severity: string) =>
      rows
        .filter((row) => row.severity === severity)
        .map(({ code }) => code)
        .sort();
    expect(documented("error")).toEqual(codesOf("RuleProblemCode").sort());
    expect(documented("warning")).toEqual(codesOf("RuleWarningCode").sort());
  });

  it("has each code of the adapters", () => {
    const sources = readdirSync(new URL("src/adapters/", project)).map((file) => read(`src/adapters/${file}`));
    const codes = sources.flatMap((source) => source.match(/(?<=")(?:guard|route_protection)_[a-z_]+(?=")/g) ?? []);
    expect(
      rowsOf("Codes of the adapters")
        .map(({ code }) => code)
        .sort(),
    ).toEqual([...new Set(codes)].sort());
  });

  test.each(["Codes of problems", "Codes of problems in rules", "Codes of the adapters"])(
    "has a remedy for each of: %s",
    (title) => {
      const rows = rowsOf(title);
      expect(rows.length).toBe(section(title).match(/^\| `/gm)?.length);
      for (const { code, meaning, remedy } of rows) {
        expect(meaning, code).toMatch(/\.$/);
        expect(remedy, code).toMatch(/^[A-Z].*\.$/);
      }
    },
  );
});

describe("the table of codes", () => {
  it("has no code that nothing reports", () => {
    const files = readdirSync(new URL("src/config/", project)).filter((file) => file !== "problem-codes.ts");
    const paths = [...files.map((file) => `src/config/${file}`), "src/self-check/host/detect-host.ts"];
    const sources = paths.map(read).join("\n");
    expect(Object.keys(PROBLEM_CODES).filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
  });
});
