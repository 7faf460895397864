import type { FrontEndSettings } from "../header/source.ts";
import type { TrustedPeers } from "../header/trusted-peers.ts";
import type { Environment } from "./environment.ts";
import { headerFrom } from "./front-end-host.ts";
import type { Given } from "./given.ts";
import { platformOf } from "./platform.ts";
import type { Problems } from "./problems.ts";
import { VARIABLES } from "./variables.ts";

/**
 * Holds the trusted peers against the front end and the host: needed where a proxy of one's own writes the header, and an
 * error on Azure, since the peer there is always the platform, whoever calls. Off Azure an Azure front end is one of one's
 * own that writes as Azure's does, such as the stand of `dev`, so it may have addresses.
 *
 * @param frontEnd Undefined: it could not be read, and nothing can be said.
 */
export function checkTrustedPeers(
  given: Given<TrustedPeers> | undefined,
  frontEnd: FrontEndSettings | undefined,
  environment: Environment,
  problems: Problems,
): void {
  const isOnAzure = platformOf(environment) !== "none";
  if (frontEnd === undefined) return;
  if (given === undefined) {
    if (isOnAzure || frontEnd.name === "socket" || headerFrom(frontEnd) === "host") return;
    const message = `The front end ${frontEnd.name} is whoever writes its header, and nothing says from where it connects.`;
    problems.at(VARIABLES.trustedPeers.name).add("trusted_peers_missing", message, MISSING);
  } else if (given.value === undefined) {
    return;
  } else if (isOnAzure) {
    given.report.add("trusted_peers_unexpected", ON_AZURE, "Remove them: the self-check looks at who gets in.");
  }
}

const MISSING =
  "Write the addresses of the front end, CLIENT_CERT_TRUSTED_PEERS=10.0.0.4;10.1.0.0/24, or, where the network lets " +
  "nobody but the front end reach the app, CLIENT_CERT_TRUSTED_PEERS=network-enforced.";

const ON_AZURE =
  "On App Service and Container Apps every connection comes from the platform, so its address tells nothing.";
