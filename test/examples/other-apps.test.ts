import { once } from "node:events";
import { get } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type HttpHandler, HttpRequest, type HttpResponseInit, InvocationContext } from "@azure/functions";
import type { Hono } from "hono";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { createAuthority, headerFor } from "../../src/testing/index.ts";
import { ROOT } from "../house/imports.ts";
import { type DemoApp, type StagedProject, stageProject } from "./staged-project.ts";

const authority = createAuthority();
const billing = headerFor("app-service", authority.issue({ subject: "CN=billing,O=Contoso,C=DE" }));
const ops = headerFor("app-service", authority.issue({ subject: "CN=ops,O=Contoso,C=DE" }));
const stranger = headerFor("app-service", createAuthority().issue({ subject: "CN=billing,O=Contoso,C=DE" }));
const CALLER = "CN=billing,O=Contoso,C=DE";

const environment = {
  CLIENT_CERT_TRUST_ANCHORS: authority.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE; CN=ops,O=Contoso,C=DE",
  CLIENT_CERT_FRONT_END: "app-service",
  CLIENT_CERT_SELF_CHECK: "off",
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

type Ask = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

const functions = vi.hoisted(() => new Map<string, { readonly handler: unknown }>());

vi.mock("@azure/functions", async (load) => ({
  ...(await load<object>()),
  app: {
    setup: () => undefined,
    http: (name: string, options: { readonly handler: unknown }) => functions.set(name, options),
  },
}));

beforeEach(() => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.resetModules();
});

describe.each([
  ["functions-app", startFunctions],
  ["hono-app", startHono],
] as const)("examples/%s", (_, start) => {
  it("knows its caller", async () => {
    const ask = await start();
    const { status, text } = await ask("orders", billing);
    expect({ status, body: JSON.parse(text) as unknown }).toEqual({ status: 200, body: { caller: CALLER } });
  });

  it("refuses everyone else", async () => {
    const ask = await start();
    expect(await ask("orders")).toMatchObject({ status: 403 });
    expect(await ask("orders", stranger)).toMatchObject({ status: 403 });
  });

  it("keeps /admin for ops", async () => {
    const ask = await start();
    expect(await ask("admin", billing)).toMatchObject({ status: 403 });
    expect(await ask("admin", ops)).toEqual({ status: 200, text: "hi" });
  });

  it("tells everyone its health", async () => {
    const ask = await start();
    expect(await ask("healthz")).toMatchObject({ status: 200 });
  });

  it("does not start without configuration", async () => {
    vi.stubEnv("CLIENT_CERT_TRUST_ANCHORS", undefined);
    await expect(start()).rejects.toThrow("CLIENT_CERT_TRUST_ANCHORS");
  });
});

describe("examples/next-app", () => {
  it("knows its caller, and refuses everyone else", async () => {
    const { GET } = await load<{ GET(request: Request): Promise<Response> }>("next-app/app/orders/route.js");
    const url = "https://app.example/orders";
    const admitted = await GET(new Request(url, { headers: billing }));
    expect(await admitted.json()).toEqual({ caller: CALLER });
    expect(await GET(new Request(url, { headers: stranger }))).toMatchObject({ status: 403 });
    expect(await GET(new Request(url))).toMatchObject({ status: 403 });
  });
});

describe("examples/http-app", () => {
  let project: StagedProject;
  let app: DemoApp;

  beforeAll(async () => {
    project = await stageProject();
    const { startApp } = await project.loadDemo();
    app = await startApp("http-app", { ...environment, CLIENT_CERT_OPEN_PATHS: "/healthz" });
  });

  afterAll(async () => {
    await app?.stop();
    project.remove();
  });

  it("knows its caller, and refuses everyone else", async () => {
    expect(await request("/orders", billing)).toEqual({ status: 200, text: `caller: ${CALLER}` });
    expect(await request("/orders", stranger)).toMatchObject({ status: 403 });
    expect(await request("/orders")).toMatchObject({ status: 403 });
  });

  it("does the same with WebSockets", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${app.port}/`, { headers: billing });
    const [message] = (await once(socket, "message")) as [Buffer];
    expect(message.toString()).toBe(`caller: ${CALLER}`);
    socket.terminate();

    for (const headers of [stranger, {}]) {
      const refused = new WebSocket(`ws://127.0.0.1:${app.port}/`, { headers });
      const [error] = (await once(refused, "error")) as [Error];
      expect(error.message).toContain("403");
    }
  });

  function request(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      get({ host: "127.0.0.1", port: app.port, path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      }).once("error", reject);
    });
  }
});

async function startFunctions(): Promise<Ask> {
  functions.clear();
  await load("functions-app/app.js");
  expect([...functions.keys()]).toContain("azure-client-cert-probe");
  return async (name, headers = {}) => {
    const handler = functions.get(name)?.handler as HttpHandler;
    const request = new HttpRequest({ method: "GET", url: `https://app.example/${name}`, headers });
    const { status = 200, jsonBody, body } = (await handler(request, new InvocationContext())) as HttpResponseInit;
    return { status, text: jsonBody === undefined ? String(body) : JSON.stringify(jsonBody) };
  };
}

async function startHono(): Promise<Ask> {
  const { app } = await load<{ app: Hono }>("hono-app/app.js");
  return async (path, headers = {}) => {
    const response = await app.request(`/${path}`, { headers });
    return { status: response.status, text: await response.text() };
  };
}

async function load<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(join(ROOT, "examples", file)).href)) as Module;
}
