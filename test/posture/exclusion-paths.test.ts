import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileExclusions, isLeftOpen, parseExclusionPaths } from "../../src/posture/facts/exclusion-paths.ts";

describe("the entries of a setting", () => {
  it.each([
    ["/a;/b", ["/a", "/b"]],
    ["/a,/b", ["/a", "/b"]],
    [" /a ; /b , /c ", ["/a", "/b", "/c"]],
    [";,/a;;", ["/a"]],
    ["", []],
    [" ; , ", []],
  ])("%j", (text, entries) => {
    expect(parseExclusionPaths(text)).toEqual(entries);
  });
});

const { covers } = compileExclusions(["/public", "hooks/In", "/files/"]);

describe("what an exclusion path may cover", () => {
  it.each([
    ["/public", "the entry"],
    ["/public?x=1", "with a query"],
    ["/public/a/b", "below"],
    ["/publicity", "no segment boundary"],
    ["/PUBLIC", "another case"],
    ["/hooks/in", "an entry without its slash"],
    ["/files", "an entry without the slash at its end"],
    ["/%70ublic", "one letter encoded"],
    ["/%2570ublic", "encoded twice"],
    ["/%252570ublic", "encoded three times"],
    ["/%2fpublic", "an encoded slash"],
    ["//public", "two slashes"],
    ["/hooks//in", "two slashes within"],
    ["/\\public", "a backslash"],
    ["\\public", "a backslash first"],
    ["/%5cpublic", "an encoded backslash"],
    ["/hooks\\in", "a backslash within"],
    ["/hooks;v=1/in", "a parameter"],
    ["/hooks%3bv=1/in", "an encoded parameter"],
    ["/./public", "a dot"],
    ["/orders/../public", "two dots"],
    ["/orders/%2e%2E/public", "encoded dots"],
    ["/orders/..%2fpublic", "dots with an encoded slash"],
    ["/orders/..\\public", "dots with a backslash"],
    ["/orders/..;/public", "dots with a parameter"],
    ["/orders/..%20/public", "dots with a space that Windows drops"],
    ["/../public", "dots at the root"],
    ["/a//../public", "dots after two slashes that one reader takes for one"],
    ["/a/b%2fc/%2e%2e/%2e%2e/public", "dots after a slash that stays encoded"],
    ["/a/b%5cc/%2e%2e/%2e%2e/public", "dots after a backslash that stays encoded"],
    ["/orders/../public%3f/../..", "an encoded question mark"],
    ["/orders/../public%00/../..", "an encoded NUL"],
    ["/pub%00lic", "a NUL that is dropped"],
    ["/pub%09lic", "a tab that is dropped"],
    ["//host/public", "a reference to another host"],
    ["http://host/public", "the absolute form"],
    ["HTTPS://host:443/x/../public", "the absolute form with dots"],
    ["/%EF%BD%90ublic", "a letter of full width"],
    ["/publ%C4%B0c", "a dotted capital I: which letters are one, readers do not agree"],
    ["/%zz/../public", "an escape that is none"],
    ["/pub%lic", "a lone percent sign that is dropped"],
    ["/%%37%30ublic", "an escape made of escapes"],
    ["/%u0070ublic", "an escape of IIS's own"],
    ["/x/%u002e%u002e/public", "dots in an escape of IIS's own"],
    ["/%uff50ublic", "a letter of full width in an escape of IIS's own"],
    ["/%c0%afpublic", "an overlong slash"],
    ["/x/..%c0%afpublic", "dots with an overlong slash"],
    ["/x/%c0%ae%c0%ae/public", "overlong dots"],
    ["/hooks%c1%9cin", "an overlong backslash"],
    ["/hooks%c1%1cin", "an overlong backslash whose last octet is none of UTF-8"],
    ["/hooks%c0%2fin", "an overlong slash whose last octet is none of UTF-8"],
    ["/%c1%b0ublic", "an overlong letter"],
    ["/%e0%81%b0ublic", "an overlong letter in three octets"],
    ["/%f0%80%81%b0ublic", "an overlong letter in four octets"],
    ["/%fc%80%80%80%81%b0ublic", "an overlong letter in six octets"],
    ["/pub%c0%80lic", "an overlong NUL"],
    ["/a%c0%afb/%2e%2e/public", "an overlong slash that one reader takes for two letters"],
    ["/pub%fflic", "an octet that is no UTF-8 and is dropped"],
    ["/pub%c0%aflic", "overlong UTF-8 that is dropped"],
    ["/pub%ed%a0%80lic", "half a pair that is dropped"],
    ["/caf%ff%2f..%2fpublic", "dots beside an octet that is no UTF-8"],
    ["/%ff%2570ublic", "encoded twice beside an octet that is no UTF-8"],
    ["/orders/\u00e4", "an octet outside ASCII"],
    ["/orders/a b", "a space"],
    ["http:/public", "a scheme without an authority"],
    ["http:\\\\host\\public", "an absolute form with backslashes"],
    ["http://a\\public", "a backslash in the authority"],
    ["host:443", "the authority form"],
    ["*", "the asterisk form"],
    ["", "nothing"],
    [`/${"a".repeat(4096)}`, "more than is read"],
    [`/%${"25".repeat(100)}41`, "more layers than are taken off"],
    [`/${"a".repeat(4000)}%E9%25%2fb`, "more characters of readings than are followed"],
    ["/x;p/%2fy%5c/%2e%2e//a%c3%a8%20b/..%c0%af%ff", "more tricks than are followed"],
  ])("%s: %s", (path) => {
    expect(covers(path)).toBe(true);
  });

  it.each([
    "/",
    "/orders/42",
    "/orders/public",
    "/publi",
    "/pub/lic",
    "/hooks",
    "/hooks/out",
    "/hook/in",
    "/file",
    "/orders/42?next=/public",
    "/orders/k%C3%A4se%20brot",
    "/orders/a%2Fb",
    "/orders/v1.2/x;v=1",
    "/.well-known/public",
    "/orders/../orders/42",
    "/a/b/../c",
    "//orders//42",
    "http://host/orders/42",
    "http://public/orders",
    "http://host",
    `/${"a".repeat(4095)}`,
    "/%",
    "/%zz",
    "/%ff",
    "/a/100%25/b",
    "/orders/50%25.pdf",
    "/orders/100%",
    "/orders/%E9t%E9/caf%E9",
    "/orders/%C3%A9t%C3%A9/d%C3%A9p%C3%AAche%20%C3%A0%20Paris.pdf",
    "/orders/%E6%B3%A8%E6%96%87%E6%9B%B8%20(1)%2F%E8%AB%8B%E6%B1%82%E6%9B%B8.pdf",
    "/orders/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%20%E2%84%96%205;v=1",
    "/orders/%F0%9F%93%A6%20box",
    "/orders/http%3A%2F%2Fhost%2Fa%3Fb%3D50%2525",
    "/orders/%u00e9",
    `/${"%25".repeat(100)}41`,
    `/${"a".repeat(1000)}%E9%25%2fb`,
  ])("%s is another path", (path) => {
    expect(covers(path)).toBe(false);
  });

  it("nothing, without entries", () => {
    const none = compileExclusions([]);
    for (const path of ["/public", "/%", "", "*", "/a".repeat(9000)]) expect(none.covers(path)).toBe(false);
  });

  it.each([["/"], ["*"], ["/*"], ["/."], ["/x/.."], ["?"]])("everything, with the entry %s", (entry) => {
    expect(compileExclusions([entry]).covers("/orders/42")).toBe(true);
  });

  it.each([
    ["/public/*", "/public/a"],
    ["/public*", "/public/a"],
    ["/public%2fa", "/public/a"],
    ["/x/../public", "/public/a"],
    ["\\public", "/public/a"],
    ["//public", "/public/a"],
    ["/k\u00e4se", "/k%C3%A4se"],
    ["/50%", "/50%25"],
    ["/caf\u00e9", "/caf%E9"],
    ["/caf\u00e9", "/caf%C3%A9"],
    ["/caf%E9", "/caf%e9/x"],
    ["/caf%E9", "/caf%C3%A9"],
    ["/caf%C3%A9", "/caf%E9"],
    ["/\u00c3\u00a9t\u00e9", "/%C3%A9t%E9"],
    [`/%${"25".repeat(100)}41`, "/anything"],
    ["/file", "/\u212a"],
  ])("the entry %s covers %s", (entry, path) => {
    expect(compileExclusions([entry]).covers(path)).toBe(true);
  });
});

