import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppProbeOptions, createAppProbe } from "../../src/self-check/app-probe.ts";
import { sendShot } from "../../src/self-check/probe/send.ts";
import type { Answer, Shot } from "../../src/self-check/probe/shot.ts";
import type { ProbeWord } from "../../src/self-check/witness.ts";
import { CONTAINER_APPS_STANDS } from "../helpers/stands/container-apps-stands.ts";
import { createStand } from "../helpers/stands/create-stand.ts";
import type { FrontEndTraits, Stand } from "../helpers/stands/options.ts";
import { containerApp, value } from "./parts.ts";

const FQDN = "orders.env-1.eastus.azurecontainerapps.io";
const ENVIRONMENT = { CONTAINER_APP_NAME: "orders" };
const RECORDS = [containerApp({ fqdn: value(FQDN) })];
const RIGHT = CONTAINER_APPS_STANDS[0]?.options as FrontEndTraits;

const app = createServer((_request, response) => void response.writeHead(404).end());

beforeAll(() => new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve)));

afterAll(() => new Promise((resolve) => app.close(resolve)));

/** What a request meets in the place of the ingress. Undefined: the ingress. */
type Detour = (shot: Shot) => Answer | undefined;

interface Probed {
  readonly word: ProbeWord;
  readonly sent: readonly Shot[];
}

/** Its FQDN leads to the stand as `localhost`, its short name as 127.0.0.1. */
async function probe(
  traits: FrontEndTraits,
  changes: Partial<AppProbeOptions> = {},
  detour: Detour = () => undefined,
  { records }: { readonly records: typeof RECORDS | undefined } = { records: RECORDS },
): Promise<Probed> {
  const stand = await createStand({ ...traits, targets: [{ port: (app.address() as AddressInfo).port }] });
  const sent: Shot[] = [];
  const made = createAppProbe({
    host: { name: "orders" },
    environment: ENVIRONMENT,
    publicHost: undefined,
    key: undefined,
    plainHttpPort: 80,
    ca: undefined,
    monotonic: () => performance.now(),
    clock: Date.now,
    send: (shot, how) => {
      sent.push(shot);
      const answer = detour(shot);
      if (answer !== undefined) return Promise.resolve(answer);
      return through(stand, shot, (routed) => sendShot(routed, { ...how, ca: stand.ca, patienceMs: 5 }));
    },
    ...changes,
  });
  try {
    return { word: await made.probe(records), sent };
  } finally {
    made.close();
    await stand.close();
  }
}

async function through(stand: Stand, shot: Shot, send: (shot: Shot) => Promise<Answer>): Promise<Answer> {
  const port = shot.scheme === "https" ? stand.port : (stand.plainHttpPort ?? 1);
  const host = shot.host === "orders" ? "127.0.0.1" : "localhost";
  const answer = await send({ ...shot, host, port, serverName: "localhost" });
  if (answer.kind !== "response" || answer.location === undefined) return answer;
  return { ...answer, location: answer.location.replace(`${host}:${stand.port}`, shot.host) };
}

const reasonsOf = ({ word }: Probed): readonly string[] => (word.reasons ?? []).map(({ code }) => code);

describe("the probe of a container app finds out what is so", () => {
  it.each(CONTAINER_APPS_STANDS.map((row) => [row.name, row] as const))("%s", async (_name, row) => {
    const probed = await probe(row.options);
    expect(probed.word).toMatchObject({
      authenticity: row.authenticity,
      // From inside the environment nobody can see what callers outside meet.
      demand: "inconclusive",
      isHostHeaderOverwritten: undefined,
    });
    if (row.reason !== undefined) expect(reasonsOf(probed)).toContain(row.reason);
  });
});

