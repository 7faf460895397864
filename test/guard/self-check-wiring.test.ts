import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import type { Settings } from "../../src/config/settings.ts";
import { composeGuard } from "../../src/guard/guard.ts";
import { createSelfCheckFor, watchHostFor } from "../../src/guard/guard-self-check.ts";
import type { SelfCheck } from "../../src/self-check/self-check.ts";
import { environmentOf } from "../adapters/self-check-stand.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import { admitted, guardWith, type Line, recorder, requestFor } from "./parts.ts";
import { fakeSelfCheck } from "./self-check-fake.ts";

let azure: Azure;
let made: SelfCheck | undefined;

beforeEach(async () => {
  azure = await createAzure();
});

afterEach(async () => {
  made?.close();
  made = undefined;
  await azure.close();
});

interface Made {
  readonly selfCheck: SelfCheck;
  readonly settings: Settings;
  readonly lines: Line[];
}

/** The self-check that a guard with these options makes for itself, apart from where Resource Manager is. */
function make(options: GuardOptions = {}, environment: Readonly<Record<string, string>> = {}): Made {
  const { log, lines } = recorder();
  const settings = loadSettings({ env: environmentOf(azure, environment), log, ...options });
  const selfCheck = createSelfCheckFor(settings, () => 0, { endpoint: azure.resourceManagerEndpoint, ca: azure.ca });
  if (selfCheck === undefined) throw new Error("the self-check is off");
  made = selfCheck;
  return { selfCheck, settings, lines };
}

async function checked({ selfCheck }: Made) {
  selfCheck.start();
  await vi.waitFor(() => expect(selfCheck.status().checks).toBe(1), { timeout: 10_000, interval: 5 });
  return selfCheck.status();
}

function setSite(properties: Body): void {
  Object.assign(azure.estate.site?.["properties"] as Body, properties);
}

describe("the self-check that a guard makes for itself", () => {
  it("asks Resource Manager about this very site, and its slots", async () => {
    const status = await checked(make());
    expect(status).toMatchObject({ mode: "enforce", serves: true, failure: null, remedy: null, probe: null });
    expect(status.records.map(({ name }) => name)).toEqual(["orders-api", "orders-api/staging"]);
  });

  it("knows what the app leaves open", async () => {
    setSite({ clientCertExclusionPaths: "/public;/healthz" });
    expect(await checked(make())).toMatchObject({ serves: true });
  });

  it("knows what the app does not leave open", async () => {
    setSite({ clientCertExclusionPaths: "/public;/healthz" });
    expect(await checked(make({ openPaths: ["/healthz"] }))).toMatchObject({ because: "not_demanded" });
  });

  it("knows the app's settings", async () => {
    const status = await checked(make({}, { WEBSITE_CLIENT_CERT_MODE: "Required" }));
    const [found] = status.records.flatMap(({ results }) => results.filter(({ rule }) => rule === "phantom-settings"));
    expect(found).toMatchObject({ status: "fail" });
  });

  it("only warns where that is written down", async () => {
    setSite({ clientCertEnabled: false });
    const status = await checked(make({}, { CLIENT_CERT_SELF_CHECK: "warn" }));
    expect(status).toMatchObject({ mode: "warn", serves: true, because: "not_demanded", isStandingWarning: true });
  });

  it("believes a yes for as long as is written down, by default for a day", async () => {
    expect((await checked(make())).trustEndsInSeconds).toBe(86_400);
    made?.close();
    expect((await checked(make({ selfCheckMaxAgeSeconds: 7_200 }))).trustEndsInSeconds).toBe(7_200);
  });

  it("takes the resource id that is written down", async () => {
    const environment = { WEBSITE_OWNER_NAME: "?", CLIENT_CERT_HOST_RESOURCE_ID: azure.resourceId };
    expect(await checked(make({}, environment))).toMatchObject({ serves: true });
  });

  it("asks with the credential that is given in code, and not with the identity", async () => {
    const getToken = vi.fn(async () => ({ token: "not-one-of-ours", expiresOnTimestamp: Date.now() + 3_600_000 }));
    const status = await checked(make({ credential: { getToken } }));
    expect(status.failure).toMatchObject({ code: "resource_manager_unauthorized" });
    expect(getToken).toHaveBeenCalledWith("https://management.azure.com/.default");
    expect(azure.calls.identity).toHaveLength(0);
  });

  it.each<[string, () => never | Promise<never>]>([
    [
      "throws",
      () => {
        throw new Error("Bearer hunter2");
      },
    ],
    ["rejects", () => Promise.reject(new Error("Bearer hunter2"))],
  ])("shows nothing of what a credential %s", async (_title, getToken) => {
    const all = make({ credential: { getToken } });
    const status = await checked(all);
    expect(status.failure).toMatchObject({ code: "credential_failed" });
    const error: unknown = await all.selfCheck.verified({ timeoutMs: 1 }).catch((thrown: unknown) => thrown);
    expect(`${JSON.stringify([status, all.lines])} ${String(error)}`).not.toContain("hunter2");
  });

  it("survives a logger that throws", async () => {
    const fail = (): never => {
      throw new Error("disk full");
    };
    const all = make({ log: { debug: fail, info: fail, warn: fail, error: fail } });
    expect(await checked(all)).toMatchObject({ serves: true });
  });
});

