import { describe, expect, it } from "vitest";
import { prepare } from "../../src/certificate/name-preparation.ts";

/** Every code point but the surrogates, as text. */
function* everyCharacter(): Generator<string> {
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point < 0xd800 || point > 0xdfff) yield String.fromCodePoint(point);
  }
}

const codeOf = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16)}`;

describe("equal", () => {
  it.each([
    ["case", "Contoso Issuing CA 2", "CONTOSO issuing ca 2"],
    ["spaces before and behind", "a b", "  a b   "],
    ["several spaces between", "a b", "a    b"],
    ["spaces of other kinds", "a b", "\u00a0a\u2003\u3000b\u2028"],
    ["composed and decomposed", "caf\u00e9", "cafe\u0301"],
    ["capital composed and small decomposed", "CAF\u00c9", "cafe\u0301"],
    ["marks in another order", "a\u0323\u0307", "a\u0307\u0323"],
    ["sharp s and ss", "stra\u00dfe", "STRASSE"],
    ["capital sharp s", "STRA\u1e9eE", "strasse"],
    ["the three sigmas", "\u03a3\u03c3\u03c2", "\u03c3\u03c3\u03c3"],
    ["sigma at the end of a word", "\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2"],
    ["long s", "\u017f", "s"],
    ["Kelvin and k", "\u212a", "k"],
    ["Angstrom and a with ring", "\u212b", "\u00e5"],
    ["micro and mu", "\u00b5", "\u03bc"],
    ["a ligature", "of\ufb01ce", "office"],
    ["full width", "\uff23\uff2e", "cn"],
    ["capital I with dot and i with dot", "\u0130", "i\u0307"],
    ["Greek with iota below", "\u1fb3", "\u03b1\u03b9"],
    ["Hangul in parts", "\ud55c", "\u1112\u1161\u11ab"],
    ["double-struck", "\u2102", "c"],
    ["Armenian ligature", "\u0587", "\u0565\u0582"],
    ["nothing and spaces", "", "   "],
  ])("%s", (_, left, right) => {
    expect(prepare(left)).toBeDefined();
    expect(prepare(left)).toBe(prepare(right));
  });
});

describe("different", () => {
  it.each([
    ["another letter", "alice", "alicf"],
    ["a space and none", "ab", "a b"],
    ["an accent and none", "e", "\u00e9"],
    ["a letter and its look-alike", "a", "\u0430"],
    ["dotless i and i", "adm\u0131n", "admin"],
    ["dotless i and I", "ADM\u0131N", "ADMIN"],
    ["mathematical dotless i and i", "\u{1d6a4}", "i"],
    ["o with stroke and o", "\u00f8", "o"],
    ["a comma and none", "a,b", "ab"],
    ["a hyphen and a minus", "a-b", "a\u2212b"],
    ["a spacing accent in front and a combining one", "\u00a8a", "\u0308a"],
    ["a spacing accent behind and a combining one", "a\u00a8", "a\u0308"],
    ["a space that carries an accent and none", "a \u0308", "a\u0308"],
    ["two spaces, the second with an accent, and one", "a  \u0308", "a \u0308"],
  ])("%s", (_, left, right) => {
    expect(prepare(left)).toBeDefined();
    expect(prepare(left)).not.toBe(prepare(right));
  });
});

describe("incomparable", () => {
  it.each([
    ["NUL", "\u0000"],
    ["line feed", "\n"],
    ["carriage return", "\r"],
    ["tab", "\t"],
    ["escape", "\u001b"],
    ["delete", "\u007f"],
    ["next line", "\u0085"],
    ["soft hyphen", "\u00ad"],
    ["combining grapheme joiner", "\u034f"],
    ["combining grave tone mark", "\u0340"],
    ["combining acute tone mark", "\u0341"],
    ["Arabic letter mark", "\u061c"],
    ["Hangul filler", "\u3164"],
    ["zero-width space", "\u200b"],
    ["zero-width joiner", "\u200d"],
    ["left-to-right mark", "\u200e"],
    ["right-to-left override", "\u202e"],
    ["word joiner", "\u2060"],
    ["right-to-left isolate", "\u2067"],
    ["byte order mark", "\ufeff"],
    ["variation selector", "\ufe0f"],
    ["variation selector 17", "\u{e0100}"],
    ["tag letter", "\u{e0041}"],
    ["private use", "\ue000"],
    ["private use in the last plane", "\u{10fffd}"],
    ["unassigned", "\u0378"],
    ["non-character", "\ufdd0"],
    ["last code point", "\u{10ffff}"],
    ["replacement character", "\ufffd"],
    ["high surrogate", "\ud800"],
    ["low surrogate", "\udfff"],
  ])("%s, wherever it stands", (_, character) => {
    for (const value of [
      character,
      `${character}alice`,
      `ali${character}ce`,
      `alice${character}`,
      `\u00e9${character}`,
    ]) {
      expect(prepare(value)).toBeUndefined();
    }
  });
});

describe("every character", () => {
  it("prepared twice is what it is prepared once, and holds nothing that cannot be compared", () => {
    const failures: string[] = [];
    for (const character of everyCharacter()) {
      const once = prepare(character);
      if (once === undefined) continue;
      if (prepare(once) !== once || /[\p{C}\p{Default_Ignorable_Code_Point}]/u.test(once))
        failures.push(codeOf(character));
    }
    expect(failures).toEqual([]);
  });

  it("is equal to its upper and lower case exactly where Unicode's case folding says so", () => {
    const failures: string[] = [];
    let compared = 0;
    for (const character of everyCharacter()) {
      for (const other of [character.toUpperCase(), character.toLowerCase()]) {
        if (other === character || [...other].length !== 1 || prepare(character) === undefined) continue;
        compared++;
        const same = new RegExp(`^${character}$`, "iu").test(other);
        if ((prepare(character) === prepare(other)) !== same) failures.push(`${codeOf(character)} ${codeOf(other)}`);
      }
    }
    expect(failures).toEqual([]);
    expect(compared).toBeGreaterThan(2000);
  });
});

describe("a value as long as a certificate", () => {
  it.each([
    ["spaces", " ".repeat(60_000)],
    ["spaces before an accent", `${" ".repeat(60_000)}\u0308`],
    ["words", "a ".repeat(30_000)],
    ["accents", "\u0301".repeat(30_000)],
    ["dotless i", "\u0131".repeat(30_000)],
    ["ligatures that become eighteen letters", "\ufdfa".repeat(20_000)],
    ["words and a control character", `${"a ".repeat(30_000)}\u0000`],
  ])("of %s is prepared, or found incomparable, within the time of a test", (_, value) => {
    expect(["string", "undefined"]).toContain(typeof prepare(value));
  });

  it("with more than 30 combining marks in a row cannot be compared", () => {
    expect(prepare(`a${"\u0315".repeat(30)}`)).toBeDefined();
    expect(prepare(`a${"\u0315".repeat(31)}`)).toBeUndefined();
    expect(prepare(`a${"\u0315".repeat(20)}b${"\u0334".repeat(20)}`)).toBeDefined();
  });
});
