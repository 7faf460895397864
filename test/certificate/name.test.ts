import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { der, oid, sequence, set, utf8String } from "../../src/asn1/writer.ts";
import { type Name, parseName } from "../../src/certificate/name.ts";
import { encodeName, type NameAttributeInput, type NameEncoding, type NameInput } from "../../src/testing/index.ts";
import { derError, octets } from "../asn1/octets.ts";

const nameOf = (input: NameInput): Name => parseName(encodeName(input));
const keyOf = (input: NameInput): string => nameOf(input).key;
const problem = (bytes: Uint8Array): string => derError(() => parseName(bytes)).message;

/** CN with a value in an encoding. */
const cn = (value: string | Uint8Array, encoding: NameEncoding = "utf8"): NameInput => [
  [{ type: "CN", value, encoding }],
];
const ENCODINGS: readonly NameEncoding[] = ["utf8", "printable", "ia5", "t61", "bmp", "universal"];

describe("names that are equal", () => {
  it("in whatever string type they are written", () => {
    expect(new Set(ENCODINGS.map((encoding) => keyOf(cn("Contoso CA 2", encoding)))).size).toBe(1);
    expect(new Set((["utf8", "bmp", "universal"] as const).map((e) => keyOf(cn("caf\u00e9 \u20ac", e)))).size).toBe(1);
  });

  it("in case and spaces", () => {
    expect(keyOf("CN=Alice  Smith,O=CONTOSO")).toBe(keyOf("CN=alice smith,O=Contoso"));
    expect(keyOf(cn(" alice "))).toBe(keyOf(cn("alice", "printable")));
  });

  it("whatever the order inside an RDN", () => {
    const [a, b, c] = ["CN", "OU", "UID"].map((type) => ({ type, value: type })) as [
      NameAttributeInput,
      NameAttributeInput,
      NameAttributeInput,
    ];
    const orders = [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [c, b, a],
    ];
    const unsorted = (rdn: readonly NameAttributeInput[]) => {
      const attributes = rdn.map(({ type, value }) => sequence(encodeName([[{ type, value }]]).subarray(6)));
      return parseName(sequence(der(0x31, ...attributes))).key;
    };
    expect(new Set([...orders.map((order) => keyOf([order])), ...orders.map(unsorted)]).size).toBe(1);
  });

  it("say so", () => {
    expect(nameOf("CN=a,O=b").equals(nameOf("CN=A,O=B"))).toBe(true);
    expect(nameOf("CN=a,O=b").equals(nameOf("CN=a,O=b"))).toBe(true);
    expect(nameOf("CN=a,O=b").equals(nameOf("O=b,CN=a"))).toBe(false);
    expect(nameOf("").equals(nameOf(""))).toBe(true);
    expect(nameOf("").equals(nameOf("CN=a"))).toBe(false);
  });
});

