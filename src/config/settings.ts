import type { Certificate } from "../certificate/certificate.ts";
import type { ConfigurationProblem } from "../errors.ts";
import type { FrontEndSettings } from "../header/source.ts";
import type { TrustedPeers } from "../header/trusted-peers.ts";
import type { Pin } from "../rules/pin.ts";
import type { CompiledRule } from "../rules/rule.ts";
import type { PublicHost } from "../self-check/app-probe.ts";
import type { CloudName } from "../self-check/host/clouds.ts";
import type { AppServiceHost, ContainerAppsHost } from "../self-check/host/detect-host.ts";
import type { Credential } from "../self-check/identity/credential.ts";
import type { ClockSkew } from "./clock-skew.ts";
import type { Environment } from "./environment.ts";
import type { GuardLogger, GuardOptions } from "./options.ts";
import type { SelfCheckName } from "./self-check-words.ts";

/** A configuration without a problem. Frozen, complete, and the same for as long as the process runs. */
export interface Settings extends ClockSkew {
  /** With every member, those with a default too. */
  readonly frontEnd: FrontEndSettings;
  /** Undefined on the two Azure hosts; elsewhere it may be with their front ends and with `socket`. */
  readonly trustedPeers: TrustedPeers | undefined;
  /** Those that had not expired at the start; empty only when there are pins. */
  readonly trustAnchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly pins: readonly Pin[];
  /** Undefined only when there are pins and no anchors. */
  readonly allow: "any-from-anchors" | readonly CompiledRule[] | undefined;
  readonly openPaths: readonly string[];
  readonly enforce: "on" | "report";
  /** Milliseconds since the epoch; undefined exactly when `enforce` is `on`. */
  readonly reportUntil: number | undefined;
  readonly selfCheck: SelfCheckName;
  /** Undefined exactly when `selfCheck` is `off`. */
  readonly host: AppServiceHost | ContainerAppsHost | undefined;
  /** How long Resource Manager's yes counts while it cannot be asked, in seconds. */
  readonly selfCheckMaxAgeSeconds: number;
  /** Tried before the names that the platform tells. Undefined: those alone. */
  readonly publicHost: PublicHost | undefined;
  /** Shared by all instances, so that their sightings count. Undefined: each sees for itself. */
  readonly probeKey: string | undefined;
  /** PEM of the only roots to trust for the app's own host. Undefined: Node's. */
  readonly probeCa: string | undefined;
  /** Where the front end speaks plain HTTP. */
  readonly probePlainHttpPort: number;
  /** Undefined: the managed identity of the host. */
  readonly credential: Credential | undefined;
  /** Undefined: the one that the host's name tells. */
  readonly cloud: CloudName | undefined;
  /** What the platform and the operator set: a live object, since the platform changes secrets in it. */
  readonly environment: Environment;
  readonly conformance: "standard" | "strict";
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Undefined: whoever runs the guard chooses. */
  readonly log: GuardLogger | undefined;
  readonly authorize: NonNullable<GuardOptions["authorize"]> | undefined;
  /** What is odd and no error; told once, at the start. */
  readonly warnings: readonly ConfigurationProblem[];
}
