import { DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { contentOf } from "../asn1/values.ts";
import { explicit, nullValue, octetString, oid, sequence, set, utf8String } from "../asn1/writer.ts";
import type { Authority, IssueOptions } from "./authority.ts";
import { createAuthority, createSelfSigned } from "./authority.ts";
import type { IssuedCertificate } from "./certificate.ts";
import { encodeName } from "./name.ts";
import type { BrokenVariantName } from "./variant-table.ts";

/** Whose certificates are to be broken. */
export interface Recipient {
  readonly authority: Authority;
  /** What is right in every variant: subject, alternative names, key, validity. */
  readonly right: IssueOptions;
  /** The subject in DER. */
  readonly subjectName: Uint8Array;
  /** The subject as RFC 4514 writes it. */
  readonly subjectText: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A certificate, and the CAs that were made to stand between it and the authority. */
export interface Minted {
  readonly certificate: IssuedCertificate;
  readonly intermediates: readonly Authority[];
}

const DAY = 86_400_000;
const COMMON_NAME = "2.5.4.3";
const ORGANIZATION = "2.5.4.10";
/** Nobody's: of the arc that RFC 5612 keeps for examples. */
const UNKNOWN_EXTENSION = "1.3.6.1.4.1.32473.1";

/** How each variant is minted. */
export const RECIPES: { readonly [Name in BrokenVariantName]: (recipient: Recipient) => Minted } = {
  expired: (to) => issue(to, { notBefore: new Date(to.now - 30 * DAY), notAfter: new Date(to.now - DAY) }),
  "not-yet-valid": (to) => issue(to, { notBefore: new Date(to.now + DAY) }),
  "self-signed": ({ right }) => alone(createSelfSigned(right)),
  "same-name-rogue-ca": ({ authority, right }) => {
    const rogue = createAuthority({ subject: authority.subjectName });
    return alone(rogue.issue({ ...right, authorityKeyIdentifier: authority.keyIdentifier }));
  },
  "wrong-issuer": ({ right }) => alone(createAuthority({ subject: "CN=Nobody's CA" }).issue(right)),
  "damaged-signature": (to) => issue(to, { corrupt: { signature: true } }),
  "ca-as-client": (to) =>
    issue(to, { basicConstraints: { cA: true }, keyUsage: ["digitalSignature", "keyCertSign", "cRLSign"] }),
  "server-only": (to) => issue(to, { extKeyUsage: ["serverAuth"] }),
  "any-purpose": (to) => issue(to, { extKeyUsage: ["anyExtendedKeyUsage"] }),
  "no-purpose": (to) => issue(to, { extKeyUsage: false }),
  "wrong-key-usage": (to) => issue(to, { keyUsage: ["keyEncipherment"] }),
  "unknown-critical-extension": (to) =>
    issue(to, { extraExtensions: [{ oid: UNKNOWN_EXTENSION, critical: true, value: nullValue() }] }),
  "duplicate-extension": (to) => {
    const extension = { oid: UNKNOWN_EXTENSION, value: octetString(Uint8Array.of(0)) };
    return issue(to, { extraExtensions: [extension, extension] });
  },
  "weak-key": (to) => issue(to, { key: "rsa-1024" }),
  "odd-curve": (to) => issue(to, { key: "ec-secp256k1" }),
  "sha1-signature": signWithSha1,
  "algorithm-mismatch": (to) => issue(to, { corrupt: { outerAlgorithm: sequence(oid("1.2.840.10040.4.3")) } }),
  "name-constraint": (to) => {
    const excluded = [explicit(4, to.subjectName)];
    return below(to.authority.createIntermediate({ ...caOf(to, "Constrained"), nameConstraints: { excluded } }), to);
  },
  "path-too-long": (to) => {
    const basicConstraints = { cA: true, pathLenConstraint: 0 };
    const last = to.authority.createIntermediate({ ...caOf(to, "Last"), basicConstraints });
    const minted = below(last.createIntermediate(caOf(to, "Beyond The Last")), to);
    return { ...minted, intermediates: [...minted.intermediates, last] };
  },
  "trailing-bytes": (to) => issue(to, { corrupt: { trailingBytes: true } }),
  "ber-length": (to) => issue(to, { corrupt: { nonMinimalLength: true } }),
  // Alternative names are an extension, and a v1 certificate with extensions would be broken in another way.
  "version-1": ({ authority, right: { subjectAltName: _, ...right } }) =>
    alone(authority.issue({ ...right, version: 1 })),
  "serial-zero": (to) => issue(to, { serialNumber: 0 }),
  "two-common-names": (to) => issue(to, { subject: withAttribute(to.subjectName, COMMON_NAME, "second") }),
  "name-in-value": (to) => issue(to, { subject: withAttribute(encodeName(""), ORGANIZATION, to.subjectText) }),
  "empty-subject": (to) =>
    issue(to, { subject: "", subjectAltName: to.right.subjectAltName || ["dns:client.example"] }),
  "other-subject": (to) => issue(to, { subject: "CN=somebody else" }),
};

function issue({ authority, right }: Recipient, wrong: IssueOptions): Minted {
  return alone(authority.issue({ ...right, ...wrong }));
}

function alone(certificate: IssuedCertificate): Minted {
  return { certificate, intermediates: [] };
}

function below(intermediate: Authority, { right }: Recipient): Minted {
  return { certificate: intermediate.issue(right), intermediates: [intermediate] };
}

/** A key that knows one way to sign cannot be made to use SHA-1; a CA below it can. */
function signWithSha1(to: Recipient): Minted {
  const type = to.authority.privateKey.asymmetricKeyType;
  if (type === "rsa" || type === "ec") return issue(to, { signature: "sha1" });
  const intermediate = to.authority.createIntermediate(caOf(to, "Old"));
  return { certificate: intermediate.issue({ ...to.right, signature: "sha1" }), intermediates: [intermediate] };
}

function caOf({ right: { notBefore, notAfter } }: Recipient, name: string): IssueOptions {
  return { subject: `CN=${name} CA`, ...(notBefore && { notBefore }), ...(notAfter && { notAfter }) };
}

/** A Name with one attribute more, in an RDN of its own at the end. */
function withAttribute(name: Uint8Array, type: string, value: string): Uint8Array {
  const rdns = contentOf(name, DerReader.over(name).read(Tag.SEQUENCE, "Name"));
  return sequence(rdns, set(sequence(oid(type), utf8String(value))));
}
