import { expect } from "vitest";
import type {
  ContainerAppSettings,
  IngressSettings,
  Setting,
  SiteSettings,
} from "../../src/posture/facts/host-settings.ts";
import type { RuleContext, RuleResult } from "../../src/posture/facts/rule.ts";

export const SITE_ID = "/subscriptions/0000/resourceGroups/rg/providers/Microsoft.Web/sites/orders";
export const APP_ID = "/subscriptions/0000/resourceGroups/rg/providers/Microsoft.App/containerApps/orders";

export const absent: Setting<never> = { kind: "absent" };
export const nothing: Setting<never> = { kind: "null" };
export const unresolved: Setting<never> = { kind: "unresolved", expression: '"true"' };

export function is<Value>(value: Value): Setting<Value> {
  return { kind: "value", value };
}

/** What a source may say instead of a value. */
export const NO_VALUE: readonly (readonly [string, Setting<never>])[] = [
  ["null", nothing],
  ["not a word", absent],
  ["something unresolved", unresolved],
];

/** A site that is as it should be. */
export function site(changes: Partial<SiteSettings> = {}): SiteSettings {
  return {
    kind: "site",
    id: SITE_ID,
    site: "orders",
    slot: undefined,
    siteKind: is("app,linux"),
    hostNames: ["orders.azurewebsites.net"],
    defaultHostName: is("orders.azurewebsites.net"),
    clientCertEnabled: is(true),
    clientCertMode: is("Required"),
    clientCertExclusionPaths: nothing,
    clientCertExclusionEndPoints: nothing,
    httpsOnly: is(true),
    publicNetworkAccess: is("Enabled"),
    http20Enabled: is(false),
    minTlsVersion: is("1.2"),
    healthCheckPath: nothing,
    ipSecurityRestrictionsDefaultAction: is("Deny"),
    ipSecurityRestrictions: is([]),
    ...changes,
  };
}

/** A container app that is as it should be. */
export function containerApp(changes: Partial<IngressSettings> = {}): ContainerAppSettings {
  return {
    kind: "container-app",
    id: APP_ID,
    name: "orders",
    ingress: is({
      fqdn: is("orders.example.azurecontainerapps.io"),
      external: is(true),
      clientCertificateMode: is("require"),
      allowInsecure: is(false),
      transport: is("auto"),
      ipSecurityRestrictions: nothing,
      additionalPorts: absent,
      ...changes,
    }),
  };
}

export function context(changes: Partial<RuleContext> = {}): RuleContext {
  return { headerFrom: "host", openPaths: ["/healthz", "/public/*"], appSettings: {}, ...changes };
}

/** What a rule that decides about trust must be when it says this. Of a doubt: whether the source said something. */
export function gate(status: "pass" | "fail" | "unknown", isSaid = true): Partial<Record<keyof RuleResult, unknown>> {
  const remedy = status === "pass" ? undefined : expect.any(String);
  return { status, gate: true, isSaid, remedy };
}

/** Whether this setting is something that the source said. */
export function says({ kind }: Setting<unknown>): boolean {
  return kind === "value" || kind === "unresolved";
}
