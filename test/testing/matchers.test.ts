import express from "express";
import Fastify from "fastify";
import request from "supertest";
import { describe, expect, expectTypeOf, it } from "vitest";
import { clientCertificate } from "../../src/adapters/express.ts";
import plugin from "../../src/adapters/fastify.ts";
import { createValidator } from "../../src/create-validator.ts";
import {
  type ClientCertMatchers,
  clientCertMatchers,
  createAuthority,
  createVariants,
  headerFor,
  type MatcherContext,
  type MatcherResult,
  sendRawHeaders,
  testOptions,
  toRawHeaders,
} from "../../src/testing/index.ts";
import { problemResponse } from "../../src/verdict/problem.ts";

declare module "vitest" {
  interface Matchers<T> extends ClientCertMatchers {}
}
expect.extend(clientCertMatchers);

const authority = createAuthority();
const { expired } = createVariants(authority);
const caller = authority.issue();
const validator = createValidator({
  trustAnchors: authority.pem,
  allow: { name: "client", subject: "CN=Test Client" },
});
const admitted = validator.validate({ rawHeaders: toRawHeaders(headerFor("app-service", caller)) });
const refused = validator.validate({ rawHeaders: toRawHeaders(headerFor("app-service", expired)) });
const options = testOptions({ authority, allow: "any-from-anchors" });

describe("on verdicts", () => {
  it("tell the admitted from the refused", () => {
    expect(admitted).toBeAdmitted();
    expect(admitted).not.toBeRefused();
    expect(admitted).not.toBeRefusedWith("certificate_expired");
    expect(refused).toBeRefused();
    expect(refused).not.toBeAdmitted();
    expect(refused).toBeRefusedWith("certificate_expired");
    expect(refused).not.toBeRefusedWith("issuer_unknown");
  });

  it("name the caller", () => {
    expect(admitted).toHaveCaller("client");
    expect(admitted).not.toHaveCaller("CN=Test Client");
    expect(refused).not.toHaveCaller("client");
    expect(admitted.ok && admitted.client).toHaveCaller("client");
  });

  it("say what was, when they fail", () => {
    expect(() => expect(admitted).toBeRefused()).toThrow(
      "expected the request to be refused, and it was admitted (client)",
    );
    expect(() => expect(refused).toBeAdmitted()).toThrow("it was refused (certificate_expired)");
    expect(() => expect(refused).not.toBeRefusedWith("certificate_expired")).toThrow("not to be refused with");
    expect(() => expect(refused).toBeRefusedWith("plain_http")).toThrow("certificate_expired");
    expect(() => expect(refused).toHaveCaller("client")).toThrow("certificate_expired");
    expect(() => expect(admitted).toHaveCaller("ops")).toThrow(/expected the caller "ops"/);
  });
});

describe("on responses", () => {
  const app = express();
  app.get("/own", (_, response) => response.status(403).json({ error: "not yours" }));
  app.use(clientCertificate(options));
  app.get("/", (_, response) => response.send("hi"));
  app.get("/moved", (_, response) => response.redirect("/"));
  const fastify = Fastify();
  fastify.register(plugin, options);
  fastify.get("/", () => "hi");

  it("of supertest", async () => {
    const get = (path: string) => request(app).get(path);
    expect(await get("/").set(headerFor("app-service", caller))).toBeAdmitted();
    expect(await get("/moved").set(headerFor("app-service", caller))).toBeAdmitted();
    const response = await get("/").set(headerFor("app-service", expired));
    expect(response).toBeRefused();
    expect(response).toBeRefused(403);
    expect(response).not.toBeRefused(503);
    expect(response).not.toBeAdmitted();
  });

  it("of inject", async () => {
    expect(await fastify.inject({ url: "/", headers: headerFor("app-service", caller) })).toBeAdmitted();
    expect(await fastify.inject("/")).toBeRefused(403);
    expect(await fastify.inject("/")).not.toBeAdmitted();
  });

  it("of fetch and of sendRawHeaders", async () => {
    const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
    expect(await fetch(url, { headers: headerFor("app-service", caller) })).toBeAdmitted();
    expect(await fetch(url)).toBeRefused(403);
    expect(await sendRawHeaders(url, toRawHeaders(headerFor("app-service", caller)))).toBeAdmitted();
    expect(await sendRawHeaders(url, [])).toBeRefused(403);
    await fastify.close();
  });

  it("of a host that is not verified", () => {
    const { status, headers, body } = problemResponse(503);
    expect({ status, headers, text: body }).toBeRefused(503);
    expect({ status, headers, text: body }).not.toBeRefused(403);
  });

  it("pass neither way where the answer is neither the app's success nor the guard's refusal", async () => {
    const { headers, body } = problemResponse(403);
    const unclear = [
      await request(app).get("/own"),
      await request(app).get("/missing").set(headerFor("app-service", caller)),
      { status: 403, headers: {}, text: body },
      { status: 403, headers: { ...headers, "cache-control": "private" }, text: body },
      { status: 403, headers, text: "" },
      { status: 403, headers, text: "null" },
      { status: 403, headers, text: body.replace("about:blank", "https://example.com/problem") },
      { status: 403, headers, text: body.replace("403", "401") },
      { status: 403, headers, text: body.replace("urn:uuid:", "") },
      { status: 403, headers, text: body.replace("}", ',"detail":"expired"}') },
      { status: 503, headers, text: body },
      { status: 401, headers, text: body },
      { status: 500, headers: {} },
    ];
    for (const response of unclear) {
      expect(() => expect(response).toBeAdmitted()).toThrow("neither the app's success");
      expect(() => expect(response).not.toBeAdmitted()).toThrow("neither the app's success");
      expect(() => expect(response).toBeRefused()).toThrow("neither the app's success");
      expect(() => expect(response).not.toBeRefused()).toThrow("neither the app's success");
    }
  });
});

