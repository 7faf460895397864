import { DerError } from "../asn1/der-error.ts";
import { type Certificate, parseCertificate } from "../certificate/certificate.ts";
import type { CertificateFinding } from "../certificate/findings.ts";
import type { Conformance } from "../certificate/profile.ts";
import { type AlgorithmName, DEFAULT_ALGORITHMS } from "./algorithms.ts";
import { Budget, DEFAULT_BUDGET } from "./budget.ts";
import { buildPaths } from "./build.ts";
import { NO_POLICY_DEMANDS, type PathContext, type Purpose } from "./context.ts";
import { findPath } from "./find-path.ts";
import type { PathFinding } from "./findings.ts";
import { TrustStore } from "./trust-store.ts";
import { assertOptions } from "./validate-options.ts";

/** A certificate, parsed or as DER. */
export type CertificateInput = Certificate | Uint8Array;

/** What `buildPath` needs. */
export interface BuildPathOptions {
  readonly leaf: CertificateInput;
  /** Candidates for the certificates between leaf and anchor, in any order; nothing is trusted for standing here. Absent: none. */
  readonly intermediates?: readonly CertificateInput[];
  /** Where a path may end. */
  readonly anchors: readonly CertificateInput[];
  /** The time that decides which of several issuers is tried first, and what is valid. There is no default: say which. */
  readonly time: Date;
  /** Units of work, see `budget.ts`. Default 250,000. */
  readonly budget?: number;
}

/** The inputs of RFC 5280 section 6.1.1. */
export interface ValidatePathOptions extends BuildPathOptions {
  /** What the leaf's key is to be used for. There is no default. */
  readonly purpose: Purpose;
  /** Default "standard". */
  readonly conformance?: Conformance;
  /** user-initial-policy-set, dotted OIDs. Default anyPolicy: no policy in particular is asked for. */
  readonly initialPolicySet?: readonly string[];
  /** initial-explicit-policy. Default false. */
  readonly requireExplicitPolicy?: boolean;
  /** initial-policy-mapping-inhibit. Default false. */
  readonly inhibitPolicyMapping?: boolean;
  /** initial-any-policy-inhibit. Default false. */
  readonly inhibitAnyPolicy?: boolean;
  /** Most intermediates that are not self-issued. Default: no limit but that of 12 certificates in a path. */
  readonly maxPathLength?: number;
  /** Signature algorithms that may stand in the path. Default: all but ML-DSA. */
  readonly algorithms?: readonly AlgorithmName[];
}

/** What `validatePath` says. */
export interface ValidationResult {
  readonly ok: boolean;
  /** Leaf first, anchor last. When refused: the path that came nearest, or the leaf alone; empty when the leaf cannot be read. */
  readonly path: readonly Certificate[];
  /** user-constrained-policy-set, dotted OIDs; anyPolicy alone when any is good. Empty when refused. */
  readonly policies: readonly string[];
  /** Errors when refused; warnings about certificates that could not be read. Index 0 is the leaf. */
  readonly findings: readonly (PathFinding | CertificateFinding)[];
  /** Units of the budget that were used. */
  readonly work: number;
}

/**
 * Validates the path from a certificate to an anchor as RFC 5280 section 6.1 says, building it first (RFC 4158). Synchronous; nothing is
 * fetched. The outcome is a value: for nothing that a certificate holds does this throw. Throws `TypeError` for options that have the wrong
 * type, and `RangeError` for numbers that make no sense.
 *
 * ## Deviations from RFC 5280
 *
 * Stricter:
 * - The anchor is a certificate and binds as one (RFC 5937): its validity, keyUsage, basicConstraints with pathLenConstraint, name
 *   constraints, policyConstraints, inhibitAnyPolicy and critical extensions count, its certificatePolicies and policyMappings do not;
 *   version 1 and 2 anchors are CAs because they were made anchors.
 * - 6.1.4 (k): a version 1 or 2 certificate is never an intermediate CA.
 * - extKeyUsage is nested through the intermediates (not the anchor), as Windows, NSS and OpenSSL do, and anyExtendedKeyUsage in a leaf is not
 *   clientAuth or serverAuth.
 * - The leaf's keyUsage must fit TLS (RFC 5246 section 7.4.6, RFC 8446 section 4.4.2.2), and with purpose clientAuth the leaf must not be a CA.
 * - Name constraints: e-mail addresses in the subject are held against rfc822Name constraints even beside a subjectAltName; an excluded directoryName
 *   covers its attributes in any order; a name with an asterisk lies in an excluded subtree when a name it stands for might; what cannot be read
 *   lies in every excluded subtree of its kind and in no permitted one; an SmtpUTF8Mailbox beside rfc822Name constraints refuses.
 * - Signature algorithms and keys have floors: SHA-256, RSA of 2048 bits, three named curves.
 * - RFC 4518's "map to nothing" is not applied: names with controls or invisible characters are equal only octet by octet.
 * - A path has at most 12 certificates, and no name with the same key twice.
 *
 * Different:
 * - 6.1.1 (h) and (i), initial permitted and excluded subtrees, are not offered: an anchor's own constraints serve.
 * - Policies follow the graph of RFC 9618, which updates section 6.1, instead of the exponential tree; qualifiers are not returned.
 * - A dNSName constraint with a leading period covers the names below it, as many CAs mean it ("standard" only).
 * - Conformance "standard" passes over deviations from the profile of section 4 that harm nobody; the table in `certificate/profile.ts`
 *   marks each rule with its level.
 *
 * ## The caller's duties
 *
 * - 6.1.3 (a)(3), revocation: nothing here knows of it.
 * - That the peer holds the private key: the TLS handshake proves that.
 * - Whom to admit: a valid path says that a CA vouches for the names, not that the names are welcome. Names of a leaf that is refused are
 *   nobody's word.
 */
