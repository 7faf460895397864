import type { Certificate } from "../../certificate/certificate.ts";
import type { Settings } from "../../config/settings.ts";
import type { Purpose } from "../../path/context.ts";
import { findPath } from "../../path/find-path.ts";
import { TrustStore } from "../../path/trust-store.ts";
import { pathContext } from "./path-context.ts";

/** The path that came nearest, to be shown beside a refusal. It decides nothing. */
export interface NearestPath {
  /** Leaf first. The leaf alone: none was found. */
  readonly certificates: readonly Certificate[];
  /** Whether it leads to an anchor. */
  readonly isComplete: boolean;
  /** `as-judged`: it is valid. `otherwise`: it would be for another purpose, or at a time within the certificate's own validity. */
  readonly holds: "as-judged" | "otherwise" | "no";
  /** What it is valid for. */
  readonly purpose: "clientAuth" | "serverAuth";
}

/**
 * @param beside Certificates that came with the leaf, tried as issuers and believed in nothing.
 * @param time Milliseconds since the epoch.
 */
export function nearestPath(
  settings: Settings,
  leaf: Certificate,
  beside: readonly Certificate[],
  time: number,
): NearestPath {
  const configured = new TrustStore(settings.trustAnchors, settings.intermediates);
  const sources = [configured, ...(beside.length === 0 ? [] : [new TrustStore([], beside)])];
  const search = (purpose: Purpose, at: number) => findPath(leaf, sources, pathContext(settings, purpose, at));
  const asJudged = search("clientAuth", time);
  if (asJudged.ok) return found(asJudged.path, "as-judged", "clientAuth");
  const forServers = search("serverAuth", time);
  if (forServers.ok) return found(forServers.path, "otherwise", "serverAuth");
  const otherwise = search("any", Math.min(Math.max(time, leaf.notBefore), leaf.notAfter));
  if (otherwise.ok) return found(otherwise.path, "otherwise", "clientAuth");
  const certificates = otherwise.path.length > asJudged.path.length ? otherwise.path : asJudged.path;
  const last = certificates.at(-1);
  const isComplete = certificates.length > 1 && settings.trustAnchors.some(({ sha256 }) => sha256 === last?.sha256);
  return { certificates, isComplete, holds: "no", purpose: "clientAuth" };
}

function found(
  certificates: readonly Certificate[],
  holds: "as-judged" | "otherwise",
  purpose: NearestPath["purpose"],
): NearestPath {
  return { certificates, isComplete: true, holds, purpose };
}