describe("the doors of the inside", () => {
  const failed = (code: string): Answer => ({ kind: "failed", code });
  const inside =
    (detour: Detour): Detour =>
    (shot) =>
      shot.host === "orders" ? detour(shot) : undefined;

  it("are tried over plain HTTP, and over TLS by the name that the ingress has a certificate for", async () => {
    const { sent } = await probe(RIGHT);
    const own = sent.filter(({ host }) => host === "orders");
    expect(own.filter(({ scheme }) => scheme === "http")).toHaveLength(8);
    expect(new Set(own.map(({ scheme, port, serverName }) => `${scheme} ${port} ${serverName}`))).toEqual(
      new Set([`http 80 ${FQDN}`, `https 443 ${FQDN}`]),
    );
    const outside = sent.filter(({ host }) => host !== "orders");
    expect(outside.every(({ host, serverName }) => host === FQDN && serverName === undefined)).toBe(true);
  });

  it.each<[string, Detour]>([
    [
      "its certificate is another's",
      ({ scheme }) => (scheme === "https" ? failed("ERR_TLS_CERT_ALTNAME_INVALID") : undefined),
    ],
    ["TLS is not spoken there", ({ scheme }) => (scheme === "https" ? failed("ECONNRESET") : undefined)],
    ["nobody listens there", () => failed("ECONNREFUSED")],
    ["nobody has that name", () => failed("ENOTFOUND")],
  ])("do not stop the proof by the FQDN when %s", async (_title, detour) => {
    expect((await probe(RIGHT, {}, inside(detour))).word.authenticity).toBe("proven");
  });

  it.each<[string, Detour]>([
    ["comes to nothing over plain HTTP", ({ scheme }) => (scheme === "http" ? failed("ETIMEDOUT") : undefined)],
    ["comes to nothing now and then over TLS", ({ kind }) => (kind === "forged" ? failed("ETIMEDOUT") : undefined)],
  ])("stop it when what is forged there %s", async (_title, detour) => {
    expect((await probe(RIGHT, {}, inside(detour))).word.authenticity).toBe("inconclusive");
  });

  it("are tried over plain HTTP also where TLS fails there, and refute", async () => {
    const traits = { ...RIGHT, inside: { plainHttp: "forward", forgedHeader: "pass-over-plain-http" } } as const;
    const detour: Detour = ({ scheme }) => (scheme === "https" ? failed("ECONNRESET") : undefined);
    expect((await probe(traits, {}, inside(detour))).word.authenticity).toBe("refuted");
  });

  it("prove nothing by themselves", async () => {
    const { word, sent } = await probe(RIGHT, {}, ({ host }) => (host === FQDN ? failed("ENOTFOUND") : undefined));
    expect(word.authenticity).toBe("inconclusive");
    expect(sent.filter(({ host }) => host === "orders").length).toBeGreaterThan(100);
  });

  it("count also where Resource Manager is silent, as does what the platform tells of the revision", async () => {
    const environment = { ...ENVIRONMENT, CONTAINER_APP_HOSTNAME: `orders--1.${FQDN}` };
    const { word, sent } = await probe(
      RIGHT,
      { environment },
      inside(() => failed("ENOTFOUND")),
      {
        records: undefined,
      },
    );
    // Without `records` nobody else knows a name.
    expect(new Set(sent.map(({ host }) => host))).toEqual(new Set([`orders--1.${FQDN}`, "orders"]));
    expect(word.authenticity).toBe("proven");
  });
});

describe("instances of one container app", () => {
  const key = "0123456789abcdef0123456789abcdef";
  const inEnvironment = (suffix: string, name = "orders"): Partial<AppProbeOptions> => ({
    key,
    host: { name },
    environment: { CONTAINER_APP_NAME: name, CONTAINER_APP_ENV_DNS_SUFFIX: suffix },
  });

  /** Whether a request of one instance's probe is known to another's. */
  async function knows(other: Partial<AppProbeOptions>): Promise<boolean> {
    const there = createAppProbe({ ...BASE, ...other });
    const seen: boolean[] = [];
    const here = createAppProbe({
      ...BASE,
      ...inEnvironment("env-1.example"),
      send: async ({ nonce }) => {
        const request = { rawHeaders: ["azure-client-cert-probe", nonce] };
        const head = { setHeader: () => seen.push(true) };
        there.see(request, head);
        return { kind: "failed", code: "ENOTFOUND" };
      },
    });
    await here.probe(RECORDS);
    here.close();
    there.close();
    return seen.length > 0;
  }

  const BASE: AppProbeOptions = {
    host: { name: "orders" },
    environment: ENVIRONMENT,
    publicHost: undefined,
    key: undefined,
    plainHttpPort: 80,
    ca: undefined,
    monotonic: () => performance.now(),
    clock: Date.now,
  };

  it("know each other, and no namesake of another environment", async () => {
    expect(await knows(inEnvironment("env-1.example"))).toBe(true);
    expect(await knows(inEnvironment("env-2.example"))).toBe(false);
    expect(await knows(inEnvironment("env-1.example", "invoices"))).toBe(false);
  });
});
