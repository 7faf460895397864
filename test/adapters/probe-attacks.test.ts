import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { createExpressGuard } from "../../src/adapters/express-guard.ts";
import { createFastifyPlugin } from "../../src/adapters/fastify-guard.ts";
import type { GuardCore } from "../../src/guard/guard.ts";
import { NONCE_HEADER } from "../../src/self-check/probe/nonces.ts";
import { BILLING, REFUSED } from "./callers.ts";
import { createDeployer, type ProbedApp, RIGHT, type Send, SITE } from "./probed-app.ts";
import { certificate, send as sendRaw } from "./raw-client.ts";
import { type GuardedApp, SURFACES } from "./self-check-apps.ts";

const { deploy, closeAll } = createDeployer();
afterEach(closeAll);

const FRONTS = { [SITE]: RIGHT };
const HTTPS = ["X-Forwarded-Proto", "https"] as const;
const REPORT = { CLIENT_CERT_ENFORCE: "report", CLIENT_CERT_REPORT_UNTIL: "2099-01-01" };

function nonceLine(nonce: string): readonly [string, string] {
  return [NONCE_HEADER, nonce];
}

function refusals({ lines }: ProbedApp): readonly unknown[] {
  return lines.filter(({ fields }) => fields["event"] === "client_certificate_refused");
}