describe("the probe that a guard makes for itself", () => {
  const onContainerApps: Readonly<Record<string, string>> = {
    WEBSITE_SITE_NAME: "",
    CONTAINER_APP_NAME: "orders",
    CLIENT_CERT_HOST_RESOURCE_ID: "",
  };
  const hasProbe = (environment: Readonly<Record<string, string>>, options: GuardOptions = {}): boolean => {
    const env = Object.fromEntries(
      Object.entries({ ...environmentOf(azure), ...environment }).filter(([, value]) => value !== ""),
    );
    const watch = watchHostFor(loadSettings({ env, log: recorder().log, ...options }), () => 0);
    watch?.selfCheck.close();
    watch?.probe?.close();
    return watch?.probe !== undefined;
  };

  it.each<[string, Readonly<Record<string, string>>, GuardOptions, boolean]>([
    ["App Service", {}, {}, true],
    ["Container Apps", onContainerApps, {}, true],
    ["Container Apps, by name", onContainerApps, { frontEnd: "container-apps" }, true],
    ["Container Apps behind a proxy that appends", onContainerApps, { frontEnd: BEHIND_A_PROXY }, false],
    ["a gateway before App Service", {}, { frontEnd: "rfc9440" }, false],
    ["a gateway before Container Apps", onContainerApps, { frontEnd: "rfc9440" }, false],
  ])("is there where the header is the host's own to write: %s", (_title, environment, options, expected) => {
    expect(hasProbe(environment, options)).toBe(expected);
  });
});

const BEHIND_A_PROXY = { name: "container-apps", elements: 2 } as const;

describe("a guard and its self-check", () => {
  it("starts it once, and closes it", () => {
    const selfCheck = fakeSelfCheck();
    const { core } = guardWith(admitted(), {}, selfCheck);
    expect(selfCheck.start).toHaveBeenCalledOnce();
    expect(selfCheck.close).not.toHaveBeenCalled();
    core.close();
    expect(selfCheck.close).toHaveBeenCalledOnce();
  });

  it("says first what is enforced, and then what was found", async () => {
    const { selfCheck, settings, lines } = make();
    const validator = { validate: () => admitted() };
    const core = composeGuard({ settings, validator, selfCheck, monotonic: () => 0 });
    expect(await core.decide(requestFor())).toMatchObject({ kind: "admitted" });
    expect(lines.filter(({ level }) => level !== "debug")).toMatchObject([
      {
        level: "info",
        fields: { event: "client_certificate_guard_started", selfCheck: expect.stringMatching(/^enforce/) },
      },
      { level: "warn", fields: { event: "client_certificate_host_verdict", serves: true, remedy: null } },
    ]);
    core.close();
  });

  it("shows it frozen, and as plain JSON", async () => {
    const { selfCheck, settings } = make();
    const core = composeGuard({ settings, validator: { validate: () => admitted() }, selfCheck, monotonic: () => 0 });
    await core.selfCheck.verified();
    const status = core.selfCheck.status();
    expect(JSON.parse(JSON.stringify(status))).toEqual(status);
    expect([status, core.selfCheck].every((value) => Object.isFrozen(value))).toBe(true);
    core.close();
  });
});
