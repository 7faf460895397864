import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Decision } from "../../src/guard/decision.ts";
import { createSelfCheck } from "../../src/self-check/self-check.ts";
import { admitted, guardWith, recorder, requestFor } from "../guard/parts.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import { status } from "../helpers/azure/faults.ts";
import { BILLING } from "./callers.ts";
import { certificate, format } from "./raw-client.ts";
import { ask, askWithout, type GuardedApp, SURFACES, type Surface } from "./self-check-apps.ts";
import { createStand, MINUTE, type Stand } from "./self-check-stand.ts";

const CALLERS = 150;
const MOST_WAITING = 100;

let stand: Stand | undefined;
let app: GuardedApp | undefined;
const unhandled = vi.fn();

beforeEach(() => {
  unhandled.mockReset();
  process.on("unhandledRejection", unhandled);
});

afterEach(async () => {
  await app?.close();
  await stand?.close();
  process.off("unhandledRejection", unhandled);
  app = undefined;
  stand = undefined;
});

/** A stand whose first check begins to ask when the test says so, and an app on it. */
async function startHeld(surface: Surface): Promise<{ readonly azure: Azure; readonly port: number; go(): void }> {
  let go = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    go = resolve;
  });
  stand = await createStand({ until });
  app = await surface.start(stand.core);
  return { azure: stand.azure, port: app.port, go };
}

function many<Value>(action: () => Promise<Value>): Promise<readonly Value[]> {
  return Promise.all(Array.from({ length: CALLERS }, action));
}

function counted(values: readonly number[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe.each(SURFACES)("150 callers during the first, slow check, $name", (surface) => {
  it("as many as may wait are served, the others are told to come again", async () => {
    const { azure, port, go } = await startHeld(surface);
    let turnedAway = 0;
    const statuses = await many(async () => {
      const answer = await ask(port);
      if (answer.status === 503) turnedAway += 1;
      if (turnedAway === CALLERS - MOST_WAITING) go();
      return answer.status;
    });
    expect(counted(statuses)).toEqual({ 200: MOST_WAITING, 503: CALLERS - MOST_WAITING });
    expect(azure.calls.identity).toHaveLength(1);
    expect(stand?.status().checks).toBe(1);
    expect(counted(await many(async () => (await ask(port)).status))).toEqual({ 200: CALLERS });
    expect(azure.calls.identity).toHaveLength(1);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("none of them waits for what has failed, and none of them asks once more", async () => {
    const azure = await createAzure();
    azure.faults.identity.push({ effect: status(400), times: 1 });
    stand = await createStand({ azure });
    app = await surface.start(stand.core);
    const { port } = app;
    await stand.checked(1);
    expect(counted(await many(async () => (await ask(port)).status))).toEqual({ 503: CALLERS });
    expect(azure.calls.identity).toHaveLength(1);
    stand.pass(MINUTE);
    const statuses = counted(await many(async () => (await ask(port)).status));
    expect(statuses[200]).toBeGreaterThan(0);
    expect((statuses[200] ?? 0) + (statuses[503] ?? 0)).toBe(CALLERS);
    expect(azure.calls.identity).toHaveLength(2);
  });

  it("those who go away meanwhile leave nothing behind", async () => {
    const { port, go } = await startHeld(surface);
    const handler = vi.fn();
    await many(
      () =>
        new Promise<void>((resolve) => {
          const text = format({ target: "/orders", headers: [certificate(BILLING)] });
          const socket = connect(port, "127.0.0.1", () => socket.write(text, () => socket.resetAndDestroy()));
          socket
            .on("data", handler)
            .on("error", () => undefined)
            .on("close", () => resolve());
        }),
    );
    go();
    await stand?.checked(1);
    expect(await askWithout(port)).toMatchObject({ status: 403 });
    expect(await ask(port)).toMatchObject({ status: 200 });
    expect(handler).not.toHaveBeenCalled();
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("a first check that never ends", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("keeps a caller for five seconds and no longer", async () => {
    vi.useFakeTimers();
    const { log } = recorder();
    const selfCheck = createSelfCheck({
      ...{ mode: "enforce", host: "app-service", monotonic: Date.now, clock: Date.now, log },
      context: { headerFrom: "host", openPaths: [], appSettings: {} },
      witness: { declare: () => new Promise(() => undefined) },
    });
    const { core } = guardWith(admitted(), {}, selfCheck);
    const ended: Decision[] = [];
    const decisions = Array.from({ length: CALLERS }, () => core.decide(requestFor()));
    for (const decision of decisions) void Promise.resolve(decision).then((late) => ended.push(late));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(ended).toHaveLength(CALLERS - MOST_WAITING);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveLength(CALLERS);
    expect(new Set(ended.map((decision) => (decision.kind === "refused" ? decision.status : decision.kind)))).toEqual(
      new Set([503]),
    );
    core.close();
  });
});
