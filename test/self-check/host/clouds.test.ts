import { describe, expect, it } from "vitest";
import { CLOUDS, cloudOf } from "../../../src/self-check/host/clouds.ts";

describe("the cloud", () => {
  it.each([
    [{ WEBSITE_HOSTNAME: "orders.azurewebsites.net" }, "AzureCloud"],
    [{ WEBSITE_HOSTNAME: "orders-g2epd3dgf0erd3fb.usgovvirginia-01.azurewebsites.us" }, "AzureUSGovernment"],
    [{ WEBSITE_HOSTNAME: "Orders.ChinaCloudSites.cn" }, "AzureChinaCloud"],
    [{ CONTAINER_APP_ENV_DNS_SUFFIX: "env-1.eastus.azurecontainerapps.io" }, "AzureCloud"],
    [{ CONTAINER_APP_ENV_DNS_SUFFIX: "env-1.usgovvirginia.azurecontainerapps.us" }, "AzureUSGovernment"],
    [{ CONTAINER_APP_ENV_DNS_SUFFIX: "env-1.chinanorth3.azurecontainerapps.cn" }, "AzureChinaCloud"],
    [{ WEBSITE_HOSTNAME: "orders.ase1.appserviceenvironment.net" }, "AzureCloud"],
    [{ WEBSITE_HOSTNAME: "orders.ase1.appserviceenvironment.us" }, "AzureUSGovernment"],
    [{ WEBSITE_HOSTNAME: "orders.ase1.appserviceenvironment.cn" }, "AzureChinaCloud"],
    [{ WEBSITE_HOSTNAME: "evilazurewebsites.us" }, "AzureCloud"],
    [{ WEBSITE_HOSTNAME: "orders.azurewebsites.us.example.com" }, "AzureCloud"],
    [{ CONTAINER_APP_ENV_DNS_SUFFIX: "apps.example.com" }, "AzureCloud"],
    [{}, "AzureCloud"],
  ])("of %j is %s", (environment, name) => {
    expect(cloudOf(environment).name).toBe(name);
  });

  it("leads to one of three origins, whatever the environment says", () => {
    const origins = Object.values(CLOUDS).map(({ resourceManager }) => resourceManager);
    expect(origins).toEqual([
      "https://management.azure.com",
      "https://management.usgovcloudapi.net",
      "https://management.chinacloudapi.cn",
    ]);
    expect(Object.isFrozen(CLOUDS) && Object.values(CLOUDS).every(Object.isFrozen)).toBe(true);
  });
});
