import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createExpressGuard } from "../../src/adapters/express-guard.ts";
import { loadSettings } from "../../src/config/load.ts";
import { composeGuard, type GuardCore } from "../../src/guard/guard.ts";
import { watchHostFor } from "../../src/guard/guard-self-check.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import { composeValidator } from "../../src/validator.ts";
import { type Line, recorder } from "../guard/parts.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { createAzure } from "../helpers/azure/create-azure.ts";
import { createStand } from "../helpers/stands/create-stand.ts";
import type { FrontEndTraits } from "../helpers/stands/options.ts";
import { BILLING } from "./callers.ts";
import { environmentOf } from "./self-check-stand.ts";

interface Deployment {
  readonly core: GuardCore;
  readonly lines: readonly Line[];
  /** Once the probe has spoken. */
  settled(): Promise<SelfCheckStatus>;
  /** Through the front end, with the right caller's certificate in its header. */
  ask(rawHeaders?: Readonly<Record<string, string>>): Promise<number>;
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** An Express-like app with the guard that the settings make, behind a front end, on an emulated Azure. */
async function deploy(traits: FrontEndTraits, env: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const appPort = await freePort();
  const stand = await createStand({ ...traits, targets: [{ port: appPort }] });
  ends.push(() => stand.close());
  const azure = await createAzure({ slots: [] });
  ends.push(() => azure.close());
  // Its one name is this machine's, on the stand's port: no request leaves it, and no other door has to prove anything.
  const names = { defaultHostName: null, hostNames: ["localhost"] };
  Object.assign(azure.estate.site?.["properties"] as Body, names);
  const { log, lines } = recorder();
  const settings = loadSettings({
    env: environmentOf(azure, {
      WEBSITE_HOSTNAME: "",
      CLIENT_CERT_PUBLIC_HOST: `localhost:${stand.port}`,
      ...env,
    }),
    probeCa: stand.ca,
    ...(stand.plainHttpPort === undefined ? {} : { probePlainHttpPort: stand.plainHttpPort }),
    log,
  });
  const standIn = { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
  const monotonic = (): number => performance.now();
  const watch = watchHostFor(settings, monotonic, standIn);
  const validator = composeValidator(settings, settings.clock);
  const core = composeGuard({ settings, validator, ...watch, monotonic });
  ends.push(() => core.close());
  const guard = createExpressGuard(core);
  const app = createServer((request, response) => {
    guard(request, response, () => {
      response.statusCode = 200;
      response.end("served");
    });
  });
  await new Promise<void>((resolve) => app.listen(appPort, "127.0.0.1", resolve));
  ends.push(() => new Promise((resolve) => app.close(resolve)));
  return {
    core,
    lines,
    settled: async () => {
      await vi.waitFor(
        () => {
          const status = core.selfCheck.status() as SelfCheckStatus;
          if (status.probe?.heardAt === null || status.isChecking) throw new Error("not settled");
        },
        { timeout: 15_000, interval: 20 },
      );
      return core.selfCheck.status() as SelfCheckStatus;
    },
    ask: async (headers = {}) => {
      const own = { "X-ARR-ClientCert": BILLING, "X-Forwarded-Proto": "https", ...headers };
      const response = await fetch(`http://127.0.0.1:${appPort}/orders`, { headers: own });
      await response.text();
      return response.status;
    },
  };
}

const RIGHT: FrontEndTraits = { mode: "required", refuses: "403", plainHttp: "redirect" };

describe("an app that wants proof", () => {
  it("serves behind a front end that keeps clients' headers out, and says that it is proven", async () => {
    const { settled, ask, lines, core } = await deploy(RIGHT, { CLIENT_CERT_SELF_CHECK: "prove" });
    // It came before the verdict, and waited for it.
    expect(await ask()).toBe(200);
    expect(await settled()).toMatchObject({ serves: true, demand: "yes", authenticity: "proven", because: "proven" });
    expect(await ask()).toBe(200);
    expect(core.health()).toMatchObject({ status: "ok", selfCheck: { serves: true } });
    // Nobody reads of the probe's own requests.
    const refusals = lines.filter(({ fields }) => fields["event"] === "client_certificate_refused");
    expect(refusals.filter(({ fields }) => String(fields["path"]).includes("probe"))).toEqual([]);
  });

  it("serves nobody behind one that passes a client's header on beside the certificate's, whatever Azure says", async () => {
    const { settled, ask } = await deploy({ ...RIGHT, forgedHeader: "pass-beside" });
    const status = await settled();
    expect(status).toMatchObject({ serves: false, demand: "yes", authenticity: "refuted" });
    expect(status.probe?.reasons.map(({ code }) => code)).toContain("forged_header_seen");
    expect(await ask()).toBe(503);
  });

  it("goes on with a standing warning where nothing can be tried, unless proof is wanted", async () => {
    const gate = { ...RIGHT, gate: "ip-rule" } as const;
    const enforcing = await deploy(gate);
    expect(await enforcing.settled()).toMatchObject({ serves: true, authenticity: "unknown", isStandingWarning: true });
    expect(await enforcing.ask()).toBe(200);
    const proving = await deploy(gate, { CLIENT_CERT_SELF_CHECK: "prove" });
    expect(await proving.settled()).toMatchObject({ serves: false, authenticity: "unknown" });
    expect(await proving.ask()).toBe(503);
  });

  it("is not led astray by nonces that it did not issue", async () => {
    const { settled, ask, core } = await deploy(RIGHT);
    await settled();
    expect(await ask({ "azure-client-cert-probe": "AAAAAAAAAAAAAAAAAAAAAA" })).toBe(200);
    expect(await ask({ "azure-client-cert-probe": "x".repeat(2_000) })).toBe(200);
    expect(core.selfCheck.status()).toMatchObject({ authenticity: "proven" });
  });
});