/** An app in which every route is open, in every way there is, and which remembers who reached one. */
function openApps(reached: string[]) {
  return {
    "Fastify, by its routes": async (core: GuardCore): Promise<GuardedApp> => {
      const app = fastify();
      app.register(createFastifyPlugin(() => core));
      app.all("/*", { config: { clientCert: "open" } }, ({ url }) => {
        reached.push(url);
        return {};
      });
      await app.listen({ port: 0, host: "127.0.0.1" });
      const { port } = app.server.address() as AddressInfo;
      return { port, guard: app.clientCert, close: () => app.close() };
    },
    "Express, by open paths": async (core: GuardCore): Promise<GuardedApp> => {
      const guard = createExpressGuard(core);
      const server = createServer((request, response) => {
        guard(request, response, () => {
          reached.push(request.url ?? "");
          response.end("{}");
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      return { port, guard, close: () => new Promise((resolve) => server.close(() => resolve())) };
    },
  };
}

describe("the probe's own requests", () => {
  it.each(SURFACES.map((surface) => [surface.name, surface] as const))(
    "reach no handler of %s, and leave no line, in report mode either",
    async (_name, surface) => {
      for (const env of [{}, REPORT]) {
        const app = await deploy({ surface, env, fronts: FRONTS });
        expect(await app.probed()).toMatchObject({ authenticity: "proven" });
        expect(refusals(app)).toEqual([]);
        expect(app.lines.filter(({ fields }) => fields["event"] === "client_certificate_host_check_prompted")).toEqual(
          [],
        );
      }
    },
  );

  it.each(["Fastify, by its routes", "Express, by open paths"] as const)(
    "reach no handler where all is open: %s",
    async (name) => {
      const reached: string[] = [];
      const app = await deploy({
        start: openApps(reached)[name],
        options: { openPaths: ["/azure-client-cert-probe", "/healthz"] },
        // So that a request without a certificate arrives as well.
        fronts: { [SITE]: { ...RIGHT, mode: "optional" } },
      });
      expect(await app.probed()).toMatchObject({ demand: "no" });
      expect(app.sent.length).toBeGreaterThan(1);
      expect([reached, refusals(app)]).toEqual([[], []]);
      expect(await app.ask("/azure-client-cert-probe")).toBe(200);
      expect(reached).toEqual(["/azure-client-cert-probe"]);
    },
  );

  it("are nobody's concern when they come to the app of another guard in the same process", async () => {
    const other = await deploy();
    const app = await deploy();
    await app.probed();
    await app.front(SITE, RIGHT, other.port);
    expect(await app.recheck()).toMatchObject({ authenticity: "proven" });
    expect([refusals(other), refusals(app)]).toEqual([[], []]);
  });
});

/** Has strangers do something after each request of the probe. */
function besides(attack: (nonce: string, scheme: string) => Promise<unknown>): (send: Send) => Send {
  return (send) => async (shot, how) => {
    const answer = await send(shot, how);
    await attack(shot.nonce, shot.scheme);
    return answer;
  };
}

describe("a stranger", () => {
  it("cannot spoil a probing with numbers of their own", async () => {
    let port = 0;
    const statuses = new Set<number>();
    const flood = async (): Promise<void> => {
      for (const size of [16, 16, 40, 300]) {
        const line = nonceLine(randomBytes(size).toString("base64url"));
        statuses.add((await sendRaw(port, { target: "/azure-client-cert-probe", headers: [line, HTTPS] })).status);
        await sendRaw(port, {
          target: "/orders",
          headers: [line, HTTPS, certificate(REFUSED["issuer_unknown"] ?? "")],
        });
      }
    };
    const app = await deploy({
      env: { CLIENT_CERT_SELF_CHECK: "prove" },
      through: besides(async () => (port === 0 ? undefined : flood())),
    });
    ({ port } = app);
    await app.probed();
    await app.front(SITE, RIGHT);
    expect(await app.recheck()).toMatchObject({ serves: true, authenticity: "proven" });
    expect(statuses).toEqual(new Set([403]));
    expect(await app.ask()).toBe(200);
    expect(refusals(app)).not.toEqual([]);
    // However many came without a header, nobody was asked more often for it.
    expect(app.status().checks).toBeLessThanOrEqual(4);
  });

  it("cannot spoil it with numbers that were read on plain HTTP", async () => {
    let port = 0;
    const statuses: number[] = [];
    const read: string[] = [];
    // Before the next request of the probe, everything that was read so far is sent again.
    const app = await deploy({
      env: { CLIENT_CERT_SELF_CHECK: "prove" },
      through: (send) => async (shot, how) => {
        for (const nonce of port === 0 ? [] : read) {
          const headers = [nonceLine(nonce), HTTPS, certificate(REFUSED["issuer_unknown"] ?? "")];
          statuses.push((await sendRaw(port, { target: "/orders", headers })).status);
        }
        if (shot.scheme === "http") read.push(shot.nonce);
        return send(shot, how);
      },
    });
    ({ port } = app);
    await app.probed();
    await app.front(SITE, RIGHT);
    expect(await app.recheck()).toMatchObject({ serves: true, authenticity: "proven" });
    expect(await app.ask()).toBe(200);
    expect([statuses.length > 10, new Set(statuses)]).toEqual([true, new Set([403])]);
  });

  it("who repeats a number is decided and logged as anybody, with and without the right certificate", async () => {
    const nonces: string[] = [];
    const app = await deploy({
      fronts: FRONTS,
      through: (send) => (shot, how) => {
        if (shot.presentsCertificate) nonces.push(shot.nonce);
        return send(shot, how);
      },
    });
    await app.probed();
    const repeat = async (nonce: string, value: string): Promise<number> => {
      const headers = [nonceLine(nonce), HTTPS, certificate(value)];
      return (await sendRaw(app.port, { target: "/orders", headers })).status;
    };
    const [first = "", second = ""] = nonces.slice(-2);
    expect([await repeat(first, BILLING), await repeat(first, BILLING)]).toEqual([200, 200]);
    expect(await repeat(second, REFUSED["issuer_unknown"] ?? "")).toBe(403);
    expect(refusals(app)).toHaveLength(1);
  });

  it("who repeats a number while it is alive is decided and logged as anybody, too", async () => {
    const statuses: number[] = [];
    let port = 0;
    const replay = async (nonce: string, scheme: string): Promise<void> => {
      if (port === 0 || scheme !== "https" || statuses.length > 0) return;
      const headers = [nonceLine(nonce), HTTPS, certificate(BILLING)];
      statuses.push((await sendRaw(port, { target: "/orders", headers })).status);
    };
    const app = await deploy({ through: besides(replay) });
    await app.probed();
    await app.front(SITE, RIGHT);
    ({ port } = app);
    await app.recheck();
    expect(statuses).toEqual([200]);
  });
});