describe("names that are not equal", () => {
  it.each<[string, NameInput, NameInput]>([
    ["another type", "CN=a", "OU=a"],
    ["another order of RDNs", "CN=a,O=b", "O=b,CN=a"],
    ["one RDN of two and two of one", "CN=a+OU=b", "CN=a,OU=b"],
    ["grouped otherwise", "CN=a+OU=b,O=c", "CN=a,OU=b+O=c"],
    ["once and twice", "CN=a", "CN=a,CN=a"],
    ["twice in one RDN", "CN=a", "CN=a+CN=a"],
    ["more in front", "CN=a,O=b", "O=b"],
    ["more behind", "CN=a,O=b", "CN=a"],
    ["a comma in the value", "CN=a\\,O\\=b", "CN=a,O=b"],
    ["a plus in the value", "CN=a\\+OU\\=b", "CN=a+OU=b"],
    ["a name in the organisation", "O=x CN\\=admin", "CN=admin,O=x"],
    ["empty and absent", "CN=,O=b", "O=b"],
    ["empty name and empty value", "", "CN="],
    ["two CNs swapped", "CN=a,CN=b", "CN=b,CN=a"],
  ])("%s", (_, left, right) => {
    expect(keyOf(left)).not.toBe(keyOf(right));
  });

  it.each([0x00, 0x01, 0x02, 0x03, 0x0a, 0x0d, 0x7f])("with a control character 0x%s in it", (code) => {
    const control = String.fromCharCode(code);
    for (const value of [`admin${control}`, `${control}admin`, `ad${control}min`, `admin${control}.evil`]) {
      expect(keyOf(cn(value))).not.toBe(keyOf(cn("admin")));
      expect(nameOf(cn(value)).attributes[0]?.prepared).toBeUndefined();
    }
  });

  it.each(["\u200b", "\u202e", "\u00ad", "\ue000", "\u0378", "\ufeff", "\ufffd", "\u{e0041}"])(
    "with %j in it: equal to the same octets only",
    (character) => {
      const value = `admin${character}`;
      expect(keyOf(cn(value))).not.toBe(keyOf(cn("admin")));
      expect(keyOf(cn(value))).toBe(keyOf(cn(value)));
      expect(keyOf(cn(value, "universal"))).not.toBe(keyOf(cn(value)));
      expect(keyOf(cn(value.toUpperCase()))).not.toBe(keyOf(cn(value)));
      expect(nameOf(cn(value)).attributes[0]).toMatchObject({ value, prepared: undefined });
    },
  );

  it("by a value made to look like the separators of a key", () => {
    const separators = ["", "\u0001", "\u0002", "\u0003", "=", "+", ","];
    const values = ["a", "b", ...separators.flatMap((s) => [`a${s}2.5.4.3=b`, `a${s}b`, `2.5.4.3${s}12${s}61`])];
    const names = values.flatMap((left) => values.map((right) => [cn(left), cn(right)].flat() as NameInput));
    const pairs = values.flatMap((left) => values.map((right) => [[...cn(left), ...cn(right)].flat()] as NameInput));
    const single = values.map((value) => cn(value));
    // In a pair the two may be swapped, being a set.
    const expected = names.length + (values.length * (values.length + 1)) / 2 + single.length;
    expect(new Set([...names, ...pairs, ...single].map(keyOf)).size).toBe(expected);
  });
});

describe("a value that is no text", () => {
  it.each<[string, NameInput]>([
    ["bad UTF-8", cn(octets("61 ff"))],
    ["overlong UTF-8", cn(octets("c1 81"))],
    ["Latin-1 as PrintableString", cn(octets("e9"), "printable")],
    ["T61 beyond ASCII", cn(octets("e9"), "t61")],
    ["T61 where it differs from ASCII", cn("a_b", "t61")],
    ["T61 with a control character", cn(octets("61 00"), "t61")],
    ["an odd BMPString", cn(octets("00 61 00"), "bmp")],
    ["a surrogate in a BMPString", cn(octets("d8 00"), "bmp")],
    ["a number", [[{ type: "CN", value: octets("02 01 61") }]]],
    ["a sequence", [[{ type: "CN", value: octets("30 03 0c 01 61") }]]],
    ["an octet string", [[{ type: "CN", value: octets("04 01 61") }]]],
  ])("%s has no value and is equal to itself only", (_, input) => {
    const name = nameOf(input);
    expect(name.attributes[0]).toMatchObject({ value: undefined, prepared: undefined });
    expect(name.isComparable).toBe(false);
    expect(name.key).toBe(keyOf(input));
    for (const text of ["a", "", "A", "a_b", "\u00e9"]) expect(name.key).not.toBe(keyOf(cn(text)));
  });

  it("makes the whole name one that cannot be compared as text", () => {
    const bad = { type: "OU", value: octets("ff"), encoding: "utf8" } as const;
    const invisible = { type: "OU", value: "a\u200b" } as const;
    for (const attribute of [bad, invisible]) {
      expect(nameOf([[{ type: "CN", value: "a" }], [{ type: "O", value: "b" }, attribute]]).isComparable).toBe(false);
    }
    expect(nameOf("CN=a+OU=c,O=b").isComparable).toBe(true);
    expect(nameOf("").isComparable).toBe(true);
  });

  it("differs under another tag or with other octets", () => {
    const values = ["04 01 61", "02 01 61", "04 01 62", "04 02 61 61", "30 03 04 01 61"];
    expect(new Set(values.map((value) => keyOf([[{ type: "CN", value: octets(value) }]]))).size).toBe(values.length);
  });
});

