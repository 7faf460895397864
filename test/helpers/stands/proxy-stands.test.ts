import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { describeWith } from "../need.ts";
import { ask, type Question, seen } from "./client.ts";
import { startEchoApp } from "./echo-app.ts";
import type { Stand } from "./options.ts";
import { createHaproxyStand, createNginxStand, HAPROXY_STANDS, NGINX_STANDS } from "./proxy-stands.ts";
import { closeAfterEach, createActors } from "./stage.ts";
import type { Truth } from "./stands.ts";
import { tryAll } from "./try-all.ts";

const keep = closeAfterEach();
const actors = createActors();
const { a, b, forged } = actors;
const CERTIFICATE = "x-arr-clientcert";

const WAYS: readonly Question[] = [
  { http: "1.1", tls: "TLSv1.2" },
  { http: "1.1", tls: "TLSv1.3" },
  { http: "2", tls: "TLSv1.2" },
  { http: "2", tls: "TLSv1.3" },
];

async function before(create: (port: number) => Promise<Stand>): Promise<Stand> {
  const app = keep(await startEchoApp());
  return keep(await create(app.port));
}

async function check(stand: Stand, truth: Truth): Promise<void> {
  expect(await tryAll(stand, actors, { http2: true, excludes: false, times: 1 })).toEqual({
    bare: truth.demand === "no",
    shown: true,
    forged: truth.authenticity === "broken",
  });
}

/** What comes of a certificate, of it and a header beside, and of the header alone. */
async function outcomes(stand: Stand, way: Question): Promise<unknown> {
  const asked = [{ client: a }, { client: a, lines: [forged] }, { lines: [forged] }].map(async (question) => {
    const heard = await ask(stand, { ...way, ...question });
    return seen(heard, CERTIFICATE) ?? heard.status;
  });
  return Promise.all(asked);
}

async function checkRedirect(stand: Stand): Promise<void> {
  const { status, lines } = await ask(stand, { plain: true, target: "/orders" });
  expect([status, lines.find(([name]) => name === "location")?.[1]]).toEqual([
    301,
    `https://localhost:${stand.port}/orders`,
  ]);
}

function folders(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("stand-"));
}

describeWith("haproxy", "HAProxy", ({ haproxy: program }) => {
  it.each(HAPROXY_STANDS)("$name", async ({ options, truth }) => {
    await check(await before((port) => createHaproxyStand({ ...options, program, port })), truth);
  });

  it("replaces, and demands, in every TLS and HTTP", async () => {
    const stand = await before((port) => createHaproxyStand({ kind: "required", program, port }));
    for (const way of WAYS) expect(await outcomes(stand, way)).toEqual([[a.header], [a.header], 403]);
    await checkRedirect(stand);
  });

  it("adds, in every TLS and HTTP", async () => {
    const stand = await before((port) => createHaproxyStand({ kind: "appending", program, port, plain: "off" }));
    const expected = [[a.header], [b.header, a.header], [b.header, ""]];
    for (const way of WAYS) expect(await outcomes(stand, way)).toEqual(expected);
    expect(stand.plainHttpPort).toBeUndefined();
  });

  it("leaves nothing behind", async () => {
    const already = folders();
    const stand = await createHaproxyStand({ kind: "required", program, port: 1 });
    const [folder] = folders().filter((name) => !already.includes(name));
    expect(folder).toBeDefined();
    await stand.close();
    expect(existsSync(`${tmpdir()}/${folder}`)).toBe(false);
    await expect(ask(stand)).rejects.toThrow("ECONNREFUSED");
  });
});

describeWith("nginx", "nginx", ({ nginx: program }) => {
  it.each(NGINX_STANDS)("$name", async ({ options, truth }) => {
    await check(await before((port) => createNginxStand({ ...options, program, port })), truth);
  });

  it("replaces, and demands, in every TLS and HTTP", async () => {
    const stand = await before((port) => createNginxStand({ kind: "required", program, port }));
    for (const way of WAYS) expect(await outcomes(stand, way)).toEqual([[a.header], [a.header], 403]);
    await checkRedirect(stand);
  });
});
