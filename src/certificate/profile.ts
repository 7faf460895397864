import type { Certificate } from "./certificate.ts";
import { KeyUsageBit } from "./extension-values.ts";
import { hasWellFormedNames, hasWellFormedSubtrees } from "./name-syntax.ts";
import { Extension } from "./oids.ts";

/** Where a certificate stands in a path. */
export type Role = "leaf" | "intermediate" | "anchor";

/**
 * How much of RFC 5280's certificate profile is demanded. "standard": what endangers is refused, what real private PKIs make is
 * accepted. "strict": the whole profile.
 */
export type Conformance = "standard" | "strict";

/** One rule of the certificate profile. */
export interface ProfileRule {
  /** The field or extension by its name in RFC 5280. */
  readonly extension: string;
  /** What is demanded, as a sentence's end: "must be critical". */
  readonly rule: string;
  /** Section of RFC 5280. */
  readonly section: string;
  /** The lowest level that demands it. */
  readonly level: Conformance;
  readonly roles: readonly Role[];
  holds(certificate: Certificate): boolean;
}

const EVERYWHERE: readonly Role[] = ["leaf", "intermediate", "anchor"];
const ISSUED: readonly Role[] = ["leaf", "intermediate"];
const ISSUERS: readonly Role[] = ["intermediate", "anchor"];

type Test = (certificate: Certificate) => boolean;
type Row = readonly [
  extension: string,
  rule: string,
  section: string,
  level: Conformance,
  roles: readonly Role[],
  Test,
];

/** RFC 5280 section 4, in its order. Rules of path validation (section 6) stand in `path/`. */
const ROWS: readonly Row[] = [
  ["certificate", "must be DER without default values", "4.1", "strict", EVERYWHERE, hasNoDeviation],
  ["version", "must be 3", "4.1.2.1", "strict", ISSUED, ({ version }) => version === 3],
  ["serialNumber", "must be positive and of at most 20 octets", "4.1.2.2", "strict", ISSUED, hasProperSerialNumber],
  ["issuer", "must not be empty", "4.1.2.4", "strict", EVERYWHERE, ({ issuer }) => !issuer.isEmpty],
  ["subject", "must not be empty in a CA certificate", "4.1.2.6", "strict", ISSUERS, ({ subject }) => !subject.isEmpty],
  ["authorityKeyIdentifier", "must be present with a key identifier", "4.2.1.1", "strict", ISSUED, hasAuthorityKey],
  ["authorityKeyIdentifier", "must not be critical", "4.2.1.1", "strict", EVERYWHERE, never("authorityKeyIdentifier")],
  ["subjectKeyIdentifier", "must be present in a CA", "4.2.1.2", "strict", ISSUERS, present("subjectKeyIdentifier")],
  ["subjectKeyIdentifier", "must not be critical", "4.2.1.2", "strict", EVERYWHERE, never("subjectKeyIdentifier")],
  ["keyUsage", "must be present in a CA certificate", "4.2.1.3", "strict", ISSUERS, present("keyUsage")],
  ["keyUsage", "must have a bit set", "4.2.1.3", "strict", EVERYWHERE, hasKeyUsageBit],
  ["keyUsage", "must not have keyCertSign without cA", "4.2.1.3", "strict", EVERYWHERE, signsAsCaOnly],
  ["subjectAltName", "must be critical if subject is empty", "4.2.1.6", "strict", ["leaf"], identifiesItsSubject],
  ["subjectAltName", "must hold well-formed names", "4.2.1.6", "strict", EVERYWHERE, hasWellFormedNames],
  ["basicConstraints", "must be present with cA in an anchor", "4.2.1.9", "standard", ["anchor"], isCaUnlessOld],
  ["basicConstraints", "must be critical in a CA", "4.2.1.9", "strict", ISSUERS, always("basicConstraints")],
  ["basicConstraints", "must limit the path of signing CAs only", "4.2.1.9", "strict", EVERYWHERE, limitsAsCaOnly],
  ["nameConstraints", "must stand in CA certificates only", "4.2.1.10", "strict", ["leaf"], constrainsAsCaOnly],
  ["nameConstraints", "must hold well-formed subtrees", "4.2.1.10", "strict", ISSUERS, hasWellFormedSubtrees],
  ["nameConstraints", "must be critical", "4.2.1.10", "strict", EVERYWHERE, always("nameConstraints")],
  ["policyConstraints", "must be critical", "4.2.1.11", "strict", EVERYWHERE, always("policyConstraints")],
  ["inhibitAnyPolicy", "must be critical", "4.2.1.14", "strict", EVERYWHERE, always("inhibitAnyPolicy")],
  ["freshestCRL", "must not be critical", "4.2.1.15", "strict", EVERYWHERE, never("freshestCRL")],
  ["authorityInfoAccess", "must not be critical", "4.2.2.1", "strict", EVERYWHERE, never("authorityInfoAccess")],
  ["subjectInfoAccess", "must not be critical", "4.2.2.2", "strict", EVERYWHERE, never("subjectInfoAccess")],
];

