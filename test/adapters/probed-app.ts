import { vi } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import { composeGuard, type GuardCore } from "../../src/guard/guard.ts";
import { createSelfCheckFor } from "../../src/guard/guard-self-check.ts";
import { createAppProbe } from "../../src/self-check/app-probe.ts";
import { type SendOptions, sendShot } from "../../src/self-check/probe/send.ts";
import type { Answer, Shot } from "../../src/self-check/probe/shot.ts";
import type { SelfCheck } from "../../src/self-check/self-check.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import { composeValidator } from "../../src/validator.ts";
import { type Line, recorder } from "../guard/parts.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import { createStand } from "../helpers/stands/create-stand.ts";
import type { FrontEndTraits, Stand } from "../helpers/stands/options.ts";
import { ask, type GuardedApp, SURFACES, type Surface } from "./self-check-apps.ts";
import { environmentOf } from "./self-check-stand.ts";

/** A front end that does what it must. */
export const RIGHT: FrontEndTraits = { mode: "required", refuses: "403", plainHttp: "redirect" };

/** The name of the emulated site. */
export const SITE = "orders-api.example";

/** The name of its slot `staging`, where it has one. */
export const STAGING = "orders-api-staging.azurewebsites.net";

export type Send = (shot: Shot, options: SendOptions) => Promise<Answer>;

export interface ProbedAppOptions {
  /** Front ends by name, there before the probe sends anything. Default: none. */
  readonly fronts?: Readonly<Record<string, FrontEndTraits>>;
  /** Default: Express 5. */
  readonly surface?: Surface;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: GuardOptions;
  /** Of the site, in place of what makes it demand certificates. */
  readonly properties?: Body;
  /** Names of slots. Default: none. */
  readonly slots?: readonly string[];
  /** Of each slot. Default: they demand certificates. */
  readonly slotProperties?: Body;
  /** Between the probe and the network. */
  readonly through?: (send: Send) => Send;
  /** Makes the app, in place of the surface's. */
  readonly start?: (core: GuardCore) => Promise<GuardedApp>;
}

/** An app with a probing guard, on an emulated Azure. No request of its probe leaves this machine. */
export interface ProbedApp {
  readonly azure: Azure;
  readonly core: GuardCore;
  readonly selfCheck: SelfCheck;
  readonly port: number;
  readonly lines: readonly Line[];
  /** What the probe has sent so far. */
  readonly sent: readonly Shot[];
  /** Puts a front end at a name, in place of the one that was there. Undefined: the name leads nowhere. */
  front(name: string, traits: FrontEndTraits | undefined, appPort?: number): Promise<void>;
  /** Lets time pass on the clock that is never set. */
  pass(milliseconds: number): void;
  status(): SelfCheckStatus;
  /** Once the probe has spoken. */
  probed(): Promise<SelfCheckStatus>;
  /** Has the host checked again, and the probe speak. */
  recheck(): Promise<SelfCheckStatus>;
  /** What the right caller gets. */
  ask(target?: string, ...headers: readonly (readonly [string, string])[]): Promise<number>;
  /** The same, under one of the app's names. */
  askAs(name: string, target?: string): Promise<number>;
}

/** To be called in each file: what `deploy` makes is closed by the function that this one returns. */
export function createDeployer(): {
  readonly deploy: (options?: ProbedAppOptions) => Promise<ProbedApp>;
  readonly closeAll: () => Promise<void>;
} {
  const ends: (() => unknown)[] = [];
  return {
    deploy: (options = {}) => deploy(options, ends),
    closeAll: async () => {
      for (const end of ends.splice(0).reverse()) await end();
    },
  };
}

