import { createValidator } from "azure-client-cert";
import type { Comparison } from "./cold-path.ts";
import { createEstate } from "./estate.ts";
import { measure, type Subject } from "./measure.ts";
import { OTHER_HEADERS } from "./peers/ours.ts";

type Guards = typeof import("../dist/guard/guard.js");
type SelfChecks = typeof import("../dist/self-check/self-check.js");
type Configuration = typeof import("../dist/config/load.js");
type SelfCheck = ReturnType<SelfChecks["createSelfCheck"]>;
type Declaration = Awaited<ReturnType<Parameters<SelfChecks["createSelfCheck"]>[0]["witness"]["declare"]>>;
type HostSettings = Extract<Declaration, { ok: true }>["records"][number];
type Site = Exclude<HostSettings, { kind: "container-app" }>;

/** What no entry point of the package shows, from where the build put it. */
async function load<Module>(path: string): Promise<Module> {
  return (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as Module;
}

/**
 * What a guard's decision costs on a host that is asked about itself, beside the same decision where nobody is. RSA-2048, a
 * certificate that was never seen before, as on the cold path.
 */
export async function hotPath(): Promise<Comparison> {
  const oneVerdict = await createVerified({});
  const exclusions = await createVerified({ exclusions: "/public;/healthz" });
  const hosts = await createVerified({ exclusions: "/public;/healthz", isHostKnown: true });
  const subjects = [
    await decides("self-check off", undefined),
    await decides("one verdict for all hosts", oneVerdict),
    await decides("exclusion paths", exclusions),
    await decides("exclusion paths, a verdict for each host", hosts),
  ];
  const measured = await measure(subjects);
  for (const selfCheck of [oneVerdict, exclusions, hosts]) selfCheck.close();
  return {
    title: "The self-check on the hot path, RSA-2048",
    measured,
    goals: { "one verdict for all hosts": { atMost: 1.05 } },
  };
}

const OPEN_PATHS = ["/healthz", "/public/*"];
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Nobody reads it here.
}

const { root, issuing, callers } = createEstate("rsa-2048");
const TRUST = {
  trustAnchors: root.der,
  intermediates: issuing.der,
  allow: [{ name: "payments", subject: "OU=Payments,O=Contoso,C=DE,*" }],
};

async function decides(name: string, selfCheck: SelfCheck | undefined): Promise<Subject> {
  const { composeGuard } = await load<Guards>("guard/guard.js");
  const { loadSettings } = await load<Configuration>("config/load.js");
  const env = { WEBSITE_SITE_NAME: "orders" };
  const settings = loadSettings({ ...TRUST, openPaths: OPEN_PATHS, selfCheck: "off", log: SILENT, env });
  const monotonic = () => performance.now();
  const core = composeGuard({ settings, validator: createValidator(TRUST), selfCheck, monotonic });
  const run = (header: string): boolean => {
    const rawHeaders = [...OTHER_HEADERS, "X-ARR-ClientCert", header];
    const decision = core.decide({ method: "GET", rawUrl: "/orders", rawHeaders, native: {} });
    return !(decision instanceof Promise) && decision.kind === "admitted";
  };
  return { name, run, headers: callers, answer: true };
}

/** A self-check that has heard that a site and its slot demand certificates. */
async function createVerified(what: { exclusions?: string; isHostKnown?: boolean }): Promise<SelfCheck> {
  const { createSelfCheck } = await load<SelfChecks>("self-check/self-check.js");
  const { exclusions, isHostKnown = false } = what;
  const records = [site("orders", undefined, exclusions), site("orders", "staging", exclusions)];
  const found = { demand: "proven", authenticity: "proven" } as const;
  const probe = async () =>
    ({
      ...found,
      names: records.flatMap(({ hostNames }) => hostNames.map((host) => ({ ...found, host, leadsHere: true }))),
      isContradicted: false,
      isHostHeaderOverwritten: true,
      exclusions: records.map(({ id }) => ({ recordId: id, areClean: true })),
    }) as const;
  const selfCheck = createSelfCheck({
    mode: "enforce",
    host: "app-service",
    context: { headerFrom: "host", openPaths: OPEN_PATHS, appSettings: {} },
    witness: { declare: async () => ({ ok: true, records, notices: [] }) },
    probe: isHostKnown ? { probe } : undefined,
    monotonic: () => performance.now(),
    clock: Date.now,
    log: SILENT,
  });
  await selfCheck.verified();
  return selfCheck;
}

function site(name: string, slot: string | undefined, exclusions: string | undefined): Site {
  const host = `${slot === undefined ? name : `${name}-${slot}`}.azurewebsites.net`;
  const absent = { kind: "absent" } as const;
  const is = <Value>(value: Value) => ({ kind: "value", value }) as const;
  return {
    kind: slot === undefined ? "site" : "slot",
    id: `/subscriptions/0000/resourceGroups/rg/providers/Microsoft.Web/sites/${name}/slots/${slot ?? ""}`,
    site: name,
    slot,
    siteKind: is("app,linux"),
    hostNames: [host],
    defaultHostName: is(host),
    clientCertEnabled: is(true),
    clientCertMode: is("Required"),
    clientCertExclusionPaths: exclusions === undefined ? absent : is(exclusions),
    clientCertExclusionEndPoints: absent,
    httpsOnly: is(true),
    publicNetworkAccess: absent,
    http20Enabled: absent,
    minTlsVersion: absent,
    healthCheckPath: absent,
    ipSecurityRestrictionsDefaultAction: absent,
    ipSecurityRestrictions: absent,
  };
}
