import { afterEach, beforeEach, expect, vi } from "vitest";
import type {
  ContainerAppSettings,
  IngressSettings,
  Setting,
  SiteSettings,
} from "../../src/posture/facts/host-settings.ts";
import { createSelfCheck, type SelfCheck } from "../../src/self-check/self-check.ts";
import type { SelfCheckParts } from "../../src/self-check/self-check-parts.ts";
import type { TrustRequest } from "../../src/self-check/trust.ts";
import type { Declaration, ProbeWord, WitnessFailure } from "../../src/self-check/witness.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function value<Value>(is: Value): Setting<Value> {
  return { kind: "value", value: is };
}

const ABSENT = { kind: "absent" } as const;
export const NULL = { kind: "null" } as const;

/** A site that demands certificates of everyone. */
export function site(changes: Partial<SiteSettings> = {}): SiteSettings {
  return {
    kind: "site",
    id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop",
    site: "shop",
    slot: undefined,
    siteKind: value("app,linux"),
    hostNames: ["shop.contoso.com"],
    defaultHostName: value("Shop.azurewebsites.net"),
    clientCertEnabled: value(true),
    clientCertMode: value("Required"),
    clientCertExclusionPaths: NULL,
    clientCertExclusionEndPoints: NULL,
    httpsOnly: value(true),
    publicNetworkAccess: NULL,
    http20Enabled: ABSENT,
    minTlsVersion: ABSENT,
    healthCheckPath: ABSENT,
    ipSecurityRestrictionsDefaultAction: ABSENT,
    ipSecurityRestrictions: ABSENT,
    ...changes,
  };
}

export function slot(changes: Partial<SiteSettings> = {}): SiteSettings {
  const { id } = site();
  return site({
    kind: "slot",
    id: `${id}/slots/staging`,
    slot: "staging",
    hostNames: [],
    defaultHostName: value("shop-staging.azurewebsites.net"),
    ...changes,
  });
}

export function ingress(changes: Partial<IngressSettings> = {}): IngressSettings {
  return {
    fqdn: value("App.contoso.azurecontainerapps.io"),
    external: value(true),
    clientCertificateMode: value("require"),
    allowInsecure: value(false),
    transport: value("http"),
    ipSecurityRestrictions: NULL,
    additionalPorts: value(0),
    ...changes,
  };
}

export function containerApp(changes: Partial<IngressSettings> = {}): ContainerAppSettings {
  const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/containerApps/app";
  return { kind: "container-app", id, name: "app", ingress: value(ingress(changes)) };
}

export const NOT_DEMANDED: Partial<SiteSettings> = { clientCertEnabled: value(false) };
export const UNCLEAR: Partial<SiteSettings> = { clientCertEnabled: NULL };

export function declared(...records: readonly SiteSettings[]): Declaration {
  return { ok: true, records: records.length === 0 ? [site()] : records, notices: [] };
}

export const FAILURE: WitnessFailure = {
  code: "resource_manager_unavailable",
  message: "Resource Manager answers 503.",
  remedy: "Wait for it.",
};

export const SILENT: Declaration = { ok: false, failure: FAILURE };

/** Of an app on the site itself: the slot's name leads elsewhere. */
export function word(changes: Partial<ProbeWord> = {}): ProbeWord {
  const { demand = "proven", authenticity = "proven" } = changes;
  return {
    demand,
    authenticity,
    isContradicted: false,
    names: [
      { host: "shop.azurewebsites.net", demand, authenticity, leadsHere: true },
      {
        host: "shop-staging.azurewebsites.net",
        demand: "inconclusive",
        authenticity: "inconclusive",
        leadsHere: false,
      },
    ],
    isHostHeaderOverwritten: true,
    exclusions: [],
    ...changes,
  };
}

/** That the site's exclusion paths were seen to be clean, or not; undefined: that it could not be seen. */
export function sites(areClean: boolean | undefined): Pick<ProbeWord, "exclusions"> {
  return { exclusions: [{ recordId: site().id, areClean }] };
}

