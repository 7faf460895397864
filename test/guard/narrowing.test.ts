import { describe, expect, it } from "vitest";
import type { ClientRule } from "../../src/rules/rule.ts";
import type { MatchedBy } from "../../src/verdict/client-certificate.ts";
import { admitted, clientBy, guardWith, LEAF, refused, requestFor } from "./parts.ts";

describe("narrow", () => {
  const spki = `spki-sha256:${LEAF.spkiSha256}`;
  it.each<[string, MatchedBy, ClientRule | readonly ClientRule[], boolean]>([
    ["the right subject", "rule", { subject: "CN=billing,O=Contoso" }, true],
    ["another subject", "rule", { subject: "CN=ops,O=Contoso" }, false],
    ["the right issuer", "rule", { issuer: "CN=Issuing,O=Contoso", subject: "CN=billing,*" }, true],
    ["another issuer", "rule", { issuer: "CN=Other,O=Contoso", subject: "CN=billing,*" }, false],
    ["one of two rules", "rule", [{ subject: "CN=ops,O=Contoso" }, { subject: "CN=billing,O=Contoso" }], true],
    ["neither of two rules", "rule", [{ subject: "CN=ops,O=Contoso" }, { san: "dns:x" }], false],
    ["a pinned certificate by name", "pinned-certificate", { subject: "CN=billing,O=Contoso" }, true],
    [
      "a pinned certificate by issuer, which it has none",
      "pinned-certificate",
      { issuer: "CN=Issuing,O=Contoso", subject: "CN=billing,*" },
      false,
    ],
    ["a pinned key by name", "pinned-key", { subject: "CN=billing,O=Contoso" }, false],
    ["a pinned key by itself", "pinned-key", { key: spki }, true],
    ["a pinned key by itself and by name", "pinned-key", { key: spki, subject: "CN=billing,O=Contoso" }, false],
  ])("%s", (_title, matchedBy, rules, isAdmitted) => {
    const client = clientBy(matchedBy);
    const { core } = guardWith(admitted(client));
    const request = requestFor();
    core.decide(request);
    const decision = core.narrow(client, core.compileNarrowing(rules), request);
    expect(decision).toMatchObject(isAdmitted ? { kind: "admitted", client } : { kind: "refused", status: 403 });
  });

  it("counts only whom this guard admitted for this request", () => {
    const client = clientBy("rule");
    const { core } = guardWith(admitted(client));
    const narrowing = core.compileNarrowing({ subject: "CN=billing,O=Contoso" });
    const request = requestFor();
    expect(core.narrow(client, narrowing, request)).toMatchObject({ kind: "refused" });
    core.decide(request);
    expect(core.narrow(client, narrowing, request)).toMatchObject({ kind: "admitted" });
    expect(core.narrow(clientBy("rule"), narrowing, request)).toMatchObject({ kind: "refused" });
    expect(core.narrow(undefined, narrowing, request)).toMatchObject({ kind: "refused" });
    expect(core.narrow(client, narrowing, requestFor())).toMatchObject({ kind: "refused" });
    expect(guardWith(admitted(client)).core.narrow(client, narrowing, request)).toMatchObject({ kind: "refused" });
  });

  it("forgets whom it admitted when the request comes by again", () => {
    const client = clientBy("rule");
    const verdicts = [admitted(client), refused("certificate_expired")];
    const { core } = guardWith(() => verdicts.shift() ?? fail(new Error("asked too often")));
    const narrowing = core.compileNarrowing({ subject: "CN=billing,O=Contoso" });
    const request = requestFor();
    core.decide(request);
    core.decide(request);
    expect(core.narrow(client, narrowing, request)).toMatchObject({ kind: "refused" });

    const open = { ...requestFor("/healthz"), native: request.native };
    const again = guardWith(admitted(client)).core;
    again.decide(request);
    again.decide(open);
    expect(again.narrow(client, narrowing, open)).toMatchObject({ kind: "refused" });
  });

  it("names the caller in the log", () => {
    const client = clientBy("rule", "billing");
    const { core, lines } = guardWith(admitted(client));
    const request = requestFor();
    core.decide(request);
    core.narrow(client, core.compileNarrowing({ subject: "CN=ops,*" }), request);
    expect(lines.at(-1)?.fields).toMatchObject({
      code: "route_not_allowed",
      reason: expect.stringContaining("billing"),
    });
  });

  it.each<[string, unknown]>([
    ["no rule", []],
    ["an empty rule", {}],
    ["a subject that cannot be read", { subject: "billing" }],
    ["nothing", undefined],
    ["null", null],
    ["a text", "CN=ops"],
    ["an unknown member", { subject: "CN=ops,O=X", subjct: "x" }],
  ])("throws a configuration error at once for %s", (_title, rules) => {
    const { core } = guardWith(admitted());
    expect(() => core.compileNarrowing(rules as ClientRule)).toThrow(
      expect.objectContaining({ name: "ConfigurationError", code: "ERR_CLIENT_CERT_CONFIGURATION" }),
    );
  });

  it("logs what is accepted and still unwise", () => {
    const { core, lines } = guardWith(admitted());
    core.compileNarrowing({ issuer: ["CN=a", "CN=b"], subject: ["CN=c", "CN=d"] });
    expect(lines.at(-1)).toMatchObject({ level: "warn", fields: { code: "rule_pairs_crossed" } });
  });
});

function fail(reason: unknown): never {
  throw reason;
}
