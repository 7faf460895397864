import type { FastifyPluginAsync } from "fastify";
import { describe, expect, it } from "vitest";
import clientCertificate from "../../src/adapters/fastify.ts";
import { recorder } from "../guard/parts.ts";
import { ENVIRONMENT } from "./callers.ts";
import { closeAfterEach, createApp, createGuarded, statuses } from "./fastify-app.ts";

closeAfterEach();

const OPTIONS = { env: ENVIRONMENT, log: recorder().log };
const PROTECTED = [403, 200];

const routes: FastifyPluginAsync = async (scope) => {
  scope.get("/in-plugin", () => "in");
  scope.register(async (inner) => {
    inner.get("/deeper", () => "in");
  });
};

describe("which routes the guard protects", () => {
  it.each<[string, string]>([
    ["declared before the guard is registered", "/before"],
    ["declared right after, without waiting", "/after"],
    ["of a plugin that comes later", "/in-plugin"],
    ["of a plugin in a plugin", "/deeper"],
    ["of a plugin with a prefix", "/v1/in-plugin"],
    ["of a plugin that shares the app's scope", "/shared"],
  ])("those %s", async (_title, url) => {
    const app = createApp();
    app.get("/before", () => "in");
    app.register(clientCertificate, OPTIONS);
    app.get("/after", () => "in");
    app.register(routes);
    app.register(routes, { prefix: "/v1" });
    app.register(
      Object.assign(
        async (shared: typeof app) => {
          shared.get("/shared", () => "in");
        },
        { [Symbol.for("skip-override")]: true },
      ),
    );
    expect(await statuses(app, url)).toEqual(PROTECTED);
  });

  it("those declared after waiting for it", async () => {
    const app = createApp();
    await app.register(clientCertificate, OPTIONS);
    app.get("/waited", () => "in");
    await app.register(routes);
    expect(await statuses(app, "/waited")).toEqual(PROTECTED);
    expect(await statuses(app, "/deeper")).toEqual(PROTECTED);
  });

  it("what is not found, with the app's own handler too, also under a prefix", async () => {
    const { app } = createGuarded();
    app.setNotFoundHandler((_request, reply) => reply.code(404).send("nothing"));
    app.register(
      async (scope) => {
        scope.setNotFoundHandler((_request, reply) => reply.code(404).send("nothing in v1"));
      },
      { prefix: "/v1" },
    );
    expect(await statuses(app, "/nothing")).toEqual([403, 404]);
    expect(await statuses(app, "/v1/nothing")).toEqual([403, 404]);
  });

  it("what is not found although its handler is called open", async () => {
    const { app } = createGuarded();
    const open: object = { config: { clientCert: "open" } };
    app.setNotFoundHandler(open, (_request, reply) => reply.code(404).send("nothing"));
    expect(await statuses(app, "/nothing")).toEqual([403, 404]);
  });

  it("those of its own scope and no others, when registered in one", async () => {
    const app = createApp();
    app.get("/outside", () => "in");
    app.register(async (scope) => {
      scope.register(clientCertificate, OPTIONS);
      scope.get("/inside", () => "in");
      scope.register(routes);
    });
    expect(await statuses(app, "/outside")).toEqual([200, 200]);
    expect(await statuses(app, "/inside")).toEqual(PROTECTED);
    expect(await statuses(app, "/deeper")).toEqual(PROTECTED);
  });

  it("those that Fastify adds for HEAD", async () => {
    const { app } = createGuarded();
    app.get("/orders", () => "in");
    app.get("/open", { config: { clientCert: "open" } }, () => "in");
    await app.ready();
    expect((await app.inject({ method: "HEAD", url: "/orders" })).statusCode).toBe(403);
    expect((await app.inject({ method: "HEAD", url: "/open" })).statusCode).toBe(200);
  });
});

describe("registered wrongly", () => {
  it.each<[string, string, FastifyPluginAsync]>([
    [
      "twice",
      "guard_registered_twice",
      async (app) => {
        app.register(clientCertificate, OPTIONS);
        app.register(clientCertificate, OPTIONS);
      },
    ],
    [
      "again in a child",
      "guard_registered_twice",
      async (app) => {
        app.register(clientCertificate, OPTIONS);
        app.register(async (child) => {
          child.register(clientCertificate, OPTIONS);
        });
      },
    ],
    [
      "after a plugin with routes of its own, which it would not protect",
      "guard_registered_late",
      async (app) => {
        app.register(routes);
        app.register(clientCertificate, OPTIONS);
      },
    ],
  ])("%s, the app does not start", async (_title, code, setUp) => {
    const app = createApp();
    app.register(Object.assign(setUp, { [Symbol.for("skip-override")]: true }));
    await expect(Promise.resolve(app.ready())).rejects.toMatchObject({
      name: "ConfigurationError",
      problems: [{ code }],
    });
  });

  it.each<[string, object]>([
    ["no trust", { env: { CLIENT_CERT_SELF_CHECK: "off" } }],
    ["an unknown option", { ...OPTIONS, opnPaths: ["/x"] }],
    ["a prefix, which hooks do not have", { ...OPTIONS, prefix: "/v1" }],
  ])("with %s, the app does not start and says why", async (_title, options) => {
    const app = createApp();
    app.register(clientCertificate, options);
    await expect(Promise.resolve(app.ready())).rejects.toMatchObject({
      name: "ConfigurationError",
      code: "ERR_CLIENT_CERT_CONFIGURATION",
    });
  });

  it("never mind the host: it starts anywhere once it is configured", async () => {
    const { app } = createGuarded();
    await app.ready();
    expect(app.hasDecorator("clientCert")).toBe(true);
    expect(app.hasPlugin("azure-client-cert")).toBe(true);
  });
});
