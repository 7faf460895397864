import { describe, expect, it } from "vitest";
import { ask, type Heard, type Question } from "./client.ts";
import { createStand } from "./create-stand.ts";
import { createStandOf } from "./create-stand-of.ts";
import { startEchoApp } from "./echo-app.ts";
import type { FrontEndTraits, StandTarget } from "./options.ts";
import { closeAfterEach, createActors, stage } from "./stage.ts";

const keep = closeAfterEach();
const { a, forged } = createActors();
const REQUIRED = { mode: "required", http2: true } as const satisfies FrontEndTraits;
const versions = ["1.1", "2"] as const;

/** The value of a line of an answer. */
function line({ lines }: Heard, wanted: string): string | undefined {
  return lines.find(([name]) => name === wanted)?.[1];
}

describe.each(versions)("a gate over HTTP/%s", (http) => {
  it.each(["ip-rule", "plain-403"] as const)("%s forbids everybody", async (gate) => {
    const { stand, app } = await stage(keep, { ...REQUIRED, gate });
    for (const client of [undefined, a]) {
      const heard = await ask(stand, { http, client });
      expect(heard.status).toBe(403);
      expect(heard.body).not.toContain("Certificate");
      expect(line(heard, "x-ms-forbidden-ip")).toBe(gate === "ip-rule" ? "127.0.0.1" : undefined);
    }
    expect(app.count()).toBe(0);
  });

  it("forged-403 forbids those who write the header", async () => {
    const { stand } = await stage(keep, { ...REQUIRED, gate: "forged-403" });
    expect((await ask(stand, { http, client: a, lines: [forged] })).echo).toBeUndefined();
    expect((await ask(stand, { http, client: a })).echo).toBeDefined();
  });

  it("Easy Auth comes after the demand for a certificate", async () => {
    const { stand: first } = await stage(keep, { ...REQUIRED, gate: "easy-auth-401" });
    const refused = await ask(first, { http, client: a });
    expect([refused.status, line(refused, "www-authenticate")]).toEqual([401, expect.stringContaining("Bearer")]);
    expect((await ask(first, { http })).body).toContain("Client Certificate Required");

    const { stand: second } = await stage(keep, { ...REQUIRED, gate: "easy-auth-302" });
    const led = await ask(second, { http, client: a });
    expect([led.status, line(led, "location")]).toEqual([302, expect.stringContaining("https://login.")]);
  });

  it.each([200, 403, 404] as const)("another's site answers %i", async (stranger) => {
    const stand = keep(await createStand({ ...REQUIRED, stranger, targets: [] }));
    expect(await ask(stand, { http, client: a })).toMatchObject({ status: stranger, echo: undefined });
    expect((await ask(stand, { http })).body).toContain("Client Certificate Required");
  });
});

describe("plain HTTP", () => {
  const plain: Question = { plain: true, target: "/orders?x" };

  it("leads to the same under https unless told otherwise", async () => {
    const { stand, app } = await stage(keep, REQUIRED);
    const heard = await ask(stand, plain);
    expect([heard.status, line(heard, "location")]).toEqual([301, `https://localhost:${stand.port}/orders?x`]);
    expect(app.count()).toBe(0);
  });

  it("is forwarded without a certificate, whatever the mode", async () => {
    const { stand } = await stage(keep, { ...REQUIRED, plainHttp: "forward" });
    expect((await ask(stand, plain)).echo).toBeDefined();
  });

  it("is refused", async () => {
    const { stand, app } = await stage(keep, { ...REQUIRED, plainHttp: "refuse" });
    expect(await ask(stand, plain)).toMatchObject({ status: 403 });
    expect(app.count()).toBe(0);
  });

  it("is not spoken", async () => {
    const { stand } = await stage(keep, { ...REQUIRED, plainHttp: "off" });
    expect(stand.plainHttpPort).toBeUndefined();
  });
});

