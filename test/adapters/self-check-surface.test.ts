import { afterEach, describe, expect, it, vi } from "vitest";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { createAzure } from "../helpers/azure/create-azure.ts";
import { ask, type GuardedApp, SURFACES } from "./self-check-apps.ts";
import { createStand, MINUTE, type Stand } from "./self-check-stand.ts";

let stand: Stand | undefined;
let app: GuardedApp | undefined;

afterEach(async () => {
  await app?.close();
  await stand?.close();
  app = undefined;
  stand = undefined;
});

async function start(
  surface: (typeof SURFACES)[number],
  site: Body = {},
): Promise<Stand & { readonly app: GuardedApp }> {
  const azure = await createAzure();
  Object.assign(azure.estate.site?.["properties"] as Body, site);
  const made = await createStand({ azure });
  stand = made;
  app = await surface.start(made.core);
  return { ...made, app };
}

describe.each(SURFACES)("what the guard shows of the self-check, $name", (surface) => {
  it("waits until the host is verified", async () => {
    const { app: guarded } = await start(surface);
    const status = await guarded.guard.verified({ timeoutMs: 5_000 });
    expect(status).toMatchObject({ mode: "enforce", serves: true, checks: 1 });
    expect(await guarded.guard.selfCheck.verified({ timeoutMs: 1 })).toMatchObject({ serves: true });
    expect(Object.isFrozen(status)).toBe(true);
  });

  it("says after the time why it is not", async () => {
    const { app: guarded, checked } = await start(surface, { clientCertEnabled: false });
    await checked(1);
    await expect(guarded.guard.verified({ timeoutMs: 20 })).rejects.toMatchObject({
      name: "HostNotVerifiedError",
      code: "ERR_CLIENT_CERT_HOST_NOT_VERIFIED",
      status: { because: "not_demanded" },
    });
    await expect(guarded.guard.verified({ timeoutMs: 0 })).rejects.toThrow(TypeError);
  });

  it("tells listeners of changes, whatever they throw, until they have heard enough", async () => {
    const { app: guarded, azure, checked, pass } = await start(surface);
    const heard: SelfCheckStatus[] = [];
    guarded.guard.selfCheck.onChange(() => {
      throw new Error("listener");
    });
    const end = guarded.guard.selfCheck.onChange((status) => heard.push(status));
    await checked(1);
    expect(heard).toMatchObject([{ serves: true }]);
    Object.assign(azure.estate.site?.["properties"] as Body, { clientCertEnabled: false });
    pass(17 * MINUTE);
    expect(await ask(guarded.port)).toMatchObject({ status: 200 });
    await checked(2);
    expect(heard).toMatchObject([{ serves: true }, { serves: false, because: "not_demanded" }]);
    end();
    Object.assign(azure.estate.site?.["properties"] as Body, { clientCertEnabled: true });
    pass(MINUTE);
    await ask(guarded.port);
    await checked(3);
    expect(heard).toHaveLength(2);
    expect(await ask(guarded.port)).toMatchObject({ status: 200 });
  });

  it("gives up waiting when it closes, asks nobody any more, and trusts for as long as it would have", async () => {
    const { app: guarded, azure, core, checked, pass } = await start(surface, { clientCertEnabled: false });
    await checked(1);
    const refused = vi.fn();
    const waiting = guarded.guard.verified({ timeoutMs: 60_000 }).catch(refused);
    guarded.guard.close();
    await waiting;
    expect(refused).toHaveBeenCalledOnce();
    const calls = azure.calls.resourceManager.length;
    pass(17 * MINUTE);
    expect(await ask(guarded.port)).toMatchObject({ status: 503 });
    expect(core.selfCheck.status()).toMatchObject({ isChecking: false, nextCheckInSeconds: null, checks: 1 });
    expect(azure.calls.resourceManager).toHaveLength(calls);
    expect(() => guarded.guard.close()).not.toThrow();
  });

  it("closed before the first answer, refuses without keeping anybody waiting", async () => {
    const azure = await createAzure();
    azure.faults.identity.push({ effect: { kind: "silent" } });
    const made = await createStand({ azure });
    stand = made;
    app = await surface.start(made.core);
    const waiting = ask(app.port);
    await vi.waitFor(() => expect(azure.calls.identity).not.toHaveLength(0));
    app.guard.close();
    expect(await ask(app.port)).toMatchObject({ status: 503 });
    expect(await waiting).toMatchObject({ status: 503 });
  });
});

describe.each(SURFACES)("what the operator mends, $name", (surface) => {
  it.each<[string, (made: Stand) => void, (made: Stand) => void, string]>([
    [
      "a role that is granted later",
      ({ azure }) => {
        azure.estate.hasRole = false;
      },
      ({ azure }) => {
        azure.estate.hasRole = true;
      },
      "resource_manager_forbidden",
    ],
    [
      "an identity that is assigned later",
      ({ azure }) => {
        azure.estate.identity.systemAssigned = false;
      },
      ({ azure }) => {
        azure.estate.identity.systemAssigned = true;
      },
      "identity_refused",
    ],
    [
      "a secret that the platform renews",
      ({ azure }) => azure.rotateSecret({ inEnvironment: false }),
      ({ azure }) => {
        azure.environment["IDENTITY_HEADER"] = azure.estate.identity.secret;
      },
      "identity_refused",
    ],
  ])("%s is seen without a restart", async (_title, breakIt, mendIt, failure) => {
    const azure = await createAzure();
    breakIt({ azure } as Stand);
    const made = await createStand({ azure });
    stand = made;
    app = await surface.start(made.core);
    await made.checked(1);
    expect(await ask(app.port)).toMatchObject({ status: 503 });
    expect(made.status().failure).toMatchObject({ code: failure });
    mendIt(made);
    expect(await ask(app.port)).toMatchObject({ status: 503 });
    made.pass(MINUTE);
    expect(await ask(app.port)).toMatchObject({ status: 200 });
  });
});
