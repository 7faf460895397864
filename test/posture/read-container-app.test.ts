import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../src/posture/check-host.ts";
import type { IngressSettings } from "../../src/posture/facts/host-settings.ts";
import { readContainerApp } from "../../src/posture/sources/container-app.ts";
import { describeWith } from "../helpers/need.ts";
import { APP_ID, context } from "./parts.ts";

const BODY = { id: APP_ID, name: "orders", type: "Microsoft.App/containerApps" };
const withIngress = (ingress: unknown) => readContainerApp({ ...BODY, properties: { configuration: { ingress } } });

describeWith("../shared/data/arm", "a real body", ({ "../shared/data/arm": folder }) => {
  it("the official example has no mode, which is a no", () => {
    const text = readFileSync(join(folder, "container-app-official-example.json"), "utf8");
    const app = readContainerApp(JSON.parse(text));
    expect(app).toMatchObject({
      kind: "container-app",
      name: "testcontainerapp0",
      ingress: {
        value: {
          external: { value: true },
          clientCertificateMode: { kind: "absent" },
          allowInsecure: { kind: "absent" },
          transport: { value: "auto" },
          additionalPorts: { kind: "absent" },
        },
      },
    });
    expect(app && demandOf(checkHost(app, context()))).toBe("no");
  });
});

describe("what is a container app", () => {
  it.each(["Microsoft.App/containerApps", "microsoft.app/containerapps"])("type %s", (type) => {
    expect(readContainerApp({ ...BODY, type })).toMatchObject({ id: APP_ID, name: "orders" });
  });

  it("without a name it goes by its id", () => {
    expect(readContainerApp({ ...BODY, name: undefined })?.name).toBe("orders");
  });

  it.each([null, undefined, "x", [BODY], {}, { ...BODY, type: "Microsoft.App/jobs" }, { ...BODY, id: null }])(
    "%j is none",
    (body) => {
      expect(readContainerApp(body)).toBeUndefined();
    },
  );
});

describe("the ingress", () => {
  it.each([
    ["null", { ...BODY, properties: { configuration: { ingress: null } } }, "null"],
    ["not there", { ...BODY, properties: { configuration: {} } }, "absent"],
    ["no configuration", { ...BODY, properties: {} }, "absent"],
    ["no properties", BODY, "absent"],
    ["text", { ...BODY, properties: { configuration: { ingress: "on" } } }, "unresolved"],
    ["an array", { ...BODY, properties: { configuration: { ingress: [] } } }, "unresolved"],
  ])("%s", (_title, body, kind) => {
    const app = readContainerApp(body);
    expect(app?.ingress.kind).toBe(kind);
    expect(app && demandOf(checkHost(app, context()))).toBe("unknown");
  });

  it("values of another type are unresolved", () => {
    const app = withIngress({ clientCertificateMode: true, allowInsecure: "false", additionalPortMappings: {} });
    expect(app?.ingress).toMatchObject({
      value: {
        clientCertificateMode: { kind: "unresolved", expression: "true" },
        allowInsecure: { kind: "unresolved", expression: '"false"' },
        additionalPorts: { kind: "unresolved" },
      },
    });
  });

  it("additional ports are counted", () => {
    const app = withIngress({ additionalPortMappings: [{ targetPort: 1 }, { targetPort: 2 }] });
    expect(app?.ingress).toMatchObject({ value: { additionalPorts: { kind: "value", value: 2 } } });
  });

  it("restrictions are read, all of them or none", () => {
    const restricted = (ipSecurityRestrictions: unknown) =>
      withIngress({ ipSecurityRestrictions })?.ingress as { readonly value: IngressSettings };
    const read = { name: "gateway", action: "Allow", ipAddressRange: "10.0.0.4/32" };
    expect(restricted([{ ...read, description: "x" }]).value.ipSecurityRestrictions).toEqual({
      kind: "value",
      value: [read],
    });
    expect(restricted([]).value.ipSecurityRestrictions).toEqual({ kind: "value", value: [] });
    expect(restricted(null).value.ipSecurityRestrictions).toEqual({ kind: "null" });
    for (const bad of [{ ...read, action: undefined }, { ...read, ipAddressRange: "" }, "x", null, [read]]) {
      expect(restricted([read, bad]).value.ipSecurityRestrictions).toMatchObject({ kind: "unresolved" });
    }
    expect(restricted({ 0: read }).value.ipSecurityRestrictions).toMatchObject({ kind: "unresolved" });
  });

  it("what is inherited does not count", () => {
    const app = withIngress(Object.create({ clientCertificateMode: "require" }));
    expect(app?.ingress).toMatchObject({ value: { clientCertificateMode: { kind: "absent" } } });
  });

  it("the result cannot be changed", () => {
    const app = withIngress({ transport: "auto" });
    expect(Object.isFrozen(app)).toBe(true);
    expect(Object.isFrozen(app?.ingress)).toBe(true);
    expect(app?.ingress.kind === "value" && Object.isFrozen(app.ingress.value)).toBe(true);
  });
});
