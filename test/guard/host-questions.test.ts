import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import { createSelfCheckFor } from "../../src/guard/guard-self-check.ts";
import type { SelfCheck } from "../../src/self-check/self-check.ts";
import { environmentOf } from "../adapters/self-check-stand.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import { recorder } from "./parts.ts";

let azure: Azure;
let made: SelfCheck | undefined;

beforeEach(async () => {
  azure = await createAzure();
});

afterEach(async () => {
  made?.close();
  await azure.close();
});

/** What the self-check of a guard knows after it has asked. */
async function checked(options: GuardOptions = {}, environment: Readonly<Record<string, string>> = {}) {
  const settings = loadSettings({ env: environmentOf(azure, environment), log: recorder().log, ...options });
  const standIn = { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
  const selfCheck = createSelfCheckFor(settings, () => 0, standIn) ?? expect.fail("the self-check is off");
  made = selfCheck;
  selfCheck.start();
  await vi.waitFor(() => expect(selfCheck.status().checks).toBe(1), { timeout: 10_000, interval: 5 });
  return { status: selfCheck.status(), selfCheck };
}

const pathsAsked = () => azure.calls.resourceManager.map(({ path }) => path);

describe("what the self-check of a guard asks", () => {
  it("is for the site and its slots, and not for what only informs", async () => {
    expect((await checked()).status).toMatchObject({ serves: true, notices: [] });
    expect(pathsAsked()).toHaveLength(2);
    expect(pathsAsked().join()).not.toContain("config");
  });

  it.each([
    ["AzureUSGovernment", "https://management.usgovcloudapi.net/.default"],
    ["AzureChinaCloud", "https://management.chinacloudapi.cn/.default"],
    ["AzureCloud", "https://management.azure.com/.default"],
  ] as const)("is asked in the cloud that code names, %s, whatever the host is called", async (cloud, scope) => {
    const getToken = vi.fn(async () => null);
    await checked({ cloud, credential: { getToken } }, { WEBSITE_HOSTNAME: "orders-api.azurewebsites.us" });
    expect(new Set(getToken.mock.calls.map(([asked]: readonly unknown[]) => asked))).toEqual(new Set([scope]));
  });

  it("is asked in the cloud that the host's name tells, when code names none", async () => {
    const getToken = vi.fn(async () => null);
    await checked({ credential: { getToken } }, { WEBSITE_HOSTNAME: "orders-api.ase.appserviceenvironment.us" });
    expect(getToken).toHaveBeenCalledWith("https://management.usgovcloudapi.net/.default");
  });

  it("is believed of a resource id that somebody wrote only if it is this app's", async () => {
    const written = { hostResourceId: azure.resourceId };
    expect((await checked(written)).status).toMatchObject({ serves: true });
    made?.close();
    const { status } = await checked(written, { WEBSITE_HOSTNAME: "orders-api.other.example" });
    expect(status).toMatchObject({ serves: false, failure: { code: "resource_mismatch" } });
  });
});

describe("a no in report mode", () => {
  it.each([
    ["reports", { enforce: "report", reportUntil: "2999-12-31" }, 900],
    ["enforces", {}, 5],
  ] as const)("is asked for again as the guard %s", async (_title, options, seconds) => {
    Object.assign(azure.estate.site?.["properties"] as Body, { clientCertMode: "Optional" });
    const { status } = await checked(options);
    expect(status).toMatchObject({ because: "not_demanded" });
    expect((status.nextCheckInSeconds ?? 0) / seconds).toBeGreaterThan(0.74);
    expect((status.nextCheckInSeconds ?? 0) / seconds).toBeLessThan(1.26);
  });
});
