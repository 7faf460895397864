import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileOpenPaths } from "../../src/guard/open-paths.ts";

const ENTRIES = ["/healthz", "/public/*", "/a/b/*", "/"];
const isOpen = compileOpenPaths(ENTRIES);

describe("what is open", () => {
  it.each([
    ["/healthz", "an entry"],
    ["/healthz?x=1&y=../..", "an entry with a query"],
    ["/healthz?", "an entry with an empty query"],
    ["/", "the root as an entry"],
    ["/?probe", "the root with a query"],
    ["/public/a", "below an entry"],
    ["/public/a/b.css", "two levels below"],
    ["/public/a...b/..c/d..", "dots that are part of names"],
    ["/public/.well-known", "a name that begins with a dot"],
    ["/public/%E4%BD%A0%20x%2B", "escapes that stand for nothing special"],
    ["/public/a@b:c,d=e~f!$&'()*+", "what RFC 3986 allows in a segment"],
  ])("%s: %s", (rawUrl) => {
    expect(isOpen(rawUrl)).toBe(true);
  });
});

describe("what is not", () => {
  it.each([
    ["/other", "no entry"],
    ["/healthz/", "a slash more"],
    ["/healthz/x", "below an entry that opens nothing below"],
    ["/healthzz", "a longer name"],
    ["/HEALTHZ", "another case"],
    ["/Public/a", "another case below"],
    ["/public", "the entry itself, which opens only what is below"],
    ["/public/", "an empty segment at the end"],
    ["/publicity/a", "no segment boundary"],
    ["//public/a", "an empty segment first"],
    ["//", "two slashes"],
    ["/public//a", "an empty segment within"],
    ["/public/./a", "a dot segment"],
    ["/public/.", "a dot segment at the end"],
    ["/public/../admin", "two dots"],
    ["/public/..", "two dots at the end"],
    ["/admin/../public/a", "two dots before"],
    ["/public/%2e%2e/admin", "encoded dots"],
    ["/public/%2E./admin", "a dot half encoded"],
    ["/public/..%2fadmin", "an encoded slash"],
    ["/public/..%2Fadmin", "an encoded slash in upper case"],
    ["/public/..%5cadmin", "an encoded backslash"],
    ["/public\\..\\admin", "backslashes"],
    ["/public/a\\b", "a backslash below"],
    ["/public/%252e%252e/admin", "encoded twice"],
    ["/public/%%32e%%32e/admin", "an escape that only a second decoding completes"],
    ["/public/%2", "half an escape"],
    ["/public/%", "a lone percent sign"],
    ["/public/%00", "an encoded NUL"],
    ["/public/.%09./admin", "an encoded tab that some parsers drop"],
    ["/public/%7f", "an encoded DEL"],
    ["/public;x/a", "a parameter"],
    ["/public/..;/admin", "two dots with a parameter"],
    ["/public/..%3b/admin", "the same, encoded"],
    ["/healthz;", "an empty parameter"],
    ["/healthz#x", "a fragment, which has no business in a request"],
    ["/public/a#/../../admin", "a fragment that hides dots"],
    ["/public/\u00e4", "an octet outside ASCII"],
    ["/public/a b", "a space"],
    ["/public/a\u0000", "a NUL"],
    ["http://x/public/a", "the absolute form"],
    ["http://x/admin/../public/a", "the absolute form with dots"],
    ["https://x/healthz", "the absolute form of an entry"],
    ["HTTP:/healthz", "a scheme without an authority"],
    ["x:443", "the authority form"],
    ["*", "the asterisk form"],
    ["healthz", "no slash"],
    ["", "nothing"],
    ["?/healthz", "only a query"],
  ])("%s: %s", (rawUrl) => {
    expect(isOpen(rawUrl)).toBe(false);
  });

  it("anything, without entries", () => {
    expect(compileOpenPaths([])("/")).toBe(false);
  });

  it("the root, by an entry that opens what is below it", () => {
    const below = compileOpenPaths(["/*"]);
    expect(below("/a")).toBe(true);
    expect(below("/")).toBe(false);
    expect(below("/../a")).toBe(false);
  });

  it("an ambiguous path that somebody wrote as an entry", () => {
    const entries = ["/a/../b", "/a;x", "/a%2fb", "/a//b", "/c/", "/d/%2e/*"];
    const open = compileOpenPaths(entries);
    for (const entry of entries) expect(open(entry.replace("*", "x"))).toBe(false);
  });
});

describe("no path is open that anybody could read as a path outside every entry", () => {
  const pieces = [
    ..."/.;%#?\\ abAB01259eEfFcCdD\t\n\u0000\u00e9",
    ...["..", "/..", "../", "/../", "%2e", "%2E", "%2f", "%5c", "%5C", "%3b", "%25", "%00", "%09", "%252e", "%%32e"],
    ...["/public", "public/", "/public/", "/a/b/", "/healthz", "/admin", "http://x", "//"],
  ];
  const rawUrl = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));

  it.each([
    ["any path", rawUrl],
    ["a path that begins as an open one", rawUrl.map((tail) => `/public/${tail}`)],
    ["a path that ends as an open one", rawUrl.map((head) => `/${head}/healthz`)],
  ])("%s", (_title, paths) => {
    fc.assert(
      fc.property(paths, (path) => {
        if (!isOpen(path)) return;
        for (const reading of readings(path)) expect([path, reading, isInside(reading)]).toEqual([path, reading, true]);
      }),
      { numRuns: 20_000 },
    );
  });

  it("and the reader of this test finds what a guard that normalises would let in", () => {
    expect(readings("/public/%252e%252e/admin")).toContain("/admin");
    expect(readings("/public/..%3bx/admin")).toContain("/admin");
    expect(readings("/public\\..\\admin")).toContain("/admin");
    expect(readings("/public/%%32e./admin")).toContain("/admin");
    expect(isInside("/admin")).toBe(false);
  });
});

/** Every path that some router or file server could make of this one, after each round of decoding. */
function readings(rawUrl: string): readonly string[] {
  const found = new Set<string>();
  let path = rawUrl.split("?")[0] ?? "";
  for (let round = 0; round < 8; round += 1) {
    for (const variant of variants(path)) found.add(resolveDots(variant));
    const decoded = path.replace(/%([0-9a-f]{2})/gi, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded === path) break;
    path = decoded;
  }
  return [...found];
}

/** With and without what one parser or another drops: control characters, parameters, the fragment. */
function variants(path: string): readonly string[] {
  const clean = [path, path.replace(/[\u0000-\u001f\u007f]/g, "")];
  const withoutFragment = clean.flatMap((text) => [text, text.split("#")[0] ?? ""]);
  const withoutParameters = withoutFragment.flatMap((text) => [text, text.replace(/;[^/\\]*/g, "")]);
  return withoutParameters.map((text) => text.replace(/^[a-z]+:\/\/[^/]*/i, ""));
}

function resolveDots(path: string): string {
  const resolved: string[] = [];
  for (const segment of path.replaceAll("\\", "/").split("/")) {
    if (segment === "..") resolved.pop();
    else if (segment !== "" && segment !== ".") resolved.push(segment);
  }
  return `/${resolved.join("/")}`;
}

function isInside(path: string): boolean {
  return path === "/" || path === "/healthz" || path.startsWith("/public/") || path.startsWith("/a/b/");
}
