import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { compileOpenPaths } from "../../src/guard/open-paths.ts";
import { load, onlyProblem, problemsWith, type Variables } from "./fixtures.ts";

describe("open paths", () => {
  const VARIABLE = "CLIENT_CERT_OPEN_PATHS";
  const paths = (text: string): readonly string[] => load({ [VARIABLE]: text }).openPaths;

  it("are split, trimmed and kept as written", () => {
    expect(paths("/healthz")).toEqual(["/healthz"]);
    expect(paths(' "/healthz;/Public/*;\n/.well-known/x~y_z-1.json ;/" ')).toEqual([
      "/healthz",
      "/Public/*",
      "/.well-known/x~y_z-1.json",
      "/",
    ]);
    expect(load({}, { openPaths: ["/a", "/b/*"] }).openPaths).toEqual(["/a", "/b/*"]);
  });

  it("never open everything", () => {
    onlyProblem("open_path_everything", VARIABLE, problemsWith({ [VARIABLE]: "/healthz;/*" }));
    onlyProblem("open_path_everything", "openPaths", problemsWith({}, { openPaths: ["/*"] }));
  });

  test.each([
    "healthz",
    "*",
    "https://a.example/healthz",
    "/a%20b",
    "/a%2fb",
    "/a?b",
    "/a#b",
    "/a\\b",
    "/a//b",
    "//a",
    "/a/",
    "/a/./b",
    "/./a",
    "/a/..",
    "/../a",
    "/.",
    "/..",
    "/a*",
    "/*/a",
    "/a/*/b",
    "/a/**",
    "/a b",
    "/\u00fc",
    "/a\tb",
    "/a/*/",
  ])("that could be read in two ways or match nothing are errors: %j", (path) => {
    const problem = onlyProblem("open_path_malformed", VARIABLE, problemsWith({ [VARIABLE]: `/ok;${path}` }));
    expect(problem.place).toBe("entry 2");
    onlyProblem("open_path_malformed", "openPaths", problemsWith({}, { openPaths: ["/ok", path] }));
  });

  it("hold no separator in code", () => {
    onlyProblem("open_path_malformed", "openPaths", problemsWith({}, { openPaths: ["/a;/b"] }));
  });

  it("are an array of strings in code, and not an empty one", () => {
    for (const value of ["/a", null, {}, [1], ["/a", null], new Set(["/a"])]) {
      onlyProblem("option_wrong_type", "openPaths", problemsWith({}, { openPaths: value }));
    }
    onlyProblem("list_empty", "openPaths", problemsWith({}, { openPaths: [] }));
    onlyProblem("list_empty", VARIABLE, problemsWith({ [VARIABLE]: ";" }));
  });

  it("that stand twice count once, with a warning", () => {
    const variables: Variables = { [VARIABLE]: "/a;/b;/a" };
    const { openPaths, warnings } = load(variables);
    expect(openPaths).toEqual(["/a", "/b"]);
    expect(warnings).toMatchObject([{ code: "open_path_repeated", place: "entry 3" }]);
  });
});

describe("open paths and the guard that keeps them", () => {
  it("agree: each entry that is accepted opens what it says, and nothing at all that is refused", () => {
    const segment = fc.constantFrom(
      "a",
      "B",
      "..",
      ".",
      "",
      "*",
      "**",
      "a*",
      "%2e",
      "a b",
      ";",
      "\\",
      "?",
      "#",
      "~",
      "\u00fc",
      ".x",
    );
    const entry = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
    fc.assert(
      fc.property(entry, (path) => {
        const accepted = problemsWith({}, { openPaths: [path] }).length === 0;
        const target = path.endsWith("/*") ? `${path.slice(0, -1)}x` : path;
        if (accepted) expect(compileOpenPaths([path])(target)).toBe(true);
        else if (path !== "/*")
          expect(compileOpenPaths([path])(target.split("?")[0] ?? "")).toBe(isStrayWildcard(path));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The guard would take a `*` inside a path for a character; the configuration does not let it get there. */
function isStrayWildcard(path: string): boolean {
  const own = path.endsWith("/*") ? path.slice(0, -2) : path;
  return own.includes("*") && !/[%;\\?# \u00fc]|\/(?:\.{0,2})(?:\/|$)/.test(own);
}