describe("misuse", () => {
  it.each([undefined, null, 403, "refused", {}, { status: "403", headers: {} }, { ok: true }, () => 1])(
    "%j is neither a verdict nor a response",
    (received) => {
      expect(() => expect(received).toBeAdmitted()).toThrow(TypeError);
      expect(() => expect(received).not.toBeAdmitted()).toThrow(TypeError);
      expect(() => expect(received).not.toBeRefused()).toThrow(TypeError);
      expect(() => expect(received).not.toBeRefusedWith("plain_http")).toThrow(TypeError);
      expect(() => expect(received).not.toHaveCaller("client")).toThrow(TypeError);
    },
  );

  it("a promise that nobody awaited is named", () => {
    expect(() => expect(Promise.resolve(admitted)).toBeAdmitted()).toThrow("await it");
  });

  it("a response has no reason and no caller, and a verdict no status", () => {
    const response = { status: 200, headers: {} };
    expect(() => expect(response).toBeRefusedWith("plain_http")).toThrow("tells nobody the reason");
    expect(() => expect(response).toHaveCaller("client")).toThrow(TypeError);
    expect(() => expect(refused).toBeRefused(403)).toThrow(TypeError);
  });
});

describe("in Jest", () => {
  /** As Jest binds it: https://jestjs.io/docs/expect#custom-matchers-api. */
  const context = (isNot: boolean): MatcherContext & Readonly<Record<string, unknown>> => ({
    isNot,
    promise: "",
    equals: () => false,
    utils: { printReceived: String },
    dontThrow: () => undefined,
  });

  it("return what Jest reads", () => {
    const results: readonly MatcherResult[] = [
      clientCertMatchers.toBeAdmitted.call(context(false), admitted),
      clientCertMatchers.toBeRefused.call(context(false), admitted),
      clientCertMatchers.toBeRefused.call(context(true), { status: 500, headers: {} }),
      clientCertMatchers.toBeAdmitted.call({}, { status: 500, headers: {} }),
      clientCertMatchers.toBeRefusedWith.call(context(false), refused, "certificate_expired"),
      clientCertMatchers.toHaveCaller.call(context(false), admitted, "client"),
    ];
    expect(results.map(({ pass }) => pass)).toEqual([true, false, true, false, true, true]);
    for (const { message } of results) expect(message()).toMatch(/^expected /);
  });

  it("fit the types of its expect", () => {
    // As @jest/expect declares it.
    type RawMatcher = (this: MatcherContext, actual: unknown, ...expected: never[]) => MatcherResult;
    expectTypeOf(clientCertMatchers).toExtend<Readonly<Record<string, RawMatcher>>>();
    expectTypeOf<ClientCertMatchers<void>["toBeAdmitted"]>().toEqualTypeOf<() => void>();
  });
});
