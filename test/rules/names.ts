import fc from "fast-check";
import { type Name, parseName } from "../../src/certificate/name.ts";
import { parseDistinguishedName } from "../../src/rules/distinguished-name.ts";
import type { NamePattern } from "../../src/rules/name-pattern.ts";
import { encodeName, type NameAttributeInput, type NameInput } from "../../src/testing/index.ts";

/** A name as certificates hold it. */
export function nameOf(input: NameInput): Name {
  return parseName(encodeName(input));
}

/** The pattern that a text means. Throws when it means none. */
export function patternOf(text: string): NamePattern {
  const result = parseDistinguishedName(text);
  if (result.kind === "error") throw new Error(`${text}: ${result.message}, column ${result.column}`);
  return result;
}

export function matches(text: string, name: NameInput): boolean {
  return patternOf(text).matches(nameOf(name));
}

/** Types with a short name that every tool prints the same, and one without. */
export const TYPES = ["CN", "O", "OU", "L", "ST", "C", "DC", "UID", "E", "serialNumber", "title", "1.2.3.4"] as const;

/** Everything that some spelling must quote or escape, letters of one to four UTF-8 octets, and spaces anywhere. */
const CHARACTERS = [..."abzAZ059 ,+\"\\<>;=#/*&@.'-_ \u00e9\u00df\u0130\u03c2\u4e2d\u0301\u{1f600}"];

/** A value that is more than spaces and that names can be compared over. */
export const value: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...CHARACTERS), { minLength: 1, maxLength: 12 })
  .map((characters) => characters.join(""))
  .filter((text) => text.trim() !== "");

export const attribute: fc.Arbitrary<NameAttributeInput> = fc.record({
  type: fc.constantFrom(...TYPES),
  value,
  encoding: fc.constant("utf8" as const),
});

/** One to five RDNs, some with several attributes. */
export const rdns: fc.Arbitrary<readonly (readonly NameAttributeInput[])[]> = fc.array(
  fc.array(attribute, { minLength: 1, maxLength: 2 }),
  { minLength: 1, maxLength: 5 },
);
