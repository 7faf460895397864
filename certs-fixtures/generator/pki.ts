import { createHash } from "node:crypto";
import type { Authority, AuthorityOptions, IssuedCertificate, IssueOptions } from "../../src/testing/index.ts";
import { createAuthority } from "../../src/testing/index.ts";
import type { CaseChain } from "./case.ts";
import { fixtureKey } from "./keys.ts";

// The company that most cases play in: a root, an issuing CA and a billing service. RSA PKCS#1 and EdDSA signatures are
// always the same for the same content, so most certificates come out octet by octet the same each time.

/** Validity of certificates of clients. */
export const CLIENT_VALIDITY = {
  notBefore: new Date("2026-01-01T00:00:00Z"),
  notAfter: new Date("2026-12-31T23:59:59Z"),
} as const;

/** Validity of certificates of authorities. */
export const AUTHORITY_VALIDITY = {
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2039-12-31T23:59:59Z"),
} as const;

export const ROOT_NAME = "CN=Contoso Root CA,O=Contoso,C=DE";
export const ISSUING_NAME = "CN=Contoso Issuing CA 2,O=Contoso,C=DE";
export const CLIENT_NAME = "CN=billing,O=Contoso,C=DE";

/** A serial number that looks like any other and is always the same for the same label: 16 octets, positive. */
export function serialFor(label: string): Uint8Array {
  const octets = new Uint8Array(createHash("sha256").update(label).digest().subarray(0, 16));
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets;
}

export function root(options: AuthorityOptions = {}): Authority {
  return createAuthority({
    subject: ROOT_NAME,
    key: fixtureKey("rsa-2048", "root"),
    serialNumber: serialFor("root"),
    ...AUTHORITY_VALIDITY,
    ...options,
  });
}

export function issuing(options: AuthorityOptions = {}, parent: Authority = root()): Authority {
  return parent.createIntermediate({
    subject: ISSUING_NAME,
    key: fixtureKey("rsa-2048", "issuing"),
    serialNumber: serialFor("issuing"),
    ...AUTHORITY_VALIDITY,
    ...options,
  });
}

export function client(options: IssueOptions = {}, issuer: Authority = issuing()): IssuedCertificate {
  return issuer.issue({
    subject: CLIENT_NAME,
    key: fixtureKey("ec-p256", "client"),
    serialNumber: serialFor("client"),
    ...CLIENT_VALIDITY,
    ...options,
  });
}

/** The usual chain around one certificate or two that are not usual. */
export function chain({
  rootOptions = {},
  issuingOptions = {},
  leaf = {},
}: {
  readonly rootOptions?: AuthorityOptions;
  readonly issuingOptions?: AuthorityOptions;
  readonly leaf?: IssueOptions;
}): CaseChain {
  const anchor = root(rootOptions);
  const intermediate = issuing(issuingOptions, anchor);
  return { leaf: client(leaf, intermediate), intermediates: [intermediate], anchors: [anchor] };
}

/** A leaf directly under an anchor. */
export function shortChain(anchor: Authority, leaf: IssueOptions = {}): CaseChain {
  return { leaf: client(leaf, anchor), anchors: [anchor] };
}
