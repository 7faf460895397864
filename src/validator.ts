import { DerError } from "./asn1/der-error.ts";
import { type Certificate, readCertificate } from "./certificate/certificate.ts";
import type { Conformance } from "./certificate/profile.ts";
import { thumbprint } from "./certificate/thumbprint.ts";
import { createSource } from "./header/create-source.ts";
import { checkForwardedProto } from "./header/forwarded-proto.ts";
import { checkHeaderCount } from "./header/header-count.ts";
import type { FrontEndSettings, SourceRequest } from "./header/source.ts";
import type { PeerList, TrustedPeers } from "./header/trusted-peers.ts";
import { DEFAULT_ALGORITHMS } from "./path/algorithms.ts";
import { Budget, DEFAULT_BUDGET } from "./path/budget.ts";
import { checkLeaf } from "./path/check-leaf.ts";
import { checkPinned } from "./path/check-pinned.ts";
import { NO_POLICY_DEMANDS, type PathContext, type Purpose } from "./path/context.ts";
import { findPath, type PathResult } from "./path/find-path.ts";
import { type IssuerSource, TrustStore } from "./path/trust-store.ts";
import { verifyConfigured } from "./path/verify-configured.ts";
import { matchRules } from "./rules/match.ts";
import { createPinSet, type Pin } from "./rules/pin.ts";
import type { CompiledRule } from "./rules/rule.ts";
import { altNameTexts } from "./rules/subject-alt-name-set.ts";
import { type Match, toClientCertificate } from "./verdict/client-certificate.ts";
import type { AnyFinding } from "./verdict/finding.ts";
import { primaryFinding } from "./verdict/table.ts";
import type { Verdict } from "./verdict/verdict.ts";

/** Configuration that was checked before. */
export interface ValidatorSettings {
  /** Where certificates come from. */
  readonly frontEnd: FrontEndSettings;
  /** Undefined: the address of the peer is not looked at. */
  readonly trustedPeers: TrustedPeers | undefined;
  readonly trustAnchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly pins: readonly Pin[];
  /** Undefined only where there are no anchors. */
  readonly allow: "any-from-anchors" | readonly CompiledRule[] | undefined;
  readonly conformance: Conformance;
  readonly notBeforeSkewSeconds: number;
  readonly notAfterSkewSeconds: number;
}

/** What a validator needs to know of a request. A request of `node:http` or `node:http2` fits. */
export type ValidatorRequest = SourceRequest;

/** Decides over one request's certificate: the core without a framework. */
export interface Validator {
  /** Never throws for anything that a client sent; throws TypeError when there are no `rawHeaders`. */
  validate(request: ValidatorRequest): Verdict;
}

/**
 * Composes the stages; nothing else knows their order. A request passes them one after the other and is refused by the first that finds an
 * error: peer, header, certificate, pin or path, rules.
 *
 * @param clock Milliseconds since the epoch.
 */
