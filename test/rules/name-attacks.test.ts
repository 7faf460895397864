import { describe, expect, it } from "vitest";
import { utf8String } from "../../src/asn1/writer.ts";
import { parseDistinguishedName } from "../../src/rules/distinguished-name.ts";
import type { NameEncoding } from "../../src/testing/index.ts";
import { matches, nameOf, patternOf } from "./names.ts";

const CN = "2.5.4.3";
const O = "2.5.4.10";

describe("two common names", () => {
  const two = [[{ type: "CN", value: "alice" }], [{ type: "CN", value: "bob" }]];

  it("are not one of them, in whole or in part", () => {
    for (const text of ["CN=alice", "CN=bob", "CN=alice,*", "CN=bob,*"]) expect(matches(text, two)).toBe(false);
    expect(matches("CN=alice,CN=bob", two)).toBe(true);
    expect(matches("CN=bob+CN=alice,*", two)).toBe(true);
  });

  it("match where both are named, whatever else is there, and no third", () => {
    const users = "CN=alice,CN=Users,DC=contoso,DC=com";
    expect(matches("CN=alice,CN=Users,*", users)).toBe(true);
    expect(matches("CN=alice,*", users)).toBe(false);
    expect(matches("CN=Users,*", users)).toBe(false);
    expect(matches("CN=alice,CN=Users,*", `CN=bob,${users}`)).toBe(false);
    expect(matches("CN=alice,CN=alice,*", users)).toBe(false);
    expect(matches("CN=alice,CN=Users,DC=com,*", users)).toBe(false);
    expect(matches("CN=alice,CN=Users,DC=com,DC=contoso,*", users)).toBe(true);
  });

  it("count even when they are the same", () => {
    expect(matches("CN=alice", "CN=alice,CN=alice")).toBe(false);
    expect(matches("CN=alice,CN=alice", "CN=alice")).toBe(false);
    expect(matches("CN=alice,CN=alice", "CN=alice,CN=alice")).toBe(true);
  });
});

describe("text that looks like an attribute", () => {
  it.each([
    ["O=x,CN=admin", "O=x\\,CN=admin"],
    ["CN=admin,*", "O=x\\,CN=admin"],
    ["O=x,CN=admin", "O=x\\+CN=admin"],
    ["CN=admin", "O=CN\\=admin"],
    ["CN=admin,O=x", "CN=admin\\,O=x"],
    ["/CN=admin/O=x", "CN=admin/O=x"],
    ["CN=a", 'CN="a"'],
    ["CN=admin", "UID=admin"],
    ["CN=admin", "1.2.3.4=admin"],
  ])("%s is not %s", (text, name) => {
    expect(matches(text, name)).toBe(false);
  });

  it("does not run together with its neighbour", () => {
    expect(matches("CN=a,CN=b", [[{ type: "CN", value: "a2.5.4.3=b" }]])).toBe(false);
    expect(matches("CN=a,CN=b,*", [[{ type: "CN", value: "a=b" }]])).toBe(false);
    expect(matches("CN=a\\=b,*", "CN=a,CN=b")).toBe(false);
  });

  it("is read from a rule as it was escaped there", () => {
    expect(matches("O=x\\,CN=admin", [[{ type: "O", value: "x,CN=admin" }]])).toBe(true);
    expect(matches("O=x\\,CN=admin", "O=x,CN=admin")).toBe(false);
  });
});

