import { headerFrom } from "../config/front-end-host.ts";
import type { Settings } from "../config/settings.ts";
import { type AppProbe, createAppProbe } from "../self-check/app-probe.ts";
import type { VerifiedOptions } from "../self-check/self-check.ts";
import { createSelfCheck, type SelfCheck } from "../self-check/self-check.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";
import { type ResourceManagerStandIn, witnessOfHost } from "../self-check/witness-of-host.ts";
import { safeLog, standardErrorLog } from "./log.ts";

/** Nobody asks about the host, as somebody wrote down. */
export interface SelfCheckOff {
  readonly mode: "off";
}

/** What the guard shows of the self-check. */
export interface GuardSelfCheck {
  /** What is known of the host, with what mends it: for operators, not for a public endpoint. Frozen, plain JSON. */
  status(): SelfCheckStatus | SelfCheckOff;
  /** Calls the listener after every change of what is known. What it throws is ignored. Returns what ends that. */
  onChange(listener: (status: SelfCheckStatus) => void): () => void;
  /**
   * Waits until the host is verified, for those who want to wait after `listen`: the one whose requests come here, once the
   * probe has told it from its slots, and until then all of them. With the self-check off, at once.
   *
   * @throws HostNotVerifiedError (as a rejection) when that takes longer than `timeoutMs`, or the guard is closed.
   * @throws TypeError (as a rejection) for a time that is none.
   */
  verified(options?: VerifiedOptions): Promise<SelfCheckStatus | SelfCheckOff>;
}

const OFF: SelfCheckOff = Object.freeze({ mode: "off" });

export function createGuardSelfCheck(selfCheck: SelfCheck | undefined): GuardSelfCheck {
  if (selfCheck === undefined) {
    return Object.freeze({ status: () => OFF, onChange: () => () => undefined, verified: () => Promise.resolve(OFF) });
  }
  return Object.freeze({
    status: () => selfCheck.status(),
    onChange: (listener: (status: SelfCheckStatus) => void) => selfCheck.onChange(listener),
    verified: (options?: VerifiedOptions) => selfCheck.verified(options),
  });
}

/** What watches the host: the self-check, and where the header is the host's own its probe. */
export interface HostWatch {
  readonly selfCheck: SelfCheck;
  /** Undefined: there is none for this host. */
  readonly probe: AppProbe | undefined;
}

/**
 * What the settings ask for; undefined when they switch it off.
 *
 * @param monotonic Milliseconds on a clock that is never set.
 * @param standIn In place of Resource Manager, for tests.
 */
export function watchHostFor(
  settings: Settings,
  monotonic: () => number,
  standIn?: ResourceManagerStandIn,
): HostWatch | undefined {
  const probe = createProbeFor(settings, monotonic);
  const selfCheck = createSelfCheckFor(settings, monotonic, standIn, probe);
  return selfCheck && { selfCheck, probe };
}

function createProbeFor(settings: Settings, monotonic: () => number): AppProbe | undefined {
  const { frontEnd, host, environment, publicHost, probeKey, probeCa, probePlainHttpPort, clock } = settings;
  // It tries the host's own header. A gateway's is not the host's, which without the gateway sees no certificate at all.
  if (host === undefined || frontEnd.name !== host.kind) return undefined;
  // A proxy before Container Apps has written an element, so a header that comes in is kept on purpose.
  if (frontEnd.name === "container-apps" && frontEnd.elements > 1) return undefined;
  return createAppProbe({
    host,
    environment,
    publicHost,
    key: probeKey,
    ca: probeCa,
    plainHttpPort: probePlainHttpPort,
    monotonic,
    clock,
  });
}

/** As `watchHostFor`, the self-check alone. */
export function createSelfCheckFor(
  settings: Settings,
  monotonic: () => number,
  standIn?: ResourceManagerStandIn,
  probe?: AppProbe,
): SelfCheck | undefined {
  const { selfCheck, host, cloud, openPaths, environment, credential, clock, selfCheckMaxAgeSeconds } = settings;
  if (selfCheck === "off") return undefined;
  // Settings never are so; should they ever be, nobody must be trusted for it.
  if (host === undefined) throw new TypeError(`the self-check is to ${selfCheck}, and there is no host to ask about`);
  const writer = headerFrom(settings.frontEnd);
  return createSelfCheck({
    mode: selfCheck,
    host: host.kind,
    context: { headerFrom: writer, openPaths, appSettings: environment },
    isEnforcing: settings.enforce === "on",
    witness: witnessOfHost({
      host,
      cloud,
      environment,
      // Behind a gateway its access restrictions decide; else it decides nothing, and whoever wants it asks the doctor.
      webConfig: writer === "gateway" ? "read" : "skip",
      credential,
      standIn,
    }),
    probe,
    monotonic,
    clock,
    maxAgeMs: selfCheckMaxAgeSeconds * 1000,
    log: safeLog(settings.log ?? standardErrorLog),
  });
}
