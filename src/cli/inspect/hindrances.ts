import type { Certificate } from "../../certificate/certificate.ts";
import { checkLeaf } from "../../path/check-leaf.ts";
import { checkPinned } from "../../path/check-pinned.ts";
import type { PathContext } from "../../path/context.ts";
import type { PathFinding } from "../../path/findings.ts";
import { checkSignature } from "../../path/signature.ts";
import { explain } from "../../verdict/explain.ts";
import type { FindingCode } from "../../verdict/finding.ts";
import { pathContext } from "./path-context.ts";

/** Why a certificate is refused whatever is configured. */
export interface Hindrance {
  readonly code: FindingCode;
  /** In a sentence. */
  readonly explanation: string;
}

/** What in the certificate alone would refuse it as a caller's. */
export interface Hindrances {
  /** Where it is pinned. Empty: nothing. */
  readonly pin: readonly Hindrance[];
  /** Where rules judge it; what speaks against a pin is among it. Empty: nothing, and its path decides. */
  readonly rule: readonly Hindrance[];
  /**
   * Whether all that speaks against a rule is that it was made for servers: then one by SAN or key admits it beside
   * `CLIENT_CERT_EKU=clientAuth-or-serverAuth`.
   */
  readonly isForServers: boolean;
}

/**
 * Asks what the validator asks of the certificate itself, by the clock alone: the tolerance is the configuration's.
 *
 * @param time Milliseconds since the epoch.
 */
export function findHindrances(certificate: Certificate, time: number): Hindrances {
  const context = pathContext(UNCONFIGURED, "clientAuth", time);
  const rule = checkLeaf(certificate, context);
  const signer = hindrancesOfSignature(certificate, context);
  return {
    pin: checkPinned(certificate, pathContext(UNCONFIGURED, "any", time)).map(toHindrance),
    rule: [...rule.map(toHindrance), ...signer],
    isForServers:
      rule.length > 0 &&
      signer.length === 0 &&
      rule.every(({ code }) => code === "extended_key_usage_not_allowed") &&
      checkLeaf(certificate, pathContext(UNCONFIGURED, "serverAuth", time)).length === 0,
  };
}

/** What no path can mend: how it is signed, and that its own key did it. `ca_as_client` tells of an authority's. */
function hindrancesOfSignature(certificate: Certificate, { algorithms, budget }: PathContext): readonly Hindrance[] {
  const { version, extensions } = certificate;
  const finding = checkSignature(certificate, certificate, 0, algorithms, budget);
  if (finding?.code === "algorithm_not_allowed") return [toHindrance(finding)];
  // A certificate of version 1 may be an anchor and a caller's at once.
  if (finding !== undefined || version === 1 || extensions.basicConstraints?.cA === true) return [];
  return [{ code: "issuer_unknown", explanation: "It is self-signed, so that no authority vouches for its names." }];
}

const UNCONFIGURED = { conformance: "standard", notBeforeSkewSeconds: 0, notAfterSkewSeconds: 0 } as const;

function toHindrance(finding: PathFinding): Hindrance {
  return { code: finding.code, explanation: explain(finding) };
}