describe("characters that readers cut, hide or fold", () => {
  it.each([
    ["NUL", "admin\u0000.evil"],
    ["NUL at the end", "admin\u0000"],
    ["newline", "admin\nO=Contoso"],
    ["newline at the end", "admin\n"],
    ["tab", "ad\tmin"],
    ["zero-width space", "ad\u200bmin"],
    ["right-to-left override", "admin\u202e"],
    ["soft hyphen", "ad\u00admin"],
    ["byte order mark", "\ufeffadmin"],
    ["Cyrillic letter", "\u0430dmin"],
    ["private use", "admin\ue000"],
  ])("%s", (_, value) => {
    const name = [[{ type: "CN", value }]];
    for (const text of ["CN=admin", "CN=admin,*", "CN=admin\\20", 'CN="admin"', "CN=admin.evil"]) {
      expect(matches(text, name)).toBe(false);
    }
  });

  it("matches a newline or NUL not even when a rule escapes it", () => {
    expect(parseDistinguishedName("CN=admin\\0A")).toMatchObject({ kind: "error" });
    expect(parseDistinguishedName("CN=admin\\00")).toMatchObject({ kind: "error" });
  });
});

describe("encodings of one value", () => {
  it.each<NameEncoding>(["utf8", "printable", "ia5", "t61", "bmp", "universal"])("%s", (encoding) => {
    const name = [[{ type: CN, value: "Billing  Service", encoding }]];
    expect(matches("CN=billing service", name)).toBe(true);
    expect(matches("CN=billing", name)).toBe(false);
  });

  it.each<NameEncoding>(["utf8", "bmp", "universal"])("%s beyond ASCII", (encoding) => {
    const name = [[{ type: CN, value: "J\u00dcRGEN Stra\u00dfe", encoding }]];
    expect(matches("CN=j\u00fcrgen STRASSE", name)).toBe(true);
    expect(matches("CN=ju\u0308rgen strasse", name)).toBe(true);
    expect(matches("CN=jurgen strasse", name)).toBe(false);
  });

  it("folds letter case and spaces", () => {
    for (const text of ["cn=ALICE  B", "CN= alice b ", 'CN="  Alice B  "', "CN=\\ alice\\20\\20b"]) {
      expect(matches(text, "CN=Alice B")).toBe(true);
    }
    expect(matches("CN=aliceb", "CN=Alice B")).toBe(false);
  });
});

describe("an attribute that cannot be decoded", () => {
  const broken = { type: O, value: Uint8Array.of(0x0c, 2, 0xc3, 0x28) };
  const latin1 = { type: O, value: Uint8Array.of(0x14, 2, 0x61, 0xe9) };
  const number = { type: O, value: Uint8Array.of(0x02, 1, 7) };

  it.each([broken, latin1, number])("spoils the whole name, and a part only where its type is named", (attribute) => {
    const name = [[{ type: CN, value: "alice" }], [attribute]];
    expect(matches("CN=alice", name)).toBe(false);
    expect(matches("CN=alice,O=a", name)).toBe(false);
    expect(matches("CN=alice,*", name)).toBe(true);
    expect(matches("CN=alice,O=a,*", name)).toBe(false);
  });

  it("is not mistaken for a text that looks like its octets", () => {
    const pattern = nameOf([[number]]).toString();
    expect(pattern).toBe("O=#020107");
    expect(matches("O=\\#020107", [[number]])).toBe(false);
    expect(matches(pattern, [[{ type: O, value: "#020107" }]])).toBe(false);
  });
});

describe("an empty subject", () => {
  it.each(["CN=a", "CN=a,*", 'CN=""', 'CN="",*', "CN=\\20"])("matches not even %s", (text) => {
    expect(patternOf(text).matches(nameOf(""))).toBe(false);
  });

  it("is not a subject with an empty attribute", () => {
    expect(matches('CN=""', [[{ type: CN, value: utf8String("") }]])).toBe(true);
    expect(matches("CN=a,*", [[{ type: CN, value: utf8String("") }]])).toBe(false);
  });
});

describe("a wildcard", () => {
  it("is a star", () => {
    expect(matches("CN=*.contoso.com", "CN=evil.contoso.com")).toBe(false);
    expect(matches("CN=*.contoso.com", "CN=*.contoso.com")).toBe(true);
    expect(matches("CN=*", "CN=admin")).toBe(false);
    expect(matches("CN=evil.contoso.com", "CN=*.contoso.com")).toBe(false);
  });
});
