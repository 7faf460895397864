import type { Certificate } from "../certificate/certificate.ts";
import { hex } from "../certificate/hex.ts";
import { WORK } from "./budget.ts";
import { isSelfIssued } from "./checks.ts";
import type { PathContext } from "./context.ts";
import { type PathFinding, pathError } from "./findings.ts";
import type { Issuer, IssuerSource } from "./trust-store.ts";

/**
 * Most certificates of a path, leaf and anchor included. RFC 5280 sets no limit; real private PKIs have two to four, and no case of
 * the public suites needs more than six.
 */
const MAX_PATH_CERTIFICATES = 12;

/** A path from the leaf to an anchor; returns whether it is valid, which ends the search. */
export type TryPath = (path: readonly Certificate[]) => boolean;

/**
 * Proposes every path from `leaf` to an anchor, the likeliest first, until `tryPath` accepts one. Depth-first with backtracking; no
 * name with the same key stands twice in one path, so that cycles end. Every step is paid from the budget.
 *
 * Returns undefined when paths were proposed, accepted or not; otherwise why there was none.
 */
export function buildPaths(
  leaf: Certificate,
  sources: readonly IssuerSource[],
  context: PathContext,
  tryPath: TryPath,
): PathFinding | undefined {
  const path: Certificate[] = [leaf];
  let proposed = false;
  let deadEnd: PathFinding | undefined;

  function search(): boolean {
    const subject = path[path.length - 1] as Certificate;
    const issuers = likeliestFirst(subject, candidates(subject, sources, context), context.time);
    let tried = false;
    for (const { certificate, isAnchor } of issuers) {
      context.budget.spend(WORK.candidate);
      if (path.length >= MAX_PATH_CERTIFICATES || standsIn(path, certificate, context)) continue;
      tried = true;
      path.push(certificate);
      if (isAnchor) proposed = true;
      if (isAnchor ? tryPath(path.slice()) : search()) return true;
      path.pop();
    }
    if (!tried) deadEnd ??= issuerUnknown(subject, path.length - 1);
    return false;
  }

  if (search() || proposed) return undefined;
  return deadEnd ?? issuerUnknown(leaf, 0);
}

function candidates(
  subject: Certificate,
  sources: readonly IssuerSource[],
  { budget }: PathContext,
): readonly Issuer[] {
  budget.spend(WORK.comparison);
  const [first] = sources;
  if (sources.length === 1 && first !== undefined) return first.issuersOf(subject.issuer);
  return sources.flatMap((source) => source.issuersOf(subject.issuer));
}

/** By key identifier (RFC 5280 section 4.2.1.1: a hint, never a verdict), then those in their validity, then anchors. */
function likeliestFirst(subject: Certificate, issuers: readonly Issuer[], time: number): readonly Issuer[] {
  if (issuers.length < 2) return issuers;
  const wanted = subject.extensions.authorityKeyIdentifier?.keyIdentifier;
  const score = ({ certificate, isAnchor }: Issuer) =>
    keyIdentifierScore(wanted, certificate) +
    (time >= certificate.notBefore && time < certificate.notAfter + 1000 ? 2 : 0) +
    (isAnchor ? 1 : 0);
  return issuers
    .map((issuer) => ({ issuer, score: score(issuer) }))
    .sort((a, b) => b.score - a.score)
    .map(({ issuer }) => issuer);
}

function keyIdentifierScore(wanted: Uint8Array | undefined, { extensions }: Certificate): number {
  const offered = extensions.subjectKeyIdentifier?.keyIdentifier;
  if (wanted === undefined || offered === undefined) return 4;
  return sameOctets(wanted, offered) ? 8 : 0;
}

/** Whether the path holds this name with this key already (RFC 4158 section 2.4.2 calls that a loop). */
function standsIn(path: readonly Certificate[], candidate: Certificate, { budget }: PathContext): boolean {
  budget.spend(WORK.comparison * path.length);
  for (const certificate of path) {
    if (certificate === candidate) return true;
    if (certificate.publicKey.equals(candidate.publicKey) && certificate.subject.equals(candidate.subject)) return true;
  }
  return false;
}

function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

function issuerUnknown(certificate: Certificate, index: number): PathFinding {
  const issuer = certificate.issuer.toString();
  const selfIssued = isSelfIssued(certificate);
  const key = certificate.extensions.authorityKeyIdentifier?.keyIdentifier;
  const details = key === undefined ? { issuer, selfIssued } : { issuer, selfIssued, authorityKeyId: hex(key) };
  return pathError("issuer_unknown", index, details);
}
