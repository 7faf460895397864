import { vi } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import type { Settings } from "../../src/config/settings.ts";
import { composeGuard, type GuardCore } from "../../src/guard/guard.ts";
import { createManagedIdentity } from "../../src/self-check/identity/managed-identity.ts";
import { createResourceManager } from "../../src/self-check/resource-manager/client.ts";
import { createDeclarationWitness } from "../../src/self-check/resource-manager/declaration.ts";
import { createSelfCheck, type SelfCheck } from "../../src/self-check/self-check.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import type { DeclarationWitness, ProbeWitness } from "../../src/self-check/witness.ts";
import { composeValidator } from "../../src/validator.ts";
import { type Line, recorder } from "../guard/parts.ts";
import { type Azure, type AzureOptions, createAzure } from "../helpers/azure/create-azure.ts";
import { testTiming } from "../helpers/azure/timing.ts";
import { ENVIRONMENT } from "./callers.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A guard with its self-check on an emulated Azure, on a clock that only the test turns. */
export interface Stand {
  readonly azure: Azure;
  readonly core: GuardCore;
  readonly lines: Line[];
  /** Lets time pass on the clock that is never set. */
  pass(milliseconds: number): void;
  status(): SelfCheckStatus;
  /** Resolves when the witnesses were asked that often in all. */
  checked(times: number): Promise<SelfCheckStatus>;
  close(): Promise<void>;
}

export interface StandOptions extends AzureOptions {
  readonly azure?: Azure;
  /** Beside those of `callers.ts` and the platform. */
  readonly environment?: Readonly<Record<string, string>>;
  /** In the place of the variables. */
  readonly changes?: Partial<Settings>;
  readonly probe?: ProbeWitness;
  /** Milliseconds of one attempt of an outgoing call. Default 2,000. */
  readonly attempt?: number;
  /** Where Resource Manager is reached. Default: the emulator itself. */
  readonly endpoint?: string;
  /** What Resource Manager is not asked before. */
  readonly until?: Promise<void>;
}

export async function createStand(options: StandOptions = {}): Promise<Stand> {
  const azure = options.azure ?? (await createAzure(options));
  const { log, lines } = recorder();
  const settings = { ...loadSettings({ env: environmentOf(azure, options.environment), log }), ...options.changes };
  const clock = { now: 0 };
  const monotonic = (): number => clock.now;
  const selfCheck = selfCheckOn(azure, settings, { ...options, monotonic });
  const core = composeGuard({ settings, validator: composeValidator(settings, settings.clock), selfCheck, monotonic });
  return {
    azure,
    core,
    lines,
    pass: (milliseconds) => {
      clock.now += milliseconds;
    },
    status: () => selfCheck.status(),
    checked: async (times) => {
      await vi.waitFor(() => {
        if (selfCheck.status().checks < times) throw new Error(`asked ${selfCheck.status().checks} times`);
      }, WAITING);
      return selfCheck.status();
    },
    close: async () => {
      core.close();
      await azure.close();
    },
  };
}

const WAITING = { timeout: 10_000, interval: 5 };

/** Live, as the platform's is: what the emulator changes is seen. */
export function environmentOf(
  azure: Azure,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string | undefined>> {
  const { CLIENT_CERT_SELF_CHECK: _off, CLIENT_CERT_FRONT_END: _frontEnd, ...own } = ENVIRONMENT;
  return Object.assign(azure.environment, own, more);
}

interface SelfCheckOptions extends Pick<StandOptions, "probe" | "attempt" | "endpoint" | "until"> {
  readonly monotonic: () => number;
}

/** As the guard makes it, but that retries take no time. */
function selfCheckOn(azure: Azure, settings: Settings, options: SelfCheckOptions): SelfCheck {
  const { host, selfCheck, openPaths, environment, clock, log } = settings;
  if (host === undefined || selfCheck === "off" || log === undefined) throw new Error("the self-check is off");
  return createSelfCheck({
    mode: selfCheck,
    host: host.kind,
    isEnforcing: settings.enforce === "on",
    context: { headerFrom: "host", openPaths, appSettings: environment },
    witness: fastWitness(azure, settings, options),
    probe: options.probe,
    monotonic: options.monotonic,
    clock,
    random: () => 0.5,
    maxAgeMs: settings.selfCheckMaxAgeSeconds * SECOND,
    log,
  });
}

function fastWitness(
  azure: Azure,
  { host, environment }: Settings,
  { attempt = 2_000, endpoint = azure.resourceManagerEndpoint, until }: SelfCheckOptions,
): DeclarationWitness {
  if (host === undefined) throw new Error("the self-check is off");
  const how = { ...testTiming(), attemptMilliseconds: attempt };
  const credential = createManagedIdentity({ environment, ...how });
  const client = createResourceManager({ credential, cloud: host.cloud, endpoint, ca: azure.ca, ...how });
  const witness = createDeclarationWitness({
    resource: host.resource,
    missing: host.missing,
    client,
    slots: "all",
    webConfig: "skip",
    compareWith: host.isResourceWritten ? environment : undefined,
  });
  return {
    declare: async () => {
      await until;
      return witness.declare();
    },
  };
}
