import { answered, refused } from "../front-ends/attack.ts";
import type { Outcome } from "../front-ends/stand.ts";
import type { DemoCase } from "./demo.ts";
import type { FrontEnd } from "./front-ends.ts";

/** What a verifying gateway finds nothing wrong with, of what the package refuses. */
const FINE_TO_A_GATEWAY: readonly string[] = ["subject_not_allowed", "issuer_not_allowed"];

/**
 * What must come of a case: what the demo says, everywhere. It differs where a front end differs, not the package:
 *
 * - Whom a front end turns away it turns away in its own words.
 * - A gateway that is asked what it thinks refuses whom the package would name a better reason for, and the pinned.
 * - Of two lines Container Apps' makes two elements of one, and a request of the Fetch API one line: malformed.
 * - On the connection itself there are no headers, and nobody before the app who could turn anyone away.
 */
export function expectedOutcome(
  visit: DemoCase,
  frontEnd: FrontEnd | "socket",
  { hasSocket }: { readonly hasSocket: boolean },
): Outcome {
  const { status, code, caller } = visit;
  const isTurnedAway = status === 403 && code === undefined;
  if (frontEnd === "socket") return isTurnedAway ? refused("header_missing") : onConnection(visit);
  if (isTurnedAway) return answered(frontEnd.turnsAway ?? 403);
  const { name } = frontEnd.settings;
  const isDoubled = code === "header_duplicated";
  if (name === "application-gateway" && (isDoubled ? !hasSocket : isAgainstGateway(visit))) {
    return refused("verification_failed");
  }
  const isJoined = !hasSocket || (name === "container-apps" && visit.frontEnd === "appending");
  return { status, code: isDoubled && isJoined ? "header_malformed" : code, caller };
}

/** Whoever shows no certificate has none that was verified. */
function isAgainstGateway({ presents, code, caller, frontEnd }: DemoCase): boolean {
  if (presents === undefined) return frontEnd === "passing";
  return code === undefined ? caller?.startsWith("sha256:") === true : !FINE_TO_A_GATEWAY.includes(code);
}

function onConnection({ presents, headers, status, code, caller }: DemoCase): Outcome {
  const wrote = Object.keys(headers).length > 0;
  if (!wrote) return { status, code, caller };
  return refused(presents === undefined ? "header_missing" : "issuer_unknown");
}
