import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { GuardRequest } from "../../src/guard/decision.ts";
import type { ProbeWitness } from "../../src/self-check/witness.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { BILLING, REPORTING } from "./callers.ts";
import { ask, type GuardedApp, host, SURFACES } from "./self-check-apps.ts";
import { createStand, MINUTE, type Stand } from "./self-check-stand.ts";

const STAGING = "orders-api-staging.azurewebsites.net";
const SAFE = "orders-api-safe.azurewebsites.net";
const OPEN = "orders-api-open.azurewebsites.net";

/** Has shown all that there is to show, also that no client can set `WAS-DEFAULT-HOSTNAME`. */
const PROBE: ProbeWitness = {
  probe: async () => ({
    ...{ demand: "proven", authenticity: "proven" },
    ...{ isHostHeaderOverwritten: true, isContradicted: false, names: [], exclusions: [] },
  }),
};

let stand: Stand | undefined;
let app: GuardedApp | undefined;

afterEach(async () => {
  await app?.close();
  await stand?.close();
  app = undefined;
  stand = undefined;
});

interface Estate {
  readonly stand: Stand;
  readonly production: string;
  /** Which of the two demands certificates; of the others, one always does and one never. */
  swap(demanding: "production" | "staging"): void;
}

function addHostName(body: Body | undefined, name: string): void {
  const properties = body?.["properties"] as { hostNames: readonly string[] };
  properties.hostNames = [...properties.hostNames, name];
}

/** A process that was started as the slot `staging`. */
async function startAsStaging(
  demanding: "production" | "staging",
  probe?: ProbeWitness,
  more: Readonly<Record<string, string>> = {},
): Promise<Estate> {
  const slots = ["staging", "safe", "open"];
  const environment = { WEBSITE_SLOT_NAME: "staging", WEBSITE_HOSTNAME: STAGING, ...more };
  const created = await createStand({ slots, environment, ...(probe === undefined ? {} : { probe }) });
  stand = created;
  const { site = {}, slots: bodies } = created.azure.estate;
  const demand = (body: Body | undefined, is: boolean): void => {
    Object.assign(body?.["properties"] as Body, { clientCertEnabled: is });
  };
  const swap: Estate["swap"] = (which) => {
    demand(site, which === "production");
    demand(bodies[0], which === "staging");
  };
  demand(bodies[2], false);
  swap(demanding);
  await created.checked(1);
  const production = String((site["properties"] as Body)["defaultHostName"]);
  return { stand: created, production, swap };
}

/** All hosts that are listed demand certificates. */
async function startServing(more: Readonly<Record<string, string>> = {}): Promise<Estate> {
  const estate = await startAsStaging("staging", PROBE, more);
  const { estate: resources } = estate.stand.azure;
  resources.slots = resources.slots.slice(0, 2);
  Object.assign(resources.site?.["properties"] as Body, { clientCertEnabled: true });
  await recheck(estate);
  expect(estate.stand.status()).toMatchObject({ serves: true, isHostKnown: true });
  return estate;
}

/** Has the host checked once more. */
async function recheck({ stand: { pass, core, checked, status } }: Estate): Promise<void> {
  const { checks } = status();
  pass(17 * MINUTE);
  await core.decide(requestTo(SAFE));
  await checked(checks + 1);
}

function requestTo(name: string): GuardRequest {
  const rawHeaders = ["X-ARR-ClientCert", BILLING, "WAS-DEFAULT-HOSTNAME", name];
  return { method: "GET", rawUrl: "/orders", rawHeaders, native: {} };
}

describe.each(SURFACES)("a process that was started as a slot, $name", (surface) => {
  it.each(["production", "staging"] as const)("serves nobody without a probe while only %s demands", async (which) => {
    const { stand: made, production } = await startAsStaging(which);
    app = await surface.start(made.core);
    for (const name of [production, STAGING, SAFE, OPEN]) {
      expect([name, (await ask(app.port, "/orders", [host(name)])).status]).toEqual([name, 503]);
    }
  });

  it("with the fact shown, the host decides, both ways and whatever its spelling", async () => {
    const estate = await startAsStaging("staging", PROBE);
    const { production } = estate;
    app = await surface.start(estate.stand.core);
    const { port } = app;
    const statuses = (): Promise<readonly number[]> =>
      Promise.all(
        [STAGING, STAGING.toUpperCase(), `${STAGING}:443`, production, SAFE, OPEN].map(
          async (name) => (await ask(port, "/orders", [host(name)])).status,
        ),
      );
    expect(await statuses()).toEqual([200, 200, 200, 503, 200, 503]);
    estate.swap("production");
    await recheck(estate);
    expect(await statuses()).toEqual([503, 503, 503, 200, 200, 503]);
  });

  it.each<[string, readonly string[]]>([
    ["no host", []],
    ["an empty host", [""]],
    ["two hosts", [SAFE, SAFE]],
    ["two hosts in one line", [`${SAFE}, ${SAFE}`]],
    ["a host that nobody knows", ["else.azurewebsites.net"]],
    ["a host with a dot at its end", [`${SAFE}.`]],
  ])("with the fact shown, %s gets no better than the worst", async (_title, names) => {
    const { stand: made } = await startAsStaging("staging", PROBE);
    app = await surface.start(made.core);
    expect((await ask(app.port, "/orders", names.map(host))).status).toBe(503);
    expect((await ask(app.port, "/orders", [host(SAFE)])).status).toBe(200);
  });

  it("answers each of 200 requests at once by the record of its host while the estate changes", async () => {
    const estate = await startAsStaging("staging", PROBE);
    const { stand: made, production } = estate;
    app = await surface.start(made.core);
    const { port } = app;
    const statusOf = async (name: string): Promise<number> => (await ask(port, "/orders", [host(name)])).status;
    estate.swap("production");
    made.azure.faults.resourceManager.push({ effect: { kind: "slow", milliseconds: 5 } });
    made.pass(17 * MINUTE);
    const names = [production, STAGING, SAFE, OPEN];
    const answers = await Promise.all(Array.from({ length: 200 }, (_, at) => statusOf(names[at % 4] ?? "")));
    for (const [at, name] of names.entries()) {
      const own = new Set(answers.filter((_, index) => index % 4 === at));
      const expected = name === SAFE ? [200] : name === OPEN ? [503] : [200, 503];
      expect([name, [...own].filter((status) => !expected.includes(status))]).toEqual([name, []]);
    }
    await made.checked(2);
    expect(await Promise.all(names.map(statusOf))).toEqual([200, 503, 200, 503]);
  });
});