describe("instances", () => {
  const served = async (weights: readonly (number | undefined)[], requests: number): Promise<readonly unknown[]> => {
    const apps = await Promise.all(weights.map(async (_, index) => keep(await startEchoApp(`app ${index}`))));
    const targets = apps.map(({ port }, index): StandTarget => {
      const weight = weights[index];
      return weight === undefined ? { port } : { port, weight };
    });
    const stand = keep(await createStand({ mode: "optional", targets }));
    const names: unknown[] = [];
    for (let count = 0; count < requests; count += 1) names.push((await ask(stand)).echo?.name);
    return names;
  };

  it("are asked in turn", async () => {
    expect(await served([undefined, undefined], 4)).toEqual(["app 0", "app 1", "app 0", "app 1"]);
  });

  it("are asked by weight", async () => {
    expect(await served([3, 1], 8)).toEqual(["app 0", "app 0", "app 1", "app 0", "app 0", "app 0", "app 1", "app 0"]);
  });

  it.each([
    ["older-version", [404, "text/html"], [404, "text/html"]],
    ["older-guard", [403, "application/problem+json"], [200, "text/html"]],
    ["forbidding-app", [403, "text/html"], [200, "text/html"]],
  ] as const)("may know nothing of the probe: %s", async (kind, bare, shown) => {
    const row = { options: { mode: "optional", withoutCertificate: "empty" }, instances: [kind] } as const;
    const stand = keep(await createStandOf(row, 1));
    for (const [question, expected] of [[{}, bare] as const, [{ client: a }, shown] as const]) {
      const heard = await ask(stand, question);
      expect([heard.status, line(heard, "content-type")]).toEqual(expected);
    }
  });

  it("take turns with those, which go with the stand", async () => {
    const app = keep(await startEchoApp());
    const row = { options: { mode: "optional" }, instances: ["this-app", "older-version"] } as const;
    const stand = keep(await createStandOf(row, app.port));
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await ask(stand)).status);
    expect(statuses).toEqual([200, 404, 200, 404]);
  });

  it("that are dead are a 502", async () => {
    const { stand, app } = await stage(keep, REQUIRED);
    await app.close();
    expect(await ask(stand, { client: a })).toMatchObject({ status: 502 });
  });
});

describe.each(versions)("now and then, over HTTP/%s", (http) => {
  it("a request meets a reset", async () => {
    const { stand, app } = await stage(keep, { ...REQUIRED, drops: 2 });
    const outcomes: unknown[] = [];
    for (let count = 0; count < 4; count += 1) {
      const asked = ask(stand, { http, client: a }).then(({ status }) => status);
      outcomes.push(await asked.catch(({ code }: NodeJS.ErrnoException) => code));
    }
    expect(outcomes).toEqual([200, "ECONNRESET", 200, "ECONNRESET"]);
    expect(app.count()).toBe(2);
  });

  it("a request meets another server of the front end", async () => {
    const { stand } = await stage(keep, { ...REQUIRED, lapses: { every: 3, as: { mode: "optional" } } });
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await ask(stand, { http })).status);
    expect(statuses).toEqual([403, 403, 200, 403, 403, 200]);
  });

  it("an answer is late", async () => {
    const { stand, app } = await stage(keep, { ...REQUIRED, slow: 300 });
    const asked = ask(stand, { http, client: a });
    const first = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 20, "nothing yet"))]);
    expect(first).toBe("nothing yet");
    expect(app.count()).toBe(0);
    expect((await asked).echo).toBeDefined();
  });
});

it("refuses options that contradict each other", async () => {
  const targets = [{ port: 1 }];
  await expect(createStand({ mode: "optional", refuses: "alert", targets })).rejects.toThrow(RangeError);
  await expect(createStand({ mode: "required", refuses: "alert", asks: "after-request", targets })).rejects.toThrow(
    RangeError,
  );
  await expect(createStand({ mode: "required", targets: [] })).rejects.toThrow(RangeError);
});
