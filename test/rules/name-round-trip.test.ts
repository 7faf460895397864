import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { octetString } from "../../src/asn1/writer.ts";
import { prepare } from "../../src/certificate/name-preparation.ts";
import type { NameAttributeInput } from "../../src/testing/index.ts";
import { attribute, nameOf, patternOf, rdns, value } from "./names.ts";

describe("a name printed and read again", () => {
  it("matches itself from RFC 4514", () => {
    const raw = fc.record({ type: fc.constant("1.2.3.5"), value: fc.uint8Array({ maxLength: 200 }).map(octetString) });
    const any = fc.array(fc.array(fc.oneof(attribute, raw), { minLength: 1, maxLength: 2 }), { minLength: 1 });
    fc.assert(
      fc.property(any, (input) => {
        const name = nameOf(input);
        expect(patternOf(name.toString()).matches(name)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("matches itself as .NET and Windows print it", () => {
    const printable = rdns.filter((parts) => parts.flat().every(({ value: text }) => !`${text}`.includes("\\")));
    fc.assert(
      fc.property(printable, (input) => {
        expect(patternOf(dotnet(input)).matches(nameOf(input))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("an exact name", () => {
  it("matches exactly the names with the same multiset of attributes", () => {
    const small = fc.array(
      fc.record({ type: fc.constantFrom("CN", "O"), value: fc.constantFrom("a", "A", "b", " a ") }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(small, small, (left, right) => {
        const pattern = patternOf(left.map(({ type, value: text }) => `${type}=${text}`).join(","));
        expect(pattern.matches(nameOf([right]))).toBe(multiset(left) === multiset(right));
        expect(pattern.matches(nameOf(right.map((part) => [part])))).toBe(multiset(left) === multiset(right));
      }),
      { numRuns: 1000 },
    );
  });

  it("does not match when one attribute is added, removed or changed", () => {
    fc.assert(
      fc.property(rdns, attribute, value, (input, more, other) => {
        const pattern = patternOf(nameOf(input).toString());
        expect(pattern.matches(nameOf([...input, [more]]))).toBe(false);
        const [[first, ...rest] = [], ...others] = input;
        if (first === undefined) return;
        const shorter = rest.length === 0 ? others : [rest, ...others];
        expect(pattern.matches(nameOf(shorter))).toBe(false);
        const changed = [[{ ...first, value: other }, ...rest], ...others];
        expect(pattern.matches(nameOf(changed))).toBe(prepare(other) === prepare(`${first.value}`));
      }),
    );
  });
});

describe("a name in part", () => {
  it("asks of each named type the same multiset of values, and nothing of other types", () => {
    fc.assert(
      fc.property(rdns, attribute, (input, more) => {
        const all = input.flat();
        const type = all[0]?.type ?? "";
        const named = all.filter((part) => part.type === type);
        const pattern = patternOf(`${nameOf([named]).toString()},*`);
        expect(pattern.kind).toBe("some");
        expect(pattern.matches(nameOf(input))).toBe(true);
        expect(pattern.matches(nameOf([...input, [more]]))).toBe(more.type !== type);
        expect(pattern.matches(nameOf([...named.slice(1).map((part) => [part]), [other]]))).toBe(false);
      }),
    );
  });
});

const other = { type: "1.2.3.9", value: "other" } as const;

/** The attributes in one text, order and spelling taken out. */
function multiset(attributes: readonly NameAttributeInput[]): string {
  return attributes
    .map(({ type, value: text }) => `${type}=${`${text}`.trim().toLowerCase()}`)
    .sort()
    .join();
}

/** What Windows' CertNameToStr documents and .NET's X500DistinguishedName.Name prints. */
function dotnet(input: readonly (readonly NameAttributeInput[])[]): string {
  return input
    .map((rdn) => rdn.map(({ type, value: text }) => `${dotnetKey(type)}=${dotnetValue(`${text}`)}`).join(" + "))
    .join(", ");
}

function dotnetKey(type: string): string {
  if (/^\d/.test(type)) return `OID.${type}`;
  const keys: Readonly<Record<string, string>> = {
    ST: "S",
    title: "T",
    serialNumber: "SERIALNUMBER",
    UID: "OID.0.9.2342.19200300.100.1.1",
  };
  return keys[type] ?? type;
}

function dotnetValue(text: string): string {
  const needsQuotes = text === "" || /^\s|\s$|[,+="\n<>#;]/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
