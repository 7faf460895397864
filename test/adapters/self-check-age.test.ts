import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Line } from "../guard/parts.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { status } from "../helpers/azure/faults.ts";
import { ask, askWithout, type GuardedApp, SURFACES } from "./self-check-apps.ts";
import { createStand, DAY, HOUR, MINUTE, SECOND, type Stand } from "./self-check-stand.ts";

let stand: Stand;
let app: GuardedApp;

beforeEach(async () => {
  stand = await createStand();
  app = await startOn("Express 5");
  await stand.checked(1);
});

afterEach(async () => {
  await app.close();
  await stand.close();
});

async function startOn(name: string): Promise<GuardedApp> {
  const surface = SURFACES.find((candidate) => candidate.name === name);
  if (surface === undefined) throw new Error(name);
  return surface.start(stand.core);
}

/** The status of a request, once the check that it may have begun has ended. */
async function statusNow(): Promise<number> {
  const answer = await ask(app.port);
  await settled();
  return answer.status;
}

async function settled(): Promise<void> {
  await vi.waitFor(() => expect(stand.status().isChecking).toBe(false), { timeout: 5_000, interval: 5 });
}

/** What a request gets, once another one has had the host checked. */
async function statusAfter(milliseconds: number): Promise<number> {
  stand.pass(milliseconds);
  await statusNow();
  return statusNow();
}

function setSite(properties: Body): void {
  const { site } = stand.azure.estate;
  Object.assign(site?.["properties"] as Body, properties);
}

const events = (lines: readonly Line[], event: string) => lines.filter(({ fields }) => fields["event"] === event);
const aging = () => events(stand.lines, "client_certificate_host_verdict_aging");
const verdicts = () => events(stand.lines, "client_certificate_host_verdict");

describe("after one yes, without Resource Manager", () => {
  beforeEach(() => {
    stand.azure.faults.resourceManager.push({ effect: status(503) });
  });

  it("a day is served, warned of by the hour, and no longer", async () => {
    for (let hour = 1; hour < 24; hour += 1) {
      stand.pass(HOUR);
      expect([hour, await statusNow()]).toEqual([hour, 200]);
    }
    expect(aging().map(({ level }) => level)).toEqual(Array(22).fill("warn"));
    expect(aging().at(-1)?.fields).toMatchObject({
      silentHours: 23,
      trustEndsAt: expect.stringMatching(/^\d{4}-/),
      failure: { code: "resource_manager_unavailable" },
    });
    expect(stand.core.health()).toMatchObject({ status: "degraded", selfCheck: { trustEndsInSeconds: 3600 } });

    stand.pass(HOUR - SECOND);
    expect(await statusNow()).toBe(200);
    stand.pass(SECOND);
    expect(await statusNow()).toBe(503);
    expect(verdicts().at(-1)).toMatchObject({ level: "error", fields: { serves: false, trust: "no-verdict" } });
    expect(stand.core.health()).toMatchObject({ selfCheck: { serves: false, trustEndsInSeconds: null } });
  });

  it("trust ends at its moment also when nobody has asked for a day, and comes back with the next answer", async () => {
    stand.pass(3 * DAY);
    expect(await statusNow()).toBe(503);
    stand.azure.faults.resourceManager.length = 0;
    expect(await statusNow()).toBe(503);
    stand.pass(MINUTE);
    expect(await statusNow()).toBe(200);
    expect(verdicts().at(-1)).toMatchObject({ fields: { serves: true, failure: null } });
  });

  it("the health check neither asks nor lengthens trust", async () => {
    const { checks } = stand.status();
    stand.pass(DAY);
    expect(await askWithout(app.port, "/healthz")).toMatchObject({ status: 200 });
    expect(stand.status()).toMatchObject({ checks, isChecking: false, serves: false });
  });
});

describe("a maximal age that the operator chose", () => {
  it("is what counts", async () => {
    const changes = { selfCheckMaxAgeSeconds: 3600 };
    const short = await createStand({ changes });
    await short.checked(1);
    short.azure.faults.resourceManager.push({ effect: status(503) });
    expect(short.status().trustEndsInSeconds).toBe(3600);
    short.pass(HOUR);
    expect(short.status()).toMatchObject({ serves: false, trust: "no-verdict" });
    await short.close();
  });
});

describe("after a no", () => {
  it("nobody is served from the check on that brings it, and nothing but a yes ends that", async () => {
    expect(await statusNow()).toBe(200);
    setSite({ clientCertEnabled: false });
    expect(await statusAfter(17 * MINUTE)).toBe(503);
    expect(stand.status()).toMatchObject({ because: "not_demanded", trust: "distrusted" });
    expect(events(stand.lines, "client_certificate_refused").at(-1)?.fields).toMatchObject({ code: "host_refuted" });

    setSite({ clientCertEnabled: null });
    expect(await statusAfter(2 * MINUTE)).toBe(503);
    expect(stand.status()).toMatchObject({ because: "not_demanded", records: [{ said: "unknown" }, {}] });

    stand.azure.faults.resourceManager.push({ effect: status(500) });
    expect(await statusAfter(2 * MINUTE)).toBe(503);
    expect(await statusAfter(3 * DAY)).toBe(503);
    expect(stand.status()).toMatchObject({
      because: "not_demanded",
      failure: { code: "resource_manager_unavailable" },
    });

    stand.azure.faults.resourceManager.length = 0;
    setSite({ clientCertEnabled: true });
    expect(await statusAfter(2 * MINUTE)).toBe(200);
  });

  it("of a slot, the site is not served either: a swap is always possible", async () => {
    Object.assign(stand.azure.estate.slots[0]?.["properties"] as Body, { clientCertMode: "Optional" });
    expect(await statusAfter(17 * MINUTE)).toBe(503);
    expect(stand.status().remedy).toMatch(/^az .*staging.*clientCertMode/);
  });

  it("it is found within half a minute once a request comes without a header", async () => {
    setSite({ clientCertMode: "Optional" });
    stand.pass(31 * SECOND);
    expect(await statusNow()).toBe(200);
    expect(await askWithout(app.port)).toMatchObject({ status: 403 });
    await stand.checked(2);
    expect(await statusNow()).toBe(503);
  });

  it("and not because the platform pings", async () => {
    const { core } = stand;
    const ping = { method: "GET", rawUrl: "/", rawHeaders: ["User-Agent", "AlwaysOn"], native: {} };
    stand.pass(MINUTE);
    expect(await core.decide(ping)).toMatchObject({ kind: "refused", status: 403 });
    expect(stand.status()).toMatchObject({ checks: 1, isChecking: false });
  });
});
