import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type AppProbe,
  type AppProbeOptions,
  createAppProbe,
  type ObservedServer,
} from "../../src/self-check/app-probe.ts";
import { NONCE_HEADER } from "../../src/self-check/probe/nonces.ts";
import type { Shot } from "../../src/self-check/probe/shot.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function create(changes: Partial<AppProbeOptions> = {}): AppProbe {
  const probe = createAppProbe({
    host: { siteName: "orders", slotName: undefined },
    environment: { WEBSITE_HOSTNAME: "orders.example" },
    publicHost: undefined,
    key: undefined,
    plainHttpPort: 80,
    ca: undefined,
    monotonic: () => performance.now(),
    clock: Date.now,
    ...changes,
  });
  ends.push(() => probe.close());
  return probe;
}

async function listen(): Promise<number> {
  const server = createServer((_request, response) => void response.end());
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function requestOf(shot: Pick<Shot, "nonce">) {
  return { rawHeaders: ["Azure-Client-Cert-Probe", shot.nonce] };
}

describe("whether there is anything to see", () => {
  it("is told by a server that begins to listen", async () => {
    const probe = create();
    const listener = vi.fn();
    probe.onListening(listener);
    expect(probe.isReady()).toBe(false);
    await listen();
    expect([probe.isReady(), listener.mock.calls.length]).toEqual([true, 1]);
  });

  it.each<[string, (probe: AppProbe) => unknown]>([
    ["a request that an adapter tells of", (probe) => probe.see({ rawHeaders: [] })],
    ["a request that a guard decides", (probe) => probe.noticeRequest()],
    ["a server that is handed over while it listens", (probe) => probe.observe(createListening())],
  ])("is told by %s, once", async (_title, notice) => {
    // The server was there before the probe.
    await listen();
    const probe = create();
    const listener = vi.fn();
    probe.onListening(listener);
    notice(probe);
    notice(probe);
    expect([probe.isReady(), listener.mock.calls.length]).toEqual([true, 1]);
  });

  it("is not told by a server that is handed over before", () => {
    const probe = create();
    probe.observe(createServer());
    expect(probe.isReady()).toBe(false);
  });

  it("is told to who asks later, and survives who throws", async () => {
    const probe = create();
    probe.onListening(() => {
      throw new Error("boom");
    });
    await listen();
    const late = vi.fn();
    probe.onListening(late);
    expect(late).toHaveBeenCalledOnce();
  });
});

function createListening(): ObservedServer {
  return Object.assign(new EventEmitter(), { listening: true });
}

describe("a server that is observed", () => {
  it("is left alone once that is ended, and with the probe", () => {
    const probe = create();
    const [one, other] = [createServer(), createServer()];
    const end = probe.observe(one);
    probe.observe(other);
    expect([one, other].map((server) => server.listenerCount("request"))).not.toContain(0);
    end();
    expect(one.listenerCount("request")).toBe(0);
    expect(other.listenerCount("request")).not.toBe(0);
    probe.close();
    expect(other.listenerCount("request")).toBe(0);
  });
});

describe("a request of the probe", () => {
  /** The shots of one probing, and what is known of each while it is under way. */
  async function probing(look: (shot: Shot) => void): Promise<void> {
    const probe = create({
      send: async (shot) => {
        look(shot);
        return { kind: "failed", code: "ETIMEDOUT" };
      },
    });
    await probe.probe([]);
  }

  it("is known to every probe of the process, whoever tells of it, and only the first to bring its number", async () => {
    const other = create();
    await probing((shot) => {
      const first = requestOf(shot);
      const second = requestOf(shot);
      expect(other.isOwn(first)).toBe(false);
      other.see(first);
      other.see(second);
      expect([other.isOwn(first), other.isOwn(second), other.isOwn(first)]).toEqual([true, false, true]);
    });
  });

  it("is a stranger's with a number that nobody issued, two of them, or one that has had its time", async () => {
    const probe = create();
    const shots: Shot[] = [];
    await probing((shot) => {
      shots.push(shot);
      for (const rawHeaders of [
        [NONCE_HEADER, "AAAAAAAAAAAAAAAAAAAAAA"],
        [NONCE_HEADER, shot.nonce, NONCE_HEADER, shot.nonce],
        [NONCE_HEADER, `${shot.nonce} `],
        ["x", shot.nonce],
      ]) {
        probe.see({ rawHeaders });
        expect(probe.isOwn({ rawHeaders })).toBe(false);
      }
    });
    for (const shot of shots) {
      const late = requestOf(shot);
      probe.see(late);
      expect(probe.isOwn(late)).toBe(false);
    }
    expect(shots).not.toEqual([]);
  });
});

describe("a probing", () => {
  it("says nothing without a name", async () => {
    const probe = create({ environment: {} });
    expect(await probe.probe(undefined)).toMatchObject({
      ...{ demand: "inconclusive", authenticity: "inconclusive", exclusions: [] },
      reasons: [{ remedy: "Set CLIENT_CERT_PUBLIC_HOST to it." }],
    });
  });

  it("sends nothing more once the probe is closed", async () => {
    const sent: Shot[] = [];
    const probe = create({
      send: async (shot) => {
        sent.push(shot);
        probe.close();
        return { kind: "failed", code: "ETIMEDOUT" };
      },
      publicHost: { host: "other.example", port: 443 },
    });
    expect(await probe.probe(undefined)).toMatchObject({ demand: "inconclusive", authenticity: "inconclusive" });
    expect(sent).toHaveLength(1);
  });
});
