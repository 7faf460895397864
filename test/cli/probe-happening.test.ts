import { describe, expect, it } from "vitest";
import { happeningOf } from "../../src/cli/probe/happening.ts";
import { noReply, type Reply, replyOf } from "../../src/cli/probe/reply.ts";
import type { Shot } from "../../src/self-check/probe/shot.ts";

const SHOT: Shot = {
  kind: "no-certificate",
  variant: "",
  host: "orders.example",
  port: 443,
  scheme: "https",
  httpVersion: "1.1",
  tls: "any",
  presentsCertificate: false,
  headers: [],
  path: "/orders",
  nonce: "",
};
const PROBLEM = { "content-type": "application/problem+json" };
const ID = "urn:uuid:6f1a1f6e-52c5-4ba4-9d5a-0d8f7c3f7f57";
const BODY = JSON.stringify({ type: "about:blank", title: "Forbidden", status: 403, instance: ID });

describe("a refusal of this package", () => {
  it("is known by its type and its id", () => {
    expect(happeningOf(SHOT, replyOf(403, PROBLEM, BODY))).toEqual({ kind: "app-refused", instance: ID });
    expect(happeningOf(SHOT, replyOf(503, PROBLEM, BODY))).toEqual({ kind: "app-unavailable", instance: ID });
  });

  it.each<[string, Reply]>([
    ["another content type", replyOf(403, { "content-type": "application/json" }, BODY)],
    ["a content type that only begins like it", replyOf(403, { "content-type": "application/problem+jsonp" }, BODY)],
    ["no id", replyOf(403, PROBLEM, BODY.replace(ID, "about:blank"))],
    ["an id with something behind it", replyOf(403, PROBLEM, BODY.replace(ID, `${ID}1`))],
    ["a type of another's", replyOf(403, PROBLEM, BODY.replace("about:blank", "https://problems.example/1"))],
    ["a body that breaks off", replyOf(403, PROBLEM, BODY.slice(0, -1))],
    ["no object", replyOf(403, PROBLEM, "null")],
  ])("is none with %s", (_, reply) => {
    expect(happeningOf(SHOT, reply)).toEqual({ kind: "forbidden", isMarked: false });
  });

  it("is none with another status", () => {
    expect(happeningOf(SHOT, replyOf(401, PROBLEM, BODY))).toEqual({ kind: "other", status: 401 });
  });
});

describe("the way to https", () => {
  const plain: Shot = { ...SHOT, scheme: "http", port: 80 };

  it.each(["https://orders.example/orders", "https://ORDERS.example:8443/orders"])("is %s", (location) => {
    expect(happeningOf(plain, replyOf(308, { location }, "")).kind).toBe("to-https");
  });

  it.each([
    "http://orders.example/orders",
    "https://login.example/orders",
    "https://orders.example/login",
    "https://orders.example@login.example/orders",
    "/orders",
  ])("is not %s", (location) => {
    expect(happeningOf(plain, replyOf(302, { location }, "")).kind).toBe("other");
  });

  it("is none from https", () => {
    expect(happeningOf(SHOT, replyOf(301, { location: "https://orders.example/orders" }, "")).kind).toBe("other");
  });
});

describe("what nobody speaks", () => {
  it.each<[Partial<Shot>, string]>([
    [{ scheme: "http" }, "ECONNREFUSED"],
    [{ httpVersion: "2" }, "HTTP2_NOT_OFFERED"],
    [{ httpVersion: "2" }, "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL"],
    [{ tls: "1.3" }, "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
  ])("%j is not offered by %s", (changes, code) => {
    expect(happeningOf({ ...SHOT, ...changes }, noReply(code)).kind).toBe("not-offered");
    expect(happeningOf(SHOT, noReply(code)).kind).toBe("failed");
  });
});
