import { describe, expect, it } from "vitest";
import type { Settings } from "../../src/config/settings.ts";
import type { GuardRequest } from "../../src/guard/decision.ts";
import type { ClientCertificate } from "../../src/verdict/client-certificate.ts";
import { admitted, clientBy, guardWith, LEAF, NOW, refused, requestFor } from "./parts.ts";

const PROBLEM = { "content-type": "application/problem+json", "cache-control": "no-store" };

describe("decide, enforcing", () => {
  it("admits whom the validator admits, at once", () => {
    const client = clientBy("rule");
    const { core, lines } = guardWith(admitted(client));
    expect(core.decide(requestFor())).toEqual({ kind: "admitted", client, report: undefined });
    expect(lines.filter(({ level }) => level !== "info")).toEqual([]);
  });

  it("refuses all others, and tells the client nothing but an id that the log has too", () => {
    const verdict = refused("header_missing");
    const { core, lines } = guardWith(verdict);
    const decision = core.decide(requestFor("/orders?secret=1"));
    expect(decision).toMatchObject({ kind: "refused", status: 403, headers: PROBLEM, verdict });
    const body = JSON.parse((decision as { readonly body: string }).body);
    expect(Object.keys(body)).toEqual(["type", "title", "status", "instance"]);
    const line = lines.find(({ level }) => level === "warn");
    expect(line?.fields).toMatchObject({ code: "header_missing", id: body.instance, path: "/orders" });
    expect(JSON.stringify(line)).not.toContain("secret");
  });

  it("lets open paths through without looking at anything", () => {
    const { core } = guardWith(() => fail(new Error("looked")));
    expect(core.decide(requestFor("/healthz"))).toEqual({ kind: "open" });
    expect(core.decide(requestFor("/public/a?b"))).toEqual({ kind: "open" });
  });

  it.each<["open" | "protected", string, string]>([
    ["open", "/orders", "open"],
    ["protected", "/healthz", "refused"],
  ])("takes a route's own word, %s, for %s", (override, path, kind) => {
    const { core } = guardWith(refused("header_missing"));
    expect(core.decide(requestFor(path), override)).toMatchObject({ kind });
  });
});