describe("while the estate changes", () => {
  it("two hosts that swap are never both served and never both refused", async () => {
    const estate = await startAsStaging("staging", PROBE);
    const { stand: made, production } = estate;
    const { core } = made;
    const seen: string[] = [];
    for (const which of ["production", "staging", "production"] as const) {
      estate.swap(which);
      const { checks } = made.status();
      made.pass(17 * MINUTE);
      while (made.status().checks === checks) {
        const decisions = [core.decide(requestTo(production)), core.decide(requestTo(STAGING))];
        seen.push(decisions.map((decision) => (decision instanceof Promise ? "waits" : decision.kind)).join());
        await turn();
      }
    }
    expect(new Set(seen)).toEqual(new Set(["refused,admitted", "admitted,refused"]));
  });

  it("a host that is listed no longer loses its trust, the others keep theirs", async () => {
    const estate = await startAsStaging("staging", PROBE);
    const { core, azure } = estate.stand;
    azure.estate.slots = azure.estate.slots.slice(1);
    await recheck(estate);
    expect(await core.decide(requestTo(STAGING))).toMatchObject({ kind: "refused", status: 503 });
    expect(await core.decide(requestTo(SAFE))).toMatchObject({ kind: "admitted" });
  });

  it("the fact that is no longer true ends it", async () => {
    let isHostHeaderOverwritten = true;
    const probe: ProbeWitness = { probe: async () => ({ ...(await PROBE.probe(undefined)), isHostHeaderOverwritten }) };
    const estate = await startAsStaging("staging", probe);
    const { core } = estate.stand;
    expect(await core.decide(requestTo(SAFE))).toMatchObject({ kind: "admitted" });
    isHostHeaderOverwritten = false;
    // A change of the estate has the probe speak again.
    estate.swap("production");
    await recheck(estate);
    expect(await core.decide(requestTo(SAFE))).toMatchObject({ kind: "refused", status: 503 });
  });
});

describe("a host that nobody knows", () => {
  const NEW = "orders.contoso.com";

  it("is not served although all that are known are, and has Resource Manager asked again", async () => {
    const estate = await startServing();
    const { core, azure, checked, pass, lines } = estate.stand;
    addHostName(azure.estate.slots[1], NEW);

    const { checks } = estate.stand.status();
    pass(MINUTE);
    expect(await core.decide(requestTo(NEW))).toMatchObject({
      ...{ kind: "refused", status: 503 },
      verdict: { code: "host_not_verified", findings: [{ details: { because: "host_unknown" } }] },
    });
    await checked(checks + 1);
    expect(await core.decide(requestTo(NEW))).toMatchObject({ kind: "admitted" });
    const prompts = lines.filter(({ fields }) => fields["event"] === "client_certificate_host_check_prompted");
    expect(prompts).toMatchObject([{ fields: { reason: "host_unknown" } }]);
  });

  it("has it asked no more often than every half minute", async () => {
    const { stand: made } = await startServing();
    const { core, checked, pass } = made;
    const { checks } = made.status();
    pass(MINUTE);
    await core.decide(requestTo(NEW));
    await checked(checks + 1);
    pass(29_000);
    await core.decide(requestTo(NEW));
    expect(made.status()).toMatchObject({ isChecking: false, checks: checks + 1 });
  });

  it("that two claim is as good as the worst of all", async () => {
    const estate = await startAsStaging("staging", PROBE);
    const { core, azure } = estate.stand;
    for (const body of azure.estate.slots.slice(0, 2)) addHostName(body, NEW);
    await recheck(estate);
    expect(await core.decide(requestTo(NEW))).toMatchObject({ kind: "refused", status: 503 });
    expect(await core.decide(requestTo(SAFE))).toMatchObject({ kind: "admitted" });
  });
});

describe("a ping of the platform", () => {
  const { CLIENT_CERT_ENFORCE = "", CLIENT_CERT_REPORT_UNTIL = "" } = REPORTING;

  it.each<[string, Readonly<Record<string, string>>]>([
    ["enforcing", {}],
    ["reporting", { CLIENT_CERT_ENFORCE, CLIENT_CERT_REPORT_UNTIL }],
  ])("to a host that nobody knows has nobody asked, %s", async (_title, environment) => {
    const { stand: made } = await startServing(environment);
    const { checks } = made.status();
    const rawHeaders = ["User-Agent", "HostnameSyncPinger", "WAS-DEFAULT-HOSTNAME", "new.contoso.com"];
    made.pass(MINUTE);
    await made.core.decide({ method: "GET", rawUrl: "/", rawHeaders, native: {} });
    expect(made.status()).toMatchObject({ isChecking: false, checks });
  });
});
