import { describe, expect, it } from "vitest";
import { namesOfContainerApp } from "../../src/self-check/names-of-container-app.ts";
import { containerApp, NULL, value } from "./parts.ts";

const FQDN = "orders.env-1.azurecontainerapps.io";
const REVISION = "orders--2.env-1.azurecontainerapps.io";
const ENVIRONMENT = { CONTAINER_APP_NAME: "orders", CONTAINER_APP_HOSTNAME: REVISION };
const RECORDS = [containerApp({ fqdn: value("Orders.env-1.azurecontainerapps.io") })];

const told = (...args: Parameters<typeof namesOfContainerApp>): readonly string[] =>
  namesOfContainerApp(...args).map(({ host, port, inside }) => {
    return inside === undefined ? `${host}:${port}` : `${host} over ${inside.over} as ${inside.serverName}`;
  });

describe("the names of a container app", () => {
  it("are the written one, the app's, its revision's, and the short one by both doors", () => {
    expect(told({ host: "orders.contoso.com", port: 8443 }, ENVIRONMENT, RECORDS)).toEqual([
      "orders.contoso.com:8443",
      `${FQDN}:443`,
      `${REVISION}:443`,
      "orders over plain-http as Orders.env-1.azurecontainerapps.io",
      "orders over tls as Orders.env-1.azurecontainerapps.io",
    ]);
  });

  it("are told and never composed", () => {
    const suffix = { CONTAINER_APP_NAME: "orders", CONTAINER_APP_ENV_DNS_SUFFIX: "env-1.azurecontainerapps.io" };
    expect(told(undefined, suffix, undefined)).toEqual(["orders over plain-http as undefined"]);
    expect(told(undefined, suffix, [containerApp({ fqdn: NULL })])).toEqual(["orders over plain-http as undefined"]);
    expect(told(undefined, {}, undefined)).toEqual([]);
  });

  it("are without the records what this process was told", () => {
    expect(told(undefined, ENVIRONMENT, undefined)).toEqual([
      `${REVISION}:443`,
      `orders over plain-http as ${REVISION}`,
      `orders over tls as ${REVISION}`,
    ]);
  });

  it("stand once each, without exclusion paths, and belong to the app", () => {
    const names = namesOfContainerApp(
      { host: FQDN, port: 443 },
      { ...ENVIRONMENT, CONTAINER_APP_HOSTNAME: FQDN },
      RECORDS,
    );
    expect(names.map(({ host }) => host)).toEqual([FQDN, "orders", "orders"]);
    for (const { exclusionPaths, recordId } of names) expect([exclusionPaths, recordId]).toEqual([[], RECORDS[0]?.id]);
  });
});
