import { describe, expect, it } from "vitest";
import type { FrontEndTraits } from "../helpers/stands/options.ts";
import { openStandSite, report } from "./probe-stage.ts";

const EXCLUDED = ["--exclusion-path", "/healthz", "--open-path", "/healthz"];

describe("a front end as it should be", () => {
  it.each<[string, Partial<FrontEndTraits>]>([
    ["a page", {}],
    ["an alert", { refuses: "alert" }],
    ["a page, over HTTP/2 too", { http2: true }],
    ["an alert, over HTTP/2 too", { http2: true, refuses: "alert" }],
    ["TLS 1.2 alone", { tls: "1.2" }],
    ["plain HTTP refused", { plainHttp: "refuse" }],
    ["nobody at the other port", { plainHttp: "off" }],
  ])("is good with %s", async (_, traits) => {
    const { url, argv, call } = await openStandSite(traits);
    const { results, code } = await report([url, ...argv, ...call]);
    expect(results.filter(({ status }) => status !== "pass")).toEqual([]);
    expect(code).toBe(0);
  });

  it("is good under exclusion paths, which bring renegotiation", async () => {
    const { url, argv, call } = await openStandSite({
      asks: "after-request",
      exclusionPaths: ["/healthz"],
      http2: true,
      tls: "1.2",
    });
    const { of, code } = await report([url, ...argv, ...call, ...EXCLUDED]);
    expect(code).toBe(0);
    expect(of("http2-self-signed")?.reason).toContain("renegotiation");
    expect(of("excluded-1-as-is")?.app.did).toBe("served (200)");
    expect(of("excluded-1-dot-segments")?.app.did).toContain("refused");
  });
});

describe("a front end that is not", () => {
  it.each<[string, Partial<FrontEndTraits>, string]>([
    ["passes headers over HTTP/2", { mode: "optional", http2: true, forgedHeader: "pass-over-http2" }, "http2-forged"],
    ["passes a lower-case name", { forgedHeader: "pass-lower-case" }, "good-caller-forged-lower-case"],
    [
      "passes headers in plain HTTP",
      { plainHttp: "forward", forgedHeader: "pass-over-plain-http" },
      "plain-http-forged",
    ],
    ["passes headers beside a certificate", { forgedHeader: "pass-beside" }, "good-caller-forged"],
    ["replaces the first line alone", { forgedHeader: "pass-second-line" }, "good-caller-forged-twice"],
    [
      "passes headers over HTTP/2 beside a certificate",
      { http2: true, forgedHeader: "pass-over-http2" },
      "good-caller-forged-http2",
    ],
    ["appends to a line", { forgedHeader: "append-comma" }, "good-caller-forged"],
    [
      "asks for certificates by renegotiation, unasked",
      { asks: "after-request", http2: true, tls: "1.2" },
      "http2-self-signed",
    ],
  ])("is refuted: it %s", async (_, traits, id) => {
    const { url, argv, call } = await openStandSite(traits);
    const { of, code } = await report([url, ...argv, ...call]);
    expect(of(id)?.status).toBe("fail");
    expect(code).toBe(1);
  });

  it("is refuted when an exclusion path leads past the guard", async () => {
    const traits = { asks: "after-request", exclusionPaths: ["/"], tls: "1.2" } as const;
    const { url, argv } = await openStandSite(traits, "unguarded");
    const { of, code } = await report([url, ...argv, "--exclusion-path", "/orders"]);
    expect(of("excluded-1-as-is")).toMatchObject({ status: "fail", app: { did: "served (200)" } });
    expect(code).toBe(1);
  });

  it("is refuted when a path named as open asks for a certificate", async () => {
    const { url, argv, call } = await openStandSite();
    const { of, isStrangerServed } = await report([url, ...argv, ...call, "--open-path", "/public/*"]);
    expect(of("open-1")).toMatchObject({ status: "fail", title: "/public/azure-client-cert-probe, self-signed" });
    expect(isStrangerServed).toBe(false);
  });
});

describe("what decides nothing", () => {
  it.each<[string, Partial<FrontEndTraits>]>([
    ["an IP rule", { gate: "ip-rule" }],
    ["a 403 to everybody", { gate: "plain-403" }],
    ["a login page", { mode: "optional", gate: "easy-auth-302" }],
    ["another gate's 401", { mode: "optional", gate: "easy-auth-401" }],
  ])("cannot be told: %s", async (_, traits) => {
    const { url, argv, call } = await openStandSite(traits);
    const { of } = await report([url, ...argv, ...call]);
    expect(of("no-certificate")?.status).toBe("unknown");
    expect(of("self-signed")?.status).toBe("unknown");
    expect(of("tls13-self-signed")?.status).toBe("unknown");
    expect(of("good-caller")?.status).not.toBe("pass");
  });

  it("cannot be told by answers that never come", async () => {
    const { url, argv } = await openStandSite({ drops: 1 });
    const { code, results, requests } = await report([url, ...argv]);
    expect(code).toBe(2);
    expect(requests.sent).toBe(requests.planned);
    const overTls = results.filter(({ id }) => !/^(?:plain|http2)/.test(id));
    expect(overTls.every(({ status }) => status === "unknown")).toBe(true);
  });
});
