import { afterEach, describe, expect, it } from "vitest";
import { createAzure } from "../helpers/azure/create-azure.ts";
import { CALLER } from "./express-apps.ts";
import { createRelay, type Relay } from "./relay.ts";
import { ask, askWithout, type GuardedApp, SURFACES } from "./self-check-apps.ts";
import { createStand, MINUTE, type Stand } from "./self-check-stand.ts";

let app: GuardedApp | undefined;
let stand: Stand | undefined;
let relays: readonly Relay[] = [];

afterEach(async () => {
  await app?.close();
  await stand?.close();
  await Promise.all(relays.map((relay) => relay.shut()));
  app = undefined;
  stand = undefined;
  relays = [];
});

interface Boot {
  readonly stand: Stand;
  readonly identity: Relay;
  readonly resourceManager: Relay;
}

/** An app whose identity endpoint and Resource Manager refuse connections from the start. */
async function bootAlone(): Promise<Boot> {
  const azure = await createAzure();
  const identity = await createRelay(Number(new URL(azure.environment["IDENTITY_ENDPOINT"] ?? "").port));
  const resourceManager = await createRelay(Number(new URL(azure.resourceManagerEndpoint).port));
  relays = [identity, resourceManager];
  await Promise.all(relays.map((relay) => relay.shut()));
  azure.environment["IDENTITY_ENDPOINT"] = `http://127.0.0.1:${identity.port}/MSI/token/`;
  stand = await createStand({ azure, endpoint: `https://127.0.0.1:${resourceManager.port}` });
  return { stand, identity, resourceManager };
}

describe.each(SURFACES)("booting on a host that cannot be asked, $name", (surface) => {
  it("starts, serves what is open, refuses the rest, and recovers by itself", async () => {
    const { identity, resourceManager, ...booted } = await bootAlone();
    app = await surface.start(booted.stand.core);
    const { port } = app;
    const health = async (): Promise<unknown> => JSON.parse((await askWithout(port, "/healthz")).body);

    expect(await askWithout(port)).toMatchObject({ status: 403 });
    expect(await askWithout(port, "/public/a")).toMatchObject({ status: 200, body: '{"caller":null}' });
    const refused = await ask(port);
    expect(refused).toMatchObject({
      status: 503,
      headers: { "retry-after": "30", "cache-control": "no-store" },
    });
    expect(refused.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(refused.body)).toEqual({
      ...{ type: "about:blank", title: "Service Unavailable", status: 503 },
      instance: expect.stringMatching(/^urn:uuid:/),
    });
    expect(await askWithout(port, "/healthz")).toMatchObject({ status: 200 });
    expect(await health()).toMatchObject({
      status: "degraded",
      problems: [expect.stringContaining("nobody can tell"), expect.stringContaining("identity_unreachable")],
      selfCheck: { serves: false, failure: "identity_unreachable", heardSecondsAgo: null },
    });

    await identity.open();
    booted.stand.pass(MINUTE);
    expect(await ask(port)).toMatchObject({ status: 503 });
    expect(await health()).toMatchObject({ selfCheck: { failure: "resource_manager_unreachable" } });

    await resourceManager.open();
    booted.stand.pass(MINUTE);
    expect(await ask(port)).toMatchObject({ status: 200, body: JSON.stringify({ caller: CALLER }) });
    expect(await health()).toMatchObject({ status: "ok", problems: [], selfCheck: { serves: true, failure: null } });
    expect(await askWithout(port)).toMatchObject({ status: 403 });
  });

  it("keeps neither the health check nor a missing certificate waiting for the first answer", async () => {
    const azure = await createAzure();
    azure.faults.identity.push({ effect: { kind: "silent" } });
    stand = await createStand({ azure });
    app = await surface.start(stand.core);
    expect(await askWithout(app.port, "/healthz")).toMatchObject({ status: 200 });
    expect(await askWithout(app.port)).toMatchObject({ status: 403 });
    expect(stand.status()).toMatchObject({ isChecking: true, checks: 0 });
  });
});
