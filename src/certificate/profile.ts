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

type Row = readonly [
  extension: string,
  rule: string,
  section: string,
  level: Conformance,
  roles: readonly Role[],
  holds: (certificate: Certificate) => boolean,
];

/** RFC 5280 section 4, in its order. Rules of path validation (section 6) stand in `path/`. */
const ROWS: readonly Row[] = [
  [
    "certificate",
    "must be encoded in DER without default values",
    "4.1",
    "strict",
    EVERYWHERE,
    (c) => c.deviations.length === 0,
  ],
  [
    "version",
    "must be 3 where there are extensions, and a path needs them",
    "4.1.2.1",
    "strict",
    ISSUED,
    (c) => c.version === 3,
  ],
  ["serialNumber", "must be positive and of at most 20 octets", "4.1.2.2", "strict", ISSUED, hasProperSerialNumber],
  ["issuer", "must not be empty", "4.1.2.4", "strict", EVERYWHERE, (c) => !c.issuer.isEmpty],
  ["subject", "must not be empty in a CA certificate", "4.1.2.6", "strict", ISSUERS, (c) => !c.subject.isEmpty],
  [
    "authorityKeyIdentifier",
    "must be present with a key identifier",
    "4.2.1.1",
    "strict",
    ISSUED,
    hasAuthorityKeyIdentifier,
  ],
  [
    "authorityKeyIdentifier",
    "must not be critical",
    "4.2.1.1",
    "strict",
    EVERYWHERE,
    (c) => c.extensions.authorityKeyIdentifier?.critical !== true,
  ],
  [
    "subjectKeyIdentifier",
    "must be present in a CA certificate",
    "4.2.1.2",
    "strict",
    ISSUERS,
    (c) => c.extensions.subjectKeyIdentifier !== undefined,
  ],
  [
    "subjectKeyIdentifier",
    "must not be critical",
    "4.2.1.2",
    "strict",
    EVERYWHERE,
    (c) => c.extensions.subjectKeyIdentifier?.critical !== true,
  ],
  [
    "keyUsage",
    "must be present in a CA certificate",
    "4.2.1.3",
    "strict",
    ISSUERS,
    (c) => c.extensions.keyUsage !== undefined,
  ],
  [
    "keyUsage",
    "must have at least one bit set",
    "4.2.1.3",
    "strict",
    EVERYWHERE,
    (c) => c.extensions.keyUsage?.bits !== 0,
  ],
  [
    "keyUsage",
    "must not have keyCertSign without cA",
    "4.2.1.3",
    "strict",
    EVERYWHERE,
    (c) => isCa(c) || !mayCertSign(c),
  ],
  [
    "subjectAltName",
    "must be present and critical where the subject is empty",
    "4.2.1.6",
    "strict",
    ["leaf"],
    identifiesItsSubject,
  ],
  ["subjectAltName", "must hold well-formed names", "4.2.1.6", "strict", EVERYWHERE, hasWellFormedNames],
  [
    "basicConstraints",
    "must be present with cA in an anchor of version 3",
    "4.2.1.9",
    "standard",
    ["anchor"],
    (c) => c.version !== 3 || isCa(c),
  ],
  [
    "basicConstraints",
    "must be critical in a CA certificate",
    "4.2.1.9",
    "strict",
    ISSUERS,
    (c) => c.extensions.basicConstraints?.critical === true,
  ],
  [
    "nameConstraints",
    "must stand in CA certificates only",
    "4.2.1.10",
    "strict",
    ["leaf"],
    (c) => isCa(c) || c.extensions.nameConstraints === undefined,
  ],
  ["nameConstraints", "must hold well-formed subtrees", "4.2.1.10", "strict", ISSUERS, hasWellFormedSubtrees],
  [
    "nameConstraints",
    "must be critical",
    "4.2.1.10",
    "strict",
    EVERYWHERE,
    (c) => c.extensions.nameConstraints?.critical !== false,
  ],
  [
    "policyConstraints",
    "must be critical",
    "4.2.1.11",
    "strict",
    EVERYWHERE,
    (c) => c.extensions.policyConstraints?.critical !== false,
  ],
  [
    "freshestCRL",
    "must not be critical",
    "4.2.1.15",
    "strict",
    EVERYWHERE,
    (c) => !isCritical(c, Extension.freshestCRL),
  ],
  [
    "inhibitAnyPolicy",
    "must be critical",
    "4.2.1.14",
    "strict",
    EVERYWHERE,
    (c) => c.extensions.inhibitAnyPolicy?.critical !== false,
  ],
  [
    "authorityInfoAccess",
    "must not be critical",
    "4.2.2.1",
    "strict",
    EVERYWHERE,
    (c) => c.extensions.authorityInfoAccess?.critical !== true,
  ],
  [
    "subjectInfoAccess",
    "must not be critical",
    "4.2.2.2",
    "strict",
    EVERYWHERE,
    (c) => !isCritical(c, Extension.subjectInfoAccess),
  ],
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
  return PROFILE.filter(
    (rule) =>
      (rule.level === "standard" || conformance === "strict") && rule.roles.includes(role) && !rule.holds(certificate),
  );
}

function isCa({ extensions }: Certificate): boolean {
  return extensions.basicConstraints?.cA === true;
}

function mayCertSign({ extensions }: Certificate): boolean {
  return ((extensions.keyUsage?.bits ?? 0) & KeyUsageBit.keyCertSign) !== 0;
}

function isCritical({ extensions }: Certificate, oid: string): boolean {
  return extensions.all.some((extension) => extension.oid === oid && extension.critical);
}

function hasProperSerialNumber({ serialNumber }: Certificate): boolean {
  const octets = serialNumber.length / 2;
  return octets <= 20 && serialNumber !== "00" && Number.parseInt(serialNumber.slice(0, 2), 16) < 0x80;
}

/** Only a self-issued certificate, as every self-signed one is, may leave it out. */
function hasAuthorityKeyIdentifier({ extensions, issuer, subject }: Certificate): boolean {
  return extensions.authorityKeyIdentifier?.keyIdentifier !== undefined || issuer.equals(subject);
}

function identifiesItsSubject({ subject, extensions }: Certificate): boolean {
  return !subject.isEmpty || extensions.subjectAltName?.critical === true;
}