describe("decide never throws and never rejects", () => {
  it("refuses when the validator fails, and logs the stack, which the client never sees", () => {
    const { core, lines } = guardWith(() => fail(new Error("bug\nin it")));
    const decision = core.decide(requestFor());
    expect(decision).toMatchObject({
      kind: "refused",
      status: 403,
      headers: PROBLEM,
      verdict: { code: "internal_error" },
    });
    expect(JSON.stringify((decision as { readonly body: string }).body)).not.toMatch(/bug|internal/);
    const line = lines.find(({ level }) => level === "error");
    expect(line?.fields).toMatchObject({ code: "internal_error", stack: expect.any(Array) });
    expect(String(line?.fields["stack"])).toContain("guard.test.ts");
  });

  it("logs an internal error of the validator as an error", () => {
    const { core, lines } = guardWith(refused("internal_error"));
    core.decide(requestFor());
    expect(lines.find(({ fields }) => fields["code"] === "internal_error")?.level).toBe("error");
  });

  it.each([
    ["null", null],
    ["undefined", undefined],
    ["what cannot be read", new Proxy(new Error("x"), { get: () => fail(new Error("no")) })],
  ])("refuses when the validator throws %s", (_title, thrown) => {
    const { core } = guardWith(() => fail(thrown));
    expect(core.decide(requestFor())).toMatchObject({ kind: "refused", status: 403 });
  });

  it("refuses in report mode too", () => {
    const { core } = guardWith(() => fail(new Error("bug")), { enforce: "report", reportUntil: NOW + 1 });
    expect(core.decide(requestFor())).toMatchObject({ kind: "refused", status: 403 });
  });

  it("refuses with a constant body when not even the refusal can be described", () => {
    const { core } = guardWith({
      ok: false,
      code: "no_such_code" as "header_missing",
      findings: [],
      certificate: undefined,
    });
    const broken = { ...requestFor(), rawHeaders: null } as unknown as GuardRequest;
    expect(core.decide(broken)).toMatchObject({ kind: "refused", status: 403, headers: PROBLEM });
    expect(core.decide({} as GuardRequest)).toMatchObject({ kind: "refused", status: 403, headers: PROBLEM });
  });

  it("refuses a request that it could not know again", () => {
    const { core } = guardWith(admitted());
    const nameless = { ...requestFor(), native: "text" } as unknown as GuardRequest;
    expect(core.decide(nameless)).toMatchObject({ kind: "refused" });
  });

  it("refuses when it fails after authorize has answered", async () => {
    const unreadable = Object.defineProperty({}, "certificate", { get: () => fail(new Error("bug")) });
    const { core } = guardWith(admitted(unreadable as ClientCertificate), { authorize: async () => false });
    expect(await core.decide(requestFor())).toMatchObject({ kind: "refused", verdict: { code: "internal_error" } });
  });

  it("decides all the same with a logger that throws or rejects", async () => {
    const broken = { debug: fails, info: fails, warn: async () => fails(), error: fails };
    const { core } = guardWith(refused("header_missing"), { log: broken });
    expect(core.decide(requestFor())).toMatchObject({ kind: "refused", status: 403 });
    core.close();
    await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("authorize", () => {
  const withAuthorize = (authorize: unknown, changes: Partial<Settings> = {}) =>
    guardWith(admitted(), { authorize: authorize as NonNullable<Settings["authorize"]>, ...changes });

  it("is asked with the certificate and the framework's request", () => {
    const calls: unknown[][] = [];
    const { core } = withAuthorize((...args: unknown[]) => calls.push(args) > 0);
    const request = requestFor();
    expect(core.decide(request)).toMatchObject({ kind: "admitted" });
    expect(calls).toEqual([[expect.objectContaining({ caller: "billing" }), request.native]]);
  });

  it("is not asked about a certificate that is refused, nor on open paths", () => {
    const authorize = () => fail(new Error("asked"));
    expect(guardWith(refused("header_missing"), { authorize }).core.decide(requestFor())).toMatchObject({
      verdict: { code: "header_missing" },
    });
    expect(withAuthorize(authorize).core.decide(requestFor("/healthz"))).toEqual({ kind: "open" });
  });

  it("decides at once when it answers at once, else later", async () => {
    expect(withAuthorize(() => false).core.decide(requestFor())).toMatchObject({ kind: "refused" });
    const later = withAuthorize(async () => true).core.decide(requestFor());
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toMatchObject({ kind: "admitted" });
  });

  it("refuses with its own code, and the line still says whose certificate it was", async () => {
    const { core, lines } = withAuthorize(async () => fail(new Error("database down")));
    expect(await core.decide(requestFor())).toMatchObject({ kind: "refused", verdict: { code: "authorize_failed" } });
    const line = lines.find(({ fields }) => fields["code"] === "authorize_failed");
    expect(line?.fields).toMatchObject({ sha256: LEAF.sha256, reason: expect.stringContaining("database down") });
  });
});

describe("decide, reporting", () => {
  const report = { enforce: "report", reportUntil: NOW + 86_400_000 } as const;

  it("lets everyone through, with the verdict, and logs who would be refused", () => {
    const verdict = refused("certificate_expired");
    const { core, lines } = guardWith(verdict, report);
    expect(core.decide(requestFor())).toEqual({ kind: "reported", report: verdict });
    const line = lines.find(({ level }) => level === "warn");
    expect(line?.fields).toMatchObject({ event: "client_certificate_would_be_refused", code: "certificate_expired" });
  });

  it("says who the caller is only of those who pass", () => {
    const client = clientBy("rule");
    const { core } = guardWith(admitted(client), report);
    expect(core.decide(requestFor())).toEqual({ kind: "admitted", client, report: admitted(client) });
  });

  it.each(["header_duplicated", "plain_http", "peer_not_trusted", "verification_failed", "internal_error"] as const)(
    "refuses %s all the same",
    (code) => {
      expect(guardWith(refused(code), report).core.decide(requestFor())).toMatchObject({ kind: "refused" });
      expect(guardWith(refused("header_malformed", code), report).core.decide(requestFor())).toMatchObject({
        kind: "refused",
      });
    },
  );

  it("asks authorize too, and reports what it says", () => {
    const { core } = guardWith(admitted(), { ...report, authorize: () => false });
    expect(core.decide(requestFor())).toMatchObject({
      kind: "reported",
      report: { ok: false, code: "authorize_refused" },
    });
  });

  it("still narrows routes", () => {
    const { core } = guardWith(refused("header_missing"), report);
    const request = requestFor();
    core.decide(request);
    const narrowing = core.compileNarrowing({ subject: "CN=billing,*" });
    expect(core.narrow(undefined, narrowing, request)).toMatchObject({
      kind: "refused",
      verdict: { code: "route_not_allowed" },
    });
  });
});

describe("the start", () => {
  it("writes one line of what is enforced, and one for each warning", () => {
    const warnings = [
      { code: "a", source: "X", message: "first", remedy: "r" },
      { code: "b", source: "Y", message: "second", remedy: "r" },
    ];
    const { lines } = guardWith(admitted(), { warnings });
    expect(lines.map(({ level, fields }) => [level, fields["event"]])).toEqual([
      ["info", "client_certificate_guard_started"],
      ["warn", "client_certificate_configuration_warning"],
      ["warn", "client_certificate_configuration_warning"],
    ]);
    expect(lines[2]?.fields).toMatchObject({ code: "b", source: "Y" });
  });
});

function fails(): never {
  throw new Error("no log");
}

function fail(reason: unknown): never {
  throw reason;
}
