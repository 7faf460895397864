import { describe, expect, it } from "vitest";
import { bitString, namedBitString } from "../../src/asn1/writer.ts";
import { KeyUsageBit } from "../../src/certificate/extension-values.ts";
import type { Extensions } from "../../src/certificate/extensions.ts";
import { Extension } from "../../src/certificate/oids.ts";
import { derError, octets } from "../asn1/octets.ts";
import { withExtension } from "./minting.ts";

type Known = Exclude<keyof Extensions, "all" | "criticalOids">;

/** What stands at `name` when the extension's value is these octets. */
function decoded<Name extends Known>(name: Name, hexadecimal: string): Extensions[Name] {
  return withExtension(Extension[name], octets(hexadecimal)).extensions[name];
}

const problem = (name: Known, hexadecimal: string): string => derError(() => decoded(name, hexadecimal)).message;

const name = (hexadecimal: string) => expect.objectContaining({ kind: "dNSName", value: hexadecimal });

const GOOD: readonly (readonly [Known, string, object])[] = [
  ["authorityKeyIdentifier", "30 00", { keyIdentifier: undefined, authorityCertIssuer: undefined }],
  ["authorityKeyIdentifier", "30 04 80 02 aa bb", { keyIdentifier: octets("aa bb") }],
  ["authorityKeyIdentifier", "30 02 80 00", { keyIdentifier: octets("") }],
  [
    "authorityKeyIdentifier",
    "30 0b 80 01 aa a1 03 82 01 61 82 01 05",
    { keyIdentifier: octets("aa"), authorityCertIssuer: [name("a")], authorityCertSerialNumber: octets("05") },
  ],
  ["subjectKeyIdentifier", "04 02 aa bb", { keyIdentifier: octets("aa bb") }],
  ["keyUsage", "03 02 07 80", { bits: KeyUsageBit.digitalSignature }],
  ["keyUsage", "03 03 07 00 80", { bits: KeyUsageBit.decipherOnly }],
  ["keyUsage", "03 02 01 06", { bits: KeyUsageBit.keyCertSign | KeyUsageBit.cRLSign }],
  ["keyUsage", "03 01 00", { bits: 0 }],
  ["certificatePolicies", "30 0c 30 04 06 02 2a 03 30 04 06 02 2a 04", { policies: ["1.2.3", "1.2.4"] }],
  ["certificatePolicies", "30 0d 30 0b 06 02 2a 03 30 05 30 03 06 01 2a", { policies: ["1.2.3"] }],
  ["certificatePolicies", "30 10 30 0e 06 02 2a 03 30 08 30 06 06 01 2a 0c 01 61", { policies: ["1.2.3"] }],
  [
    "policyMappings",
    "30 0a 30 08 06 02 2a 03 06 02 2a 04",
    { mappings: [{ issuerDomainPolicy: "1.2.3", subjectDomainPolicy: "1.2.4" }] },
  ],
  ["subjectAltName", "30 06 82 01 61 82 01 62", { names: [name("a"), name("b")] }],
  ["basicConstraints", "30 00", { cA: false, pathLenConstraint: undefined }],
  ["basicConstraints", "30 03 01 01 ff", { cA: true, pathLenConstraint: undefined }],
  ["basicConstraints", "30 06 01 01 ff 02 01 00", { cA: true, pathLenConstraint: 0 }],
  ["basicConstraints", "30 03 02 01 07", { cA: false, pathLenConstraint: 7 }],
  ["nameConstraints", "30 07 a0 05 30 03 82 01 61", { permittedSubtrees: [name("a")], excludedSubtrees: undefined }],
  ["nameConstraints", "30 07 a1 05 30 03 82 01 61", { permittedSubtrees: undefined, excludedSubtrees: [name("a")] }],
  ["nameConstraints", "30 0a a0 08 30 06 82 01 61 80 01 00", { permittedSubtrees: [name("a")] }],
  ["policyConstraints", "30 03 80 01 00", { requireExplicitPolicy: 0, inhibitPolicyMapping: undefined }],
  ["policyConstraints", "30 06 80 01 02 81 01 03", { requireExplicitPolicy: 2, inhibitPolicyMapping: 3 }],
  ["extKeyUsage", "30 08 06 02 2a 03 06 02 2a 04", { purposes: ["1.2.3", "1.2.4"] }],
  ["inhibitAnyPolicy", "02 01 05", { skipCerts: 5 }],
  [
    "authorityInfoAccess",
    "30 09 30 07 06 02 2a 03 82 01 61",
    { descriptions: [{ accessMethod: "1.2.3", accessLocation: name("a") }] },
  ],
];