export const INCONCLUSIVE: ProbeWord = word({
  demand: "inconclusive",
  authenticity: "inconclusive",
  isHostHeaderOverwritten: false,
});

export interface Line {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A self-check whose witnesses say what the test puts into `says`, on clocks that the test turns. */
export interface Stand {
  readonly check: SelfCheck;
  readonly lines: Line[];
  /** What the witnesses say from now on; a function is called. */
  readonly says: { rm: Declaration | (() => Promise<Declaration>); probe: ProbeWord | (() => Promise<ProbeWord>) };
  /** How often each was asked. */
  readonly asked: { rm: number; probe: number };
  /** The wall clock's distance from the other. */
  readonly wall: { offset: number };
}

export type Changes = Partial<Omit<SelfCheckParts, "witness">> & { readonly hasProbe?: boolean };

/** Needs `vi.useFakeTimers`: both clocks follow it. */
export function stand({ hasProbe = false, ...changes }: Changes = {}): Stand {
  const lines: Line[] = [];
  const says: Stand["says"] = { rm: declared(), probe: INCONCLUSIVE };
  const asked = { rm: 0, probe: 0 };
  const wall = { offset: 0 };
  const start = Date.now();
  const at =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields: { ...fields }, message });
    };
  const check = createSelfCheck({
    mode: "enforce",
    host: "app-service",
    context: { headerFrom: "host", openPaths: ["/healthz"], appSettings: {} },
    witness: {
      declare: async () => {
        asked.rm += 1;
        return typeof says.rm === "function" ? says.rm() : says.rm;
      },
    },
    probe: hasProbe
      ? {
          probe: async () => {
            asked.probe += 1;
            return typeof says.probe === "function" ? says.probe() : says.probe;
          },
        }
      : undefined,
    monotonic: () => Date.now() - start,
    clock: () => Date.now() + wall.offset,
    random: () => 0.5,
    log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") },
    ...changes,
  });
  return { check, lines, says, asked, wall };
}

/** A stand whose first check has ended. */
export async function started(changes: Changes = {}, says: Partial<Stand["says"]> = {}): Promise<Stand> {
  const made = stand(changes);
  Object.assign(made.says, says);
  made.check.start();
  await settle();
  return made;
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

export function request(rawUrl = "/orders", ...hosts: readonly string[]): TrustRequest {
  return { rawUrl, rawHeaders: ["Accept", "*/*", ...hosts.flatMap((host) => ["WAS-DEFAULT-HOSTNAME", host])] };
}

/** What a request gets in the end; the clocks stand still meanwhile. */
export async function asking(check: SelfCheck, rawUrl?: string, ...hosts: readonly string[]): Promise<string> {
  const trust = await check.ask(request(rawUrl, ...hosts));
  return trust.kind === "distrusted" ? trust.because : trust.kind;
}

/** A request that has the witnesses asked, when it is time, and what the next one gets. */
export async function afterAsking(check: SelfCheck, rawUrl?: string, ...hosts: readonly string[]): Promise<string> {
  await asking(check, rawUrl, ...hosts);
  await settle();
  return asking(check, rawUrl, ...hosts);
}

export const never = <Value>(): Promise<Value> => new Promise(() => undefined);

/** The lines but those for debugging. */
export function loud(lines: readonly Line[]): readonly Line[] {
  return lines.filter(({ level }) => level !== "debug");
}

/** Fake timers for every test of a file, and none of them may leave a rejection that nobody handles. */
export function fakeTimersWithoutRejections(): void {
  const rejections: unknown[] = [];
  const remember = (reason: unknown): number => rejections.push(reason);

  beforeEach(() => {
    vi.useFakeTimers();
    rejections.length = 0;
    process.on("unhandledRejection", remember);
  });

  afterEach(async () => {
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", remember);
    expect(rejections).toEqual([]);
  });
}