export function composeValidator(settings: ValidatorSettings, clock: () => number): Validator {
  const algorithms = new Set(DEFAULT_ALGORITHMS);
  const store = new TrustStore(settings.trustAnchors, settings.intermediates);
  verifyConfigured(settings.intermediates, store, algorithms);
  const configured: readonly IssuerSource[] = [store];
  const readSource = createSource(settings.frontEnd, (bytes) => thumbprint("sha256", bytes));
  const peers = settings.trustedPeers === "network-enforced" ? undefined : settings.trustedPeers;
  // On the socket itself there is no front end to say how the client came.
  const isForwarded = settings.frontEnd.name !== "socket";
  const pins = createPinSet(settings.pins);
  const rules = typeof settings.allow === "object" ? settings.allow : [];
  const acceptsServerAuth = rules.some((rule) => rule.acceptsServerAuth);

  function contextFor(purpose: Purpose): PathContext {
    return {
      time: clock(),
      notBeforeSkew: settings.notBeforeSkewSeconds * 1000,
      notAfterSkew: settings.notAfterSkewSeconds * 1000,
      purpose,
      conformance: settings.conformance,
      algorithms,
      maxPathLength: Number.POSITIVE_INFINITY,
      policies: NO_POLICY_DEMANDS,
      budget: new Budget(DEFAULT_BUDGET),
    };
  }

  function findPin(leaf: Certificate): Pin | undefined {
    const pin = pins.hasCertificates ? pins.findCertificate(leaf.sha256) : undefined;
    return pin ?? (pins.hasKeys ? pins.findKey(leaf.spkiSha256) : undefined);
  }

  function judgePinned(leaf: Certificate, pin: Pin): Verdict {
    const findings = checkPinned(leaf, contextFor("any"));
    if (findings.length > 0) return refuse(findings, leaf);
    const matchedBy = pin.kind === "key" ? "pinned-key" : "pinned-certificate";
    return admit({ matchedBy, caller: pin.label, describeAltNames: altNameTexts }, leaf, [leaf]);
  }

  function judgeChained(leaf: Certificate, candidates: readonly Uint8Array[] | undefined): Verdict {
    const sources = candidates === undefined ? configured : [store, toIssuers(candidates)];
    const forClients = findPath(leaf, sources, contextFor("clientAuth"));
    if (forClients.ok) return judgeByRules(forClients, "clientAuth");
    if (!acceptsServerAuth || !isServerAtMost(leaf)) return refuse(forClients.findings, leaf);
    const forServers = findPath(leaf, sources, contextFor("serverAuth"));
    return forServers.ok ? judgeByRules(forServers, "serverAuth") : refuse(forClients.findings, leaf);
  }

  /** Whether nothing speaks against the leaf itself but, at most, that it is made for servers. */
  function isServerAtMost(leaf: Certificate): boolean {
    const findings = checkLeaf(leaf, contextFor("clientAuth"));
    return findings.every(({ code }) => code === "extended_key_usage_not_allowed");
  }

  function judgeByRules({ path }: PathResult, purpose: "clientAuth" | "serverAuth"): Verdict {
    const [leaf, issuer] = path as readonly [Certificate, Certificate];
    if (settings.allow === "any-from-anchors")
      return admit({ matchedBy: "any-from-anchors", describeAltNames: altNameTexts }, leaf, path);
    const match = matchRules(rules, { leaf, issuer, namesVerified: true, purpose });
    return match.ok
      ? admit({ matchedBy: "rule", caller: match.caller, describeAltNames: altNameTexts }, leaf, path)
      : refuse(match.findings, leaf);
  }

  function judge(request: ValidatorRequest): Verdict {
    const objection = objectionTo(request, peers, isForwarded);
    if (objection !== undefined) return refuse([objection]);
    const header = readSource(request);
    if (!header.ok) return refuse([error(header.code, header.details)]);
    const leaf = parse(header.der);
    if (!("der" in leaf)) return refuse([leaf]);
    const pin = findPin(leaf);
    if (pin !== undefined) return judgePinned(leaf, pin);
    return settings.trustAnchors.length === 0 ? refuse([notPinned(leaf)], leaf) : judgeChained(leaf, header.candidates);
  }

  return {
    validate(request) {
      if (!Array.isArray(request?.rawHeaders)) {
        throw new TypeError("rawHeaders is missing: hand over a request of node:http, or its rawHeaders");
      }
      try {
        return judge(request);
      } catch (thrown) {
        // A defect of this package must refuse, and must be seen.
        const problem = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
        return refuse([error("internal_error", { problem })]);
      }
    },
  };
}

/** What speaks against the request before any certificate is looked for. Undefined: nothing. */
function objectionTo(
  request: ValidatorRequest,
  peers: PeerList | undefined,
  isForwarded: boolean,
): AnyFinding | undefined {
  const count = checkHeaderCount(request);
  if (!count.ok) return error(count.code, count.details);
  if (peers !== undefined) {
    const address = request.socket?.remoteAddress;
    if (peers.includes(address) !== true) return peerNotTrusted(address);
  }
  if (!isForwarded) return undefined;
  const transport = checkForwardedProto(request.rawHeaders);
  return transport.ok ? undefined : error(transport.code, transport.details);
}

function parse(der: Uint8Array): Certificate | AnyFinding {
  try {
    return readCertificate(der);
  } catch (thrown) {
    if (!(thrown instanceof DerError)) throw thrown;
    return error("certificate_malformed", { problem: thrown.message, offset: thrown.offset }, 0);
  }
}

/**
 * Certificates that came beside the leaf, as issuers that a path may lead over and never end at. One that cannot be
 * read is no issuer, and says nothing against the leaf.
 */
function toIssuers(candidates: readonly Uint8Array[]): IssuerSource {
  return new TrustStore(
    [],
    candidates.map(parse).filter((candidate) => "der" in candidate),
  );
}

function peerNotTrusted(address: string | undefined): AnyFinding {
  return error("peer_not_trusted", address === undefined ? {} : { address });
}

function notPinned({ sha256, spkiSha256 }: Certificate): AnyFinding {
  return error("not_pinned", { sha256, spkiSha256 }, 0);
}

function error(
  code: AnyFinding["code"],
  details: AnyFinding["details"],
  certificateIndex: number | null = null,
): AnyFinding {
  return { code, certificateIndex, severity: "error", details } as AnyFinding;
}

function admit(match: Match, leaf: Certificate, path: readonly Certificate[]): Verdict {
  return { ok: true, client: toClientCertificate(match, leaf, path), findings: [] };
}

function refuse(findings: readonly AnyFinding[], certificate?: Certificate): Verdict {
  return { ok: false, code: primaryFinding(findings).code, findings, certificate };
}