describe("spelling tricks", () => {
  const tricks: readonly ((path: string, at: number) => string)[] = [
    (path, at) => path.slice(0, at) + encodeAt(path, at) + path.slice(at + 1),
    (path, at) => path.slice(0, at) + encodeAt(path, at).toLowerCase() + path.slice(at + 1),
    (path) => path.replaceAll("%", "%25"),
    (path) => path.toUpperCase(),
    (path) => path.replace("/", "//"),
    (path) => path.replace(/^\//, "/x/../"),
    (path) => path.replace(/^\//, "/x/%2e%2e/"),
    (path) => path.replace(/^\//, "/./"),
    (path) => path.replaceAll("/", "\\").replace("\\", "/"),
    (path) => path.replace(/\/(?=b)/, ";p=1/"),
    (path) => `${path}/anything`,
    (path) => `${path}z`,
    (path, at) => path.slice(0, at) + overlongAt(path, at) + path.slice(at + 1),
    (path, at) => `${path.slice(0, at)}%u00${encodeAt(path, at).slice(1)}${path.slice(at + 1)}`,
    (path) => path.replace(/^\//, "/x/..%2f"),
    (path) => path.replace(/^\//, "/x/..%5c"),
    (path) => path.replace(/^\//, "/100%/%c0%ae%c0%ae/"),
    (path) => path.replace(/^\//, "/caf%E9/%2e%2e/"),
    (path) => `${path}%E9%`,
  ];
  const chain = fc.array(fc.tuple(fc.nat(tricks.length - 1), fc.nat(20)), { maxLength: 4 });

  it("hide no excluded path", () => {
    const exclusions = compileExclusions(["/a/b"]);
    fc.assert(
      fc.property(chain, fc.boolean(), (steps, isAbsolute) => {
        let path = "/a/b";
        for (const [trick, at] of steps) path = tricks[trick]?.(path, at % path.length) ?? path;
        const target = isAbsolute ? `http://host${path}` : path;
        expect([target, exclusions.covers(target)]).toEqual([target, true]);
      }),
      { numRuns: 3000 },
    );
  });

  it("are not seen in plain paths", () => {
    const segment = fc.stringMatching(/^[a-z0-9_~!$&'()*+,=:@-]{1,12}$/);
    const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/orders/${segments.join("/")}`);
    const exclusions = compileExclusions(["/a/b", "/healthz", "/public/"]);
    fc.assert(
      fc.property(path, (plain) => {
        expect(exclusions.covers(plain)).toBe(false);
      }),
    );
  });

  it("are not seen in other paths, however they are escaped", () => {
    const octet = fc.integer({ min: 0x30, max: 0xff }).map((code) => `%${code.toString(16).padStart(2, "0")}`);
    const part = fc.oneof(
      octet.filter((text) => !/3b|3f|5c/.test(text)),
      fc.constantFrom("%", "%z", "100%25", "%C3%A9"),
    );
    const name = fc.array(part, { maxLength: 3 }).map((parts) => parts.join("-"));
    const exclusions = compileExclusions(["/healthz", "/public/"]);
    fc.assert(
      fc.property(name, (text) => {
        expect([text, exclusions.covers(`/orders/${text}`)]).toEqual([text, false]);
      }),
      { numRuns: 2000 },
    );
  });

  it("never make it throw", () => {
    const exclusions = compileExclusions(["/a/b"]);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(exclusions.covers(text)).toBeTypeOf("boolean");
        expect(compileExclusions([text]).covers(text)).toBe(true);
      }),
    );
  });
});

/** One octet as two of UTF-8, which its rules forbid (RFC 3629 section 3). */
function overlongAt(path: string, at: number): string {
  const code = path.charCodeAt(at);
  return `%${(0xc0 | (code >> 6)).toString(16)}%${(0x80 | (code & 0x3f)).toString(16)}`;
}

function encodeAt(path: string, at: number): string {
  return `%${path.charCodeAt(at).toString(16).toUpperCase().padStart(2, "0")}`;
}

describe("an exclusion path that the app leaves open anyway", () => {
  const open = ["/healthz", "/public/*", "/", "/api/v1/status"];

  it.each(["/healthz", "/healthz/", "healthz", "/public/", "/public", "/public/a", "/public/a/", "/public/*"])(
    "%s",
    (exclusion) => {
      expect(isLeftOpen(exclusion, open)).toBe(true);
    },
  );

  it.each([
    ["/", "it concerns every path"],
    ["/health", "a shorter name"],
    ["/healthzz", "a longer name"],
    ["/Healthz", "another case"],
    ["/healthz/x", "below an entry that opens nothing below"],
    ["/publicity", "no segment boundary"],
    ["/pub", "the beginning of an entry"],
    ["/public*", "a wildcard without a boundary"],
    ["/api", "above an entry"],
    ["/public/../admin", "dots"],
    ["/public/%2e%2e/admin", "encoded dots"],
    ["/public//a", "two slashes"],
    ["/public/a;b", "a parameter"],
    ["/public\\a", "a backslash"],
    ["/orders", "protected"],
    ["", "nothing"],
  ])("%s is none: %s", (exclusion) => {
    expect(isLeftOpen(exclusion, open)).toBe(false);
  });

  it("every one, where everything is open", () => {
    expect(isLeftOpen("/", ["/*"])).toBe(true);
    expect(isLeftOpen("/orders", ["/*"])).toBe(true);
  });

  it("none, where nothing is", () => {
    expect(isLeftOpen("/healthz", [])).toBe(false);
  });
});