async function deploy(options: ProbedAppOptions, ends: (() => unknown)[]): Promise<ProbedApp> {
  const { surface = SURFACES[1] as Surface, slots = [], properties = {}, through = (send) => send } = options;
  const azure = await createAzure({ slots });
  ends.push(() => azure.close());
  Object.assign(azure.estate.site?.["properties"] as Body, { defaultHostName: SITE, hostNames: [SITE], ...properties });
  for (const slot of azure.estate.slots) Object.assign(slot["properties"] as Body, options.slotProperties);
  const { log, lines } = recorder();
  const env = environmentOf(azure, { WEBSITE_HOSTNAME: SITE, ...options.env });
  const settings = loadSettings({ env, log, ...options.options });
  const clock = { offset: 0 };
  const monotonic = (): number => performance.now() + clock.offset;
  const stands = new Map<string, Stand>();
  const sent: Shot[] = [];
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const send = through(sendTo(stands));
  const probe = createAppProbe({
    host: { siteName: "orders-api", slotName: undefined },
    environment: env,
    publicHost: settings.publicHost,
    key: settings.probeKey,
    plainHttpPort: 80,
    ca: undefined,
    monotonic,
    clock: Date.now,
    send: async (shot, how) => {
      await opened;
      sent.push(shot);
      return send(shot, how);
    },
  });
  const standIn = { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
  const selfCheck = createSelfCheckFor(settings, monotonic, standIn, probe);
  if (selfCheck === undefined) throw new Error("the self-check is off");
  const validator = composeValidator(settings, settings.clock);
  const core = composeGuard({ settings, validator, selfCheck, probe, monotonic });
  ends.push(() => core.close());
  const app = await (options.start ?? surface.start)(core);
  ends.push(() => app.close());
  const heardAt = (): string | null => selfCheck.status().probe?.heardAt ?? null;
  const probed = async (before: string | null = null): Promise<SelfCheckStatus> => {
    await vi.waitFor(() => {
      if (heardAt() === before || selfCheck.status().isChecking) throw new Error("not yet");
    }, WAITING);
    return selfCheck.status();
  };
  const pass = (milliseconds: number): void => {
    clock.offset += milliseconds;
  };
  const front: ProbedApp["front"] = async (name, traits, appPort = app.port) => {
    stands.delete(name);
    if (traits === undefined) return;
    const stand = await createStand({ defaultHostName: name, ...traits, targets: [{ port: appPort }] });
    ends.push(() => stand.close());
    stands.set(name, stand);
  };
  const askUnder = async (
    name: string,
    target: string | undefined,
    headers: readonly (readonly [string, string])[],
  ): Promise<number> => {
    const origin = [["WAS-DEFAULT-HOSTNAME", name] as const, ["X-Forwarded-Proto", "https"] as const];
    return (await ask(app.port, target, [...origin, ...headers])).status;
  };
  for (const [name, traits] of Object.entries(options.fronts ?? {})) await front(name, traits);
  open();
  return {
    ...{ azure, core, selfCheck, lines, sent, pass, front },
    port: app.port,
    status: () => selfCheck.status(),
    probed: () => probed(),
    recheck: async () => {
      await vi.waitFor(() => {
        if (selfCheck.status().isChecking) throw new Error("not yet");
      }, WAITING);
      const before = heardAt();
      pass(60_000);
      selfCheck.recheck();
      return probed(before);
    },
    ask: (target, ...headers) => askUnder(SITE, target, headers),
    askAs: (name, target) => askUnder(name, target, []),
  };
}

const WAITING = { timeout: 20_000, interval: 5 };

/** A name without a front end is not found. */
function sendTo(stands: ReadonlyMap<string, Stand>): Send {
  return async (shot, how) => {
    const stand = stands.get(shot.host);
    if (stand === undefined) return { kind: "failed", code: "ENOTFOUND" };
    const port = shot.scheme === "https" ? stand.port : (stand.plainHttpPort ?? 1);
    const answer = await sendShot({ ...shot, host: stand.host, port }, { ...how, ca: stand.ca, patienceMs: 5 });
    if (answer.kind !== "response" || answer.location === undefined) return answer;
    return { ...answer, location: answer.location.replace(`${stand.host}:${stand.port}`, shot.host) };
  };
}