export function validatePath(options: ValidatePathOptions): ValidationResult {
  assertOptions(options);
  const { unreadable, parse } = collectUnreadable();
  const leaf = readLeaf(options.leaf);
  if (!("der" in leaf)) return { ok: false, path: [], policies: [], findings: [leaf], work: 0 };
  const store = new TrustStore(options.anchors.flatMap(parse), (options.intermediates ?? []).flatMap(parse));
  const context = toContext(options);
  const result = findPath(leaf, [store], context);
  return { ...result, findings: [...result.findings, ...unreadable], work: context.budget.used };
}

/**
 * The paths that lead from a certificate to an anchor by their names, the likeliest first. Nothing is verified: this shows what there is to
 * validate. Throws as `validatePath` does, and gives nothing when the leaf cannot be read or the budget runs out.
 *
 * @param limit Most paths. Default 10.
 */
export function buildPath(options: BuildPathOptions, limit = 10): readonly (readonly Certificate[])[] {
  assertOptions({ ...options, purpose: "any" });
  const { parse } = collectUnreadable();
  const leaf = readLeaf(options.leaf);
  if (!("der" in leaf)) return [];
  const store = new TrustStore(options.anchors.flatMap(parse), (options.intermediates ?? []).flatMap(parse));
  const paths: (readonly Certificate[])[] = [];
  buildPaths(leaf, [store], toContext({ ...options, purpose: "any" }), (path) => paths.push(path) >= limit);
  return paths;
}

type Unreadable = CertificateFinding;

/** Parses candidates and keeps what could not be parsed as warnings: one damaged certificate must not hide a path over others. */
function collectUnreadable(): { unreadable: Unreadable[]; parse: (input: CertificateInput) => readonly Certificate[] } {
  const unreadable: Unreadable[] = [];
  const parse = (input: CertificateInput): readonly Certificate[] => {
    const certificate = read(input, null, "warning");
    if ("der" in certificate) return [certificate];
    unreadable.push(certificate);
    return [];
  };
  return { unreadable, parse };
}

function readLeaf(input: CertificateInput): Certificate | CertificateFinding {
  return read(input, 0, "error");
}

function read(
  input: CertificateInput,
  certificateIndex: number | null,
  severity: CertificateFinding["severity"],
): Certificate | CertificateFinding {
  if (!(input instanceof Uint8Array)) return input;
  try {
    return parseCertificate(input);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const isPem = input.subarray(0, 5).every((octet) => octet === 0x2d) && input.length > 5;
    const problem = isPem ? "this is PEM, and DER is needed: decodePem(text)[0].der" : error.message;
    const details = { problem, offset: error.offset };
    return { code: "certificate_malformed", certificateIndex, severity, details };
  }
}

function toContext(options: ValidatePathOptions): PathContext {
  return {
    time: options.time.getTime(),
    notBeforeSkew: 0,
    notAfterSkew: 0,
    purpose: options.purpose,
    conformance: options.conformance ?? "standard",
    algorithms: new Set(options.algorithms ?? DEFAULT_ALGORITHMS),
    maxPathLength: options.maxPathLength ?? Number.POSITIVE_INFINITY,
    policies: {
      initialPolicySet: options.initialPolicySet ?? NO_POLICY_DEMANDS.initialPolicySet,
      requireExplicitPolicy: options.requireExplicitPolicy ?? false,
      inhibitPolicyMapping: options.inhibitPolicyMapping ?? false,
      inhibitAnyPolicy: options.inhibitAnyPolicy ?? false,
    },
    budget: new Budget(options.budget ?? DEFAULT_BUDGET),
  };
}
