import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyInstance, type InjectOptions } from "fastify";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import plugin from "../../src/adapters/fastify.ts";
import { createAuthority, forgeHeaders, headerFor, sendRawHeaders, testOptions } from "../../src/testing/index.ts";

/** Answers with the lines of the request that this suite is about, as they arrived. */
const showLines: RequestListener = ({ rawHeaders, method, url }, response) => {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && /^(?:x-arr-clientcert|host)$/i.test(name) ? [[name, rawHeaders[index + 1]]] : [],
  );
  response.setHeader("content-type", "application/json").end(JSON.stringify({ method, url, lines }));
};

const server = createServer(showLines);
let url: string;

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => server.close());

interface Shown {
  readonly method: string;
  readonly url: string;
  readonly lines: readonly (readonly [string, string])[];
}

const certificateLines = ({ lines }: Shown): Shown["lines"] => lines.filter(([name]) => /client/i.test(name));

describe("sendRawHeaders", () => {
  it("sends doubled lines as two, and names as they are", async () => {
    const rawHeaders = ["X-ARR-ClientCert", "a", "x-arr-clientcert", "b", "X-ARR-CLIENTCERT", ""];
    const { status, headers, text } = await sendRawHeaders(`${url}/orders?page=2`, rawHeaders, { method: "DELETE" });
    expect([status, headers["content-type"]]).toEqual([200, "application/json"]);
    const shown = JSON.parse(text) as Shown;
    expect(certificateLines(shown).flat()).toEqual(rawHeaders);
    expect([shown.method, shown.url]).toEqual(["DELETE", "/orders?page=2"]);
  });

  it("names the host, unless the caller does", async () => {
    const hostOf = async (rawHeaders: readonly string[]): Promise<unknown> =>
      (JSON.parse((await sendRawHeaders(url, rawHeaders)).text) as Shown).lines;
    expect(await hostOf([])).toEqual([["Host", new URL(url).host]]);
    expect(await hostOf(["host", "orders.example"])).toEqual([["host", "orders.example"]]);
    expect(await hostOf(["X-ARR-ClientCert", "host"])).toHaveLength(2);
  });

  it("fails where nobody listens", async () => {
    const other = createServer();
    await once(other.listen(0, "127.0.0.1"), "listening");
    const { port } = other.address() as AddressInfo;
    await once(other.close(), "close");
    await expect(sendRawHeaders(`http://127.0.0.1:${port}`, [])).rejects.toThrow("ECONNREFUSED");
  });
});

describe("what other test clients make of two lines of one header", () => {
  it("fetch joins them into one line", async () => {
    const headers = new Headers([
      ["X-ARR-ClientCert", "a"],
      ["x-arr-clientcert", "b"],
    ]);
    const shown = (await (await fetch(url, { headers })).json()) as Shown;
    expect(certificateLines(shown).map(([, value]) => value)).toEqual(["a, b"]);
  });

  it("supertest sends an array as two lines, and of two spellings the last", async () => {
    const twice = await request(server)
      .get("/")
      .set("X-ARR-ClientCert", ["a", "b"] as unknown as string);
    expect(certificateLines(twice.body as Shown).map(([, value]) => value)).toEqual(["a", "b"]);
    const spelled = await request(server).get("/").set({ "X-ARR-ClientCert": "a", "x-arr-clientcert": "b" });
    expect(certificateLines(spelled.body as Shown).map(([, value]) => value)).toEqual(["b"]);
  });

  it("inject makes an array two lines, keeps the last of two spellings, and writes all names in lower case", async () => {
    const app = Fastify();
    app.get("/", ({ raw }) =>
      raw.rawHeaders.filter((_, index, all) => /clientcert/i.test(all[index - (index % 2)] ?? "")),
    );
    const linesOf = async (headers: InjectOptions["headers"] & object): Promise<unknown> =>
      (await app.inject({ url: "/", headers })).json();
    expect(await linesOf({ "X-ARR-ClientCert": ["a", "b"] })).toEqual([
      "x-arr-clientcert",
      "a",
      "x-arr-clientcert",
      "b",
    ]);
    expect(await linesOf({ "X-ARR-ClientCert": "a", "x-arr-clientcert": "b" })).toEqual(["x-arr-clientcert", "b"]);
    await app.close();
  });
});

describe("a forged line in another spelling", () => {
  const authority = createAuthority();
  const real = authority.issue({ subject: "CN=real" });
  const forged = authority.issue({ subject: "CN=forged" });
  let app: FastifyInstance;

  beforeAll(() => {
    app = Fastify();
    app.register(plugin, testOptions({ authority, allow: "any-from-anchors" }));
    app.get("/", ({ clientCert }) => clientCert?.caller);
  });

  afterAll(() => app.close());

  it("is lost on the way through inject, and the test sees another request than it wrote", async () => {
    const headers = { ...headerFor("app-service", forged), "x-arr-clientcert": real.header };
    expect((await app.inject({ url: "/", headers })).payload).toBe("CN=real");
  });

  it("is refused over a socket", async () => {
    const address = await app.listen({ port: 0, host: "127.0.0.1" });
    const twice = forgeHeaders("app-service", { real, forged }).filter(
      ({ expected }) => expected === "header_duplicated",
    );
    expect(twice.length).toBeGreaterThan(3);
    for (const { rawHeaders } of twice) expect((await sendRawHeaders(address, rawHeaders)).status).toBe(403);
  });
});