describe("well-formed", () => {
  it.each(GOOD)("%s %s", (extension, hexadecimal, content) => {
    expect(decoded(extension, hexadecimal)).toMatchObject(content);
  });
});

describe("from every well-formed value", () => {
  it.each(GOOD)("%s %s: cut off, lengthened and emptied are refused", (extension, hexadecimal) => {
    const good = hexadecimal.replaceAll(" ", "");
    for (let length = 0; length < good.length; length += 2) problem(extension, good.slice(0, length));
    expect(problem(extension, `${good}00`)).toMatch(/extension value is followed by more data/);
    expect(problem(extension, `${good}${good}`)).toMatch(/extension value is followed by more data/);
    expect(problem(extension, "")).toMatch(/is missing/);
    expect(problem(extension, `31${good.slice(2)}`)).toMatch(/has tag 0x31/);
    expect(problem(extension, `${good.slice(0, 2)}81${good.slice(2)}`)).toMatch(/more octets than needed/);
    expect(problem(extension, `${good.slice(0, 2)}80${good.slice(4)}0000`)).toMatch(/indefinite|more octets/);
  });
});

const BAD: readonly (readonly [Known, string, string, RegExp])[] = [
  ["authorityKeyIdentifier", "serial not minimal", "30 04 82 02 00 05", /more octets than needed/],
  ["authorityKeyIdentifier", "empty serial", "30 02 82 00", /INTEGER is empty/],
  ["authorityKeyIdentifier", "no issuer name", "30 02 a1 00", /authorityKeyIdentifier is missing/],
  ["authorityKeyIdentifier", "wrong order", "30 06 82 01 05 80 01 aa", /followed by more data/],
  ["authorityKeyIdentifier", "unknown member", "30 03 83 01 aa", /followed by more data/],
  ["keyUsage", "three octets", "03 04 00 80 00 01", /more bits than RFC 5280 names/],
  ["keyUsage", "unused bits set", "03 02 07 81", /unused bits that are set/],
  ["keyUsage", "no bit string", "04 02 07 80", /keyUsage has tag 0x4/],
  ["certificatePolicies", "none", "30 00", /certificatePolicies is missing/],
  ["certificatePolicies", "twice", "30 0c 30 04 06 02 2a 03 30 04 06 02 2a 03", /a certificate policy stands twice/],
  ["certificatePolicies", "empty information", "30 02 30 00", /certificatePolicies is missing/],
  ["certificatePolicies", "empty qualifiers", "30 08 30 06 06 02 2a 03 30 00", /policyQualifiers is missing/],
  [
    "certificatePolicies",
    "a qualifier that is none",
    "30 0a 30 08 06 02 2a 03 30 02 05 00",
    /policyQualifiers has tag/,
  ],
  ["certificatePolicies", "something after qualifiers", "30 08 30 06 06 02 2a 03 05 00", /followed by more data/],
  ["policyMappings", "none", "30 00", /policyMappings is missing/],
  ["policyMappings", "half a pair", "30 06 30 04 06 02 2a 03", /policyMappings is missing/],
  ["policyMappings", "three in a pair", "30 0c 30 0a 06 02 2a 03 06 02 2a 04 05 00", /followed by more data/],
  ["subjectAltName", "no name", "30 00", /subjectAltName is missing/],
  ["basicConstraints", "wrong order", "30 06 02 01 00 01 01 ff", /followed by more data/],
  ["basicConstraints", "cA of two octets", "30 04 01 02 ff ff", /BOOLEAN is not one octet/],
  ["basicConstraints", "negative path length", "30 06 01 01 ff 02 01 ff", /pathLenConstraint is negative/],
  ["basicConstraints", "padded path length", "30 07 01 01 ff 02 02 00 01", /more octets than needed/],
  ["basicConstraints", "giant path length", "30 0a 01 01 ff 02 05 01 00 00 00 00", /pathLenConstraint is too large/],
  ["basicConstraints", "third member", "30 05 01 01 ff 05 00", /followed by more data/],
  ["nameConstraints", "neither list", "30 00", /nameConstraints is empty/],
  ["nameConstraints", "an empty list", "30 02 a0 00", /GeneralSubtree is missing/],
  ["nameConstraints", "an empty excluded list", "30 02 a1 00", /GeneralSubtree is missing/],
  ["nameConstraints", "an empty subtree", "30 04 a0 02 30 00", /GeneralSubtree is missing/],
  ["nameConstraints", "wrong order", "30 0e a1 05 30 03 82 01 61 a0 05 30 03 82 01 61", /followed by more data/],
  ["nameConstraints", "a minimum of 1", "30 0a a0 08 30 06 82 01 61 80 01 01", /a minimum other than 0/],
  ["nameConstraints", "a negative minimum", "30 0a a0 08 30 06 82 01 61 80 01 ff", /minimum is negative/],
  ["nameConstraints", "a maximum", "30 0a a0 08 30 06 82 01 61 81 01 05", /GeneralSubtree is followed by more data/],
  ["nameConstraints", "a name outside a subtree", "30 05 a0 03 82 01 61", /GeneralSubtree has tag 0x82/],
  ["policyConstraints", "neither", "30 00", /policyConstraints is empty/],
  ["policyConstraints", "negative", "30 03 80 01 ff", /requireExplicitPolicy is negative/],
  ["policyConstraints", "an empty number", "30 02 81 00", /INTEGER is empty/],
  ["policyConstraints", "wrong order", "30 06 81 01 00 80 01 00", /followed by more data/],
  ["extKeyUsage", "none", "30 00", /extKeyUsage is missing/],
  ["extKeyUsage", "a purpose that is none", "30 02 05 00", /extKeyUsage has tag 0x5/],
  ["extKeyUsage", "a bad identifier", "30 03 06 01 80", /padded arc/],
  ["inhibitAnyPolicy", "negative", "02 01 80", /inhibitAnyPolicy is negative/],
  ["inhibitAnyPolicy", "padded", "02 02 00 05", /more octets than needed/],
  ["authorityInfoAccess", "none", "30 00", /authorityInfoAccess is missing/],
  ["authorityInfoAccess", "no location", "30 06 30 04 06 02 2a 03", /authorityInfoAccess is missing/],
  ["authorityInfoAccess", "two locations", "30 0c 30 0a 06 02 2a 03 82 01 61 82 01 61", /followed by more data/],
];

describe("refused", () => {
  it.each(BAD)("%s: %s", (extension, _, hexadecimal, message) => {
    expect(problem(extension, hexadecimal)).toMatch(message);
  });
});

describe("keyUsage", () => {
  it("has each bit where RFC 5280 names it", () => {
    for (const [index, bit] of Object.values(KeyUsageBit).entries()) {
      const { extensions } = withExtension(Extension.keyUsage, namedBitString([index]));
      expect(extensions.keyUsage?.bits).toBe(bit);
    }
    const all = withExtension(Extension.keyUsage, namedBitString([0, 1, 2, 3, 4, 5, 6, 7, 8]));
    expect(all.extensions.keyUsage?.bits).toBe(0xff80);
  });

  it("is the same bits with trailing zero bits written out", () => {
    for (const [octet, unused] of [
      [octets("80"), 0],
      [octets("80"), 3],
      [octets("80 00"), 0],
      [octets("80 00"), 7],
    ] as const) {
      const certificate = withExtension(Extension.keyUsage, bitString(octet, unused));
      expect(certificate.extensions.keyUsage?.bits).toBe(0x8000);
      expect(certificate.deviations).toEqual([{ kind: "key_usage_untrimmed", where: "keyUsage" }]);
    }
  });
});
