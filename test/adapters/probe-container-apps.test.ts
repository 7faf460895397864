import { afterEach, describe, expect, it, vi } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import { composeGuard } from "../../src/guard/guard.ts";
import { createSelfCheckFor } from "../../src/guard/guard-self-check.ts";
import { createAppProbe } from "../../src/self-check/app-probe.ts";
import { sendShot } from "../../src/self-check/probe/send.ts";
import type { Answer, Shot } from "../../src/self-check/probe/shot.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import { headerFor } from "../../src/testing/certificate-headers.ts";
import { composeValidator } from "../../src/validator.ts";
import { recorder } from "../guard/parts.ts";
import { createAzure } from "../helpers/azure/create-azure.ts";
import { createStand } from "../helpers/stands/create-stand.ts";
import type { FrontEndTraits, Stand } from "../helpers/stands/options.ts";
import { BILLING } from "./callers.ts";
import { send } from "./raw-client.ts";
import { SURFACES, type Surface } from "./self-check-apps.ts";
import { environmentOf } from "./self-check-stand.ts";

const RIGHT: FrontEndTraits = { platform: "container-apps", mode: "required", refuses: "alert" };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Deployed {
  /** Once the probe has spoken. */
  settled(): Promise<SelfCheckStatus>;
  /** What the right caller gets, with the header as the ingress writes it. */
  ask(): Promise<number>;
  /** By the host of each request that the probe sent. */
  readonly asked: ReadonlySet<string>;
}

/** A guarded app in an emulated environment: every name that its platform tells leads to the stand. */
async function deploy(traits: FrontEndTraits, surface: Surface, env: Readonly<Record<string, string>>) {
  const azure = await createAzure({ host: "container-apps", name: "orders" });
  ends.push(() => azure.close());
  const { log, lines } = recorder();
  const environment = environmentOf(azure, { CLIENT_CERT_HOST_RESOURCE_ID: azure.resourceId, ...env });
  const settings = loadSettings({ env: environment, log });
  const monotonic = (): number => performance.now();
  const asked = new Set<string>();
  let open: (stand: Stand) => void = () => undefined;
  const stood = new Promise<Stand>((resolve) => {
    open = resolve;
  });
  const probe = createAppProbe({
    host: { name: "orders" },
    environment,
    publicHost: settings.publicHost,
    key: settings.probeKey,
    plainHttpPort: settings.probePlainHttpPort,
    ca: undefined,
    monotonic,
    clock: Date.now,
    send: async (shot, how) => {
      asked.add(shot.host);
      const stand = await stood;
      return through(stand, shot, (routed) => sendShot(routed, { ...how, ca: stand.ca, patienceMs: 5 }));
    },
  });
  const standIn = { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
  const selfCheck = createSelfCheckFor(settings, monotonic, standIn, probe);
  const validator = composeValidator(settings, settings.clock);
  const core = composeGuard({ settings, validator, selfCheck, probe, monotonic });
  ends.push(() => core.close());
  const app = await surface.start(core);
  ends.push(() => app.close());
  const stand = await createStand({ ...traits, targets: [{ port: app.port }] });
  ends.push(() => stand.close());
  open(stand);
  const deployed: Deployed = {
    asked,
    settled: async () => {
      const status = (): SelfCheckStatus => core.selfCheck.status() as SelfCheckStatus;
      await vi.waitFor(
        () => {
          if (status().probe?.heardAt === null || status().isChecking) throw new Error("not settled");
        },
        { timeout: 20_000, interval: 20 },
      );
      return status();
    },
    ask: async () => {
      const own = Object.entries(headerFor("container-apps", { der: Buffer.from(BILLING, "base64") }));
      return (await send(app.port, { target: "/orders", headers: [...own, ["X-Forwarded-Proto", "https"]] })).status;
    },
  };
  return { ...deployed, lines };
}

async function through(stand: Stand, shot: Shot, go: (shot: Shot) => Promise<Answer>): Promise<Answer> {
  const port = shot.scheme === "https" ? stand.port : (stand.plainHttpPort ?? 1);
  const host = shot.host === "orders" ? "127.0.0.1" : "localhost";
  const answer = await go({ ...shot, host, port, serverName: "localhost" });
  if (answer.kind !== "response" || answer.location === undefined) return answer;
  return { ...answer, location: answer.location.replace(`${host}:${stand.port}`, shot.host) };
}

const PROVE = { CLIENT_CERT_SELF_CHECK: "prove" };

describe.each(SURFACES.slice(1).map((surface) => [surface.name, surface] as const))(
  "a container app on %s that wants proof",
  (_name, surface) => {
    it("serves once its ingress was seen to keep clients' headers out, by every name", async () => {
      const { settled, ask, asked, lines } = await deploy(RIGHT, surface, PROVE);
      expect(await settled()).toMatchObject({ serves: true, demand: "yes", authenticity: "proven", because: "proven" });
      expect(await ask()).toBe(200);
      expect(asked).toEqual(
        new Set([
          "orders.env-1.eastus.azurecontainerapps.io",
          "orders--1.env-1.eastus.azurecontainerapps.io",
          "orders",
        ]),
      );
      // Nobody reads of the probe's own requests.
      const refusals = lines.filter(({ fields }) => fields["event"] === "client_certificate_refused");
      expect(refusals.filter(({ fields }) => String(fields["path"]).includes("probe"))).toEqual([]);
    });
  },
);

describe("a container app", () => {
  const surface = SURFACES[1] as Surface;

  it.each<[string, FrontEndTraits]>([
    ["appends what a client wrote behind its own element", { ...RIGHT, forgedHeader: "append-comma-behind" }],
    ["does so for the app's neighbours alone", { ...RIGHT, inside: { forgedHeader: "append-comma-behind" } }],
    [
      "lets a neighbour's header in over plain HTTP",
      { ...RIGHT, inside: { plainHttp: "forward", forgedHeader: "pass-over-plain-http" } },
    ],
  ])("serves nobody while its ingress %s, whatever Azure says", async (_title, traits) => {
    const { settled, ask } = await deploy(traits, surface, {});
    const status = await settled();
    expect(status).toMatchObject({ serves: false, demand: "yes", because: "authenticity_refuted" });
    expect(status.probe?.reasons.map(({ code }) => code)).toContain("forged_header_seen");
    expect(await ask()).toBe(503);
  });

  it("takes requests without a certificate that arrive from inside for a warning and no refutation", async () => {
    const { settled, ask } = await deploy({ ...RIGHT, mode: "optional", refuses: "403" }, surface, PROVE);
    const status = await settled();
    expect(status).toMatchObject({ serves: true, demand: "yes", authenticity: "proven" });
    expect(status.probe?.reasons.map(({ code }) => code)).toContain("no_certificate_admitted_inside");
    expect(await ask()).toBe(200);
  });

  it("serves without the proof unless it wants it, where the ingress asks the inside for no certificate", async () => {
    const traits: FrontEndTraits = { ...RIGHT, mode: "disabled", refuses: "403" };
    const enforcing = await deploy(traits, surface, {});
    expect(await enforcing.settled()).toMatchObject({ serves: true, because: "authenticity_unproven" });
    expect(await enforcing.ask()).toBe(200);
    const proving = await deploy(traits, surface, PROVE);
    expect(await proving.settled()).toMatchObject({ serves: false, because: "authenticity_unproven" });
    expect(await proving.ask()).toBe(503);
  });
});
