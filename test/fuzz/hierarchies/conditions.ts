import type { Certificate } from "../../../src/certificate/certificate.ts";
import { KeyUsageBit } from "../../../src/certificate/extension-values.ts";
import { hasWellFormedSubtrees } from "../../../src/certificate/name-syntax.ts";
import { KeyPurpose } from "../../../src/certificate/oids.ts";
import { TIME } from "./hierarchy.ts";

/** What a path, leaf first, can be like: the narrow part of a difference's reason. */
type Condition = (path: readonly Certificate[]) => boolean;

const COMMON_NAME = "2.5.4.3";

const CONDITION_TABLE = {
  /** A certificate ends in the very second of the verdict. */
  lastSecond: (path) => path.some(({ notAfter }) => notAfter === TIME.getTime()),
  /** An authority below or at the anchor holds anyExtendedKeyUsage and not clientAuth. */
  anyPurposeInAuthority: ([, ...authorities]) =>
    authorities.some(({ extensions }) => {
      const purposes = extensions.extKeyUsage?.purposes ?? [];
      return purposes.includes(KeyPurpose.anyExtendedKeyUsage) && !purposes.includes(KeyPurpose.clientAuth);
    }),
  /** The anchor is made for other purposes. */
  anchorPurpose: (path) => {
    const purposes = path.at(-1)?.extensions.extKeyUsage?.purposes;
    return purposes !== undefined && !purposes.includes(KeyPurpose.clientAuth);
  },
  /** RFC 5937's inputs from the certificate of an anchor. */
  anchorConstrainsPolicies: (path) => {
    const { policyConstraints, inhibitAnyPolicy } = path.at(-1)?.extensions ?? {};
    return policyConstraints !== undefined || inhibitAnyPolicy !== undefined;
  },
  /** The leaf's key may sign certificates by its keyUsage, but the leaf is no CA. */
  leafMaySign: ([leaf]) => {
    const { keyUsage, basicConstraints } = leaf?.extensions ?? {};
    return basicConstraints?.cA !== true && ((keyUsage?.bits ?? 0) & KeyUsageBit.keyCertSign) !== 0;
  },
  selfIssuedLeaf: ([leaf]) => leaf?.issuer.equals(leaf.subject) === true,
  /** The leaf has a common name and no dNSName, and an authority constrains dNSNames. */
  commonNameOnly: ([leaf, ...authorities]) => {
    const { subject, extensions } = leaf ?? {};
    const hasCommonName = subject?.attributes.some(({ type }) => type === COMMON_NAME) === true;
    const hasDnsName = extensions?.subjectAltName?.names.some(({ kind }) => kind === "dNSName") === true;
    return hasCommonName && !hasDnsName && authorities.some(constrainsDnsNames);
  },
  illWrittenSubtree: (path) => path.some((certificate) => !hasWellFormedSubtrees(certificate)),
  /** Two authorities of one name. */
  namesakes: ([, ...authorities]) =>
    authorities.some(({ subject }, at) => authorities.slice(at + 1).some((other) => other.subject.equals(subject))),
  anchorIsOld: (path) => path.at(-1)?.version !== 3,
  /** A certificate points at another key or certificate than its issuer's. */
  keyIdentifierMismatch: (path) => path.some((certificate, at) => pointsElsewhere(certificate, path[at + 1])),
} as const satisfies Readonly<Record<string, Condition>>;

export type ConditionName = keyof typeof CONDITION_TABLE;

export const CONDITIONS: Readonly<Record<ConditionName, Condition>> = CONDITION_TABLE;

function constrainsDnsNames({ extensions }: Certificate): boolean {
  const { permittedSubtrees = [], excludedSubtrees = [] } = extensions.nameConstraints ?? {};
  return [...permittedSubtrees, ...excludedSubtrees].some(({ kind }) => kind === "dNSName");
}

function pointsElsewhere({ extensions }: Certificate, issuer: Certificate | undefined): boolean {
  const wanted = extensions.authorityKeyIdentifier;
  if (wanted === undefined || issuer === undefined) return false;
  const offered = issuer.extensions.subjectKeyIdentifier?.keyIdentifier;
  const otherKey =
    wanted.keyIdentifier !== undefined && offered !== undefined && Buffer.compare(wanted.keyIdentifier, offered) !== 0;
  const serial = wanted.authorityCertSerialNumber;
  const otherSerial = serial !== undefined && Buffer.from(serial).toString("hex") !== issuer.serialNumber;
  const names = wanted.authorityCertIssuer ?? [];
  const otherIssuer = names.some((name) => name.kind === "directoryName" && !name.value.equals(issuer.issuer));
  return otherKey || otherSerial || otherIssuer;
}