/** The rules as one table: what each demands, of whom, from which level on. */
export const PROFILE: readonly ProfileRule[] = ROWS.map(([extension, rule, section, level, roles, holds]) => ({
  extension,
  rule,
  section,
  level,
  roles,
  holds,
}));

/** The rules of the profile that a certificate breaks in its role at a level. */
export function checkProfile(certificate: Certificate, role: Role, conformance: Conformance): readonly ProfileRule[] {
  const rules = conformance === "strict" ? STRICT[role] : STANDARD[role];
  return rules.length === 0 ? rules : rules.filter((rule) => !rule.holds(certificate));
}

const STRICT = byRole(PROFILE);
const STANDARD = byRole(PROFILE.filter(({ level }) => level === "standard"));

function byRole(rules: readonly ProfileRule[]): Readonly<Record<Role, readonly ProfileRule[]>> {
  const of = (role: Role) => rules.filter(({ roles }) => roles.includes(role));
  return { leaf: of("leaf"), intermediate: of("intermediate"), anchor: of("anchor") };
}

function isCa({ extensions }: Certificate): boolean {
  return extensions.basicConstraints?.cA === true;
}

function hasKeyUsageBit({ extensions }: Certificate): boolean {
  return extensions.keyUsage?.bits !== 0;
}

function signsAsCaOnly(certificate: Certificate): boolean {
  return isCa(certificate) || ((certificate.extensions.keyUsage?.bits ?? 0) & KeyUsageBit.keyCertSign) === 0;
}

function present(extension: keyof typeof Extension): Test {
  return ({ extensions }) => extensions.all.some(({ oid }) => oid === Extension[extension]);
}

/** Where the extension is present it is critical. */
function always(extension: keyof typeof Extension): Test {
  return ({ extensions }) => extensions.all.every(({ oid, critical }) => oid !== Extension[extension] || critical);
}

/** Where the extension is present it is not critical. */
function never(extension: keyof typeof Extension): Test {
  return ({ extensions }) => extensions.all.every(({ oid, critical }) => oid !== Extension[extension] || !critical);
}

function hasNoDeviation({ deviations }: Certificate): boolean {
  return deviations.length === 0;
}

function hasProperSerialNumber({ serialNumber }: Certificate): boolean {
  const octets = serialNumber.length / 2;
  return octets <= 20 && serialNumber !== "00" && Number.parseInt(serialNumber.slice(0, 2), 16) < 0x80;
}

/** Only a self-issued certificate, as every self-signed one is, may leave it out. */
function hasAuthorityKey({ extensions, issuer, subject }: Certificate): boolean {
  return extensions.authorityKeyIdentifier?.keyIdentifier !== undefined || issuer.equals(subject);
}

function identifiesItsSubject({ subject, extensions }: Certificate): boolean {
  return !subject.isEmpty || extensions.subjectAltName?.critical === true;
}

/** Versions 1 and 2 have no extension to say it with; the operator says it by making them an anchor. */
function isCaUnlessOld(certificate: Certificate): boolean {
  return certificate.version !== 3 || isCa(certificate);
}

/** pathLenConstraint stands beside cA and a keyUsage with keyCertSign only. */
function limitsAsCaOnly({ extensions }: Certificate): boolean {
  const { cA, pathLenConstraint } = extensions.basicConstraints ?? {};
  const signs = ((extensions.keyUsage?.bits ?? 0) & KeyUsageBit.keyCertSign) !== 0;
  return pathLenConstraint === undefined || (cA === true && signs);
}

function constrainsAsCaOnly(certificate: Certificate): boolean {
  return isCa(certificate) || certificate.extensions.nameConstraints === undefined;
}