describe("structure", () => {
  it("an empty name is empty", () => {
    const name = parseName(octets("30 00"));
    expect(name).toMatchObject({ isEmpty: true, rdns: [], attributes: [], key: "", rdnKeys: [] });
    expect(name.toString()).toBe("");
    expect(nameOf("CN=a").isEmpty).toBe(false);
  });

  it("RDNs and attributes keep their order", () => {
    const name = nameOf("CN=a+OU=b,O=c");
    expect(name.rdns.map((rdn) => rdn.map(({ value }) => value))).toEqual([["c"], ["a", "b"]]);
    expect(name.attributes.map(({ type }) => type)).toEqual(["2.5.4.10", "2.5.4.3", "2.5.4.11"]);
    expect(name.rdnKeys).toEqual(["2.5.4.10=c", "2.5.4.11=b\u00022.5.4.3=a"]);
    expect(name.attributes[0]).toMatchObject({ type: "2.5.4.10", value: "c", prepared: "c", tag: 12 });
    expect(name.attributes[0]?.content).toEqual(octets("63"));
    expect(JSON.stringify({ name })).toBe('{"name":"CN=a+OU=b,O=c"}');
  });

  it.each([
    ["nothing", octets(""), /name is missing/],
    ["a set", octets("31 00"), /name has tag 0x31/],
    ["something behind", octets("30 00 00"), /followed by more data/],
    ["an empty RDN", sequence(octets("31 00")), /name is missing/],
    ["an RDN that is a sequence", sequence(sequence()), /name has tag 0x30/],
    ["an attribute that is a set", sequence(set(octets("31 00"))), /name has tag 0x31/],
    ["an empty attribute", sequence(set(sequence())), /name is missing/],
    ["no value", sequence(set(sequence(oid("2.5.4.3")))), /name is missing/],
    ["two values", sequence(set(sequence(oid("2.5.4.3"), utf8String("a"), utf8String("b")))), /followed by more data/],
    ["no type", sequence(set(sequence(utf8String("a"), utf8String("b")))), /name has tag 0xc/],
    ["an empty type", sequence(set(sequence(octets("06 00"), utf8String("a")))), /OBJECT IDENTIFIER is empty/],
    ["a padded type", sequence(set(sequence(octets("06 03 55 80 03"), utf8String("a")))), /padded arc/],
    ["a type cut off", sequence(set(sequence(octets("06 02 55 84"), utf8String("a")))), /ends inside an arc/],
    ["a good attribute, then a bad one", sequence(set(encodeName("CN=a").subarray(4), octets("05 00"))), /tag 0x5/],
  ])("refused at once: %s", (_, bytes, message) => {
    expect(problem(bytes)).toMatch(message);
  });
});

describe("any name that parses", () => {
  const attribute = fc.tuple(
    fc.constantFrom(...["06 03 55 04 03", "06 03 55 04 0a", "06 01 80", "06 02 2a 03"].map(octets)),
    fc.constantFrom(0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1e, 0x04, 0x30),
    fc.uint8Array({ maxLength: 8 }),
  );
  const rdn = fc.array(attribute, { maxLength: 3 });

  it("has key, text and attributes without another error", () => {
    fc.assert(
      fc.property(fc.array(rdn, { maxLength: 3 }), (rdns) => {
        const bytes = sequence(
          ...rdns.map((members) => set(...members.map(([type, tag, value]) => sequence(type, der(tag, value))))),
        );
        const wellFormed = rdns.every(
          (members) => members.length > 0 && members.every(([type]) => type.at(-1) !== 0x80),
        );
        if (!wellFormed) return void problem(bytes);
        const name = parseName(bytes);
        expect(name.key).toBe(parseName(bytes).key);
        expect(name.rdnKeys).toHaveLength(rdns.length);
        expect(name.attributes).toHaveLength(rdns.flat().length);
        expect(name.toString()).not.toMatch(/\p{C}/u);
      }),
      { numRuns: 2000 },
    );
  });
});
