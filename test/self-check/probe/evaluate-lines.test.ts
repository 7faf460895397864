import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/self-check/probe/evaluate.ts";
import { FORWARDED_PROTO_VARIANT, HOST_HEADER_VARIANT } from "../../../src/self-check/probe/templates.ts";
import { judged, words } from "./outcomes.ts";
import { arrivalWith, arrived, type Outcome, rounds, SITE, scope, timedOut } from "./shots.ts";

describe("on Container Apps", () => {
  const options = scope({ frontEnd: "container-apps" });

  it("proves authenticity and has no say about demand", () => {
    expect(words(evaluate(rounds(options), options))).toBe("? p ?");
    const findings = evaluate(
      rounds(options, ({ kind }) => (kind === "no-certificate" ? arrived() : undefined)),
      options,
    );
    expect(words(findings)).toBe("? p ?");
    expect(findings.reasons.map(({ question, code }) => `${question} ${code}`)).toEqual([
      "demand no_certificate_admitted_inside",
    ]);
    expect(findings.isHostHeaderOverwritten).toBeUndefined();
  });

  const [hash, cert] = options.sent.a.split(";");
  const chain = cert?.replace("Cert", "Chain");
  const forged = options.sent.b;

  it.each<[string, string, string]>([
    ["the documented form", `${hash};${cert};${chain};`, "? p ?"],
    ["keys in another case", `HASH=${hash?.slice(5).toUpperCase()};${cert}`, "? p ?"],
    ["the hash alone", `${hash}`, "? p ?"],
    ["a subject beside", `${hash};Subject="CN=a;Cert=b,c";${cert}`, "? p ?"],
    ["the hash of A and the certificate B", `${hash};${forged.split(";")[1]}`, "? r ?"],
    ["another hash than A's", `Hash=${"0".repeat(64)};${cert}`, "? ? ?"],
    ["B before A", `${forged},${hash};${cert}`, "? r ?"],
    ["B in another case", forged.toUpperCase(), "? r ?"],
    ["A twice", `${hash};${cert},${hash};${cert}`, "? ? ?"],
    ["a key twice", `${hash};${hash};${cert}`, "? ? ?"],
    ["a chain of two", `${hash};${cert};Chain="abc"`, "? ? ?"],
    ["neither hash nor certificate", 'Subject="CN=a"', "? ? ?"],
    ["something after it", `${hash};${cert}x`, "? ? ?"],
  ])("%s beside a forged header is %s", (_title, line, expected) => {
    expect(judged(options, "forged-beside", arrived(line))).toBe(expected);
  });
});

describe("a line of X-ARR-ClientCert", () => {
  const options = scope();
  const { a, b } = options.sent;

  it.each<[string, string, string]>([
    ["A between markers", `-----BEGIN CERTIFICATE----- ${a} -----END CERTIFICATE-----`, "p p ?"],
    ["A with something before it", `x${a}`, "p ? ?"],
    ["half of A", a.slice(0, 200), "p ? ?"],
    ["A in lower case", a.toLowerCase(), "p ? ?"],
    ["B between markers", `-----BEGIN CERTIFICATE----- ${b} -----END CERTIFICATE-----`, "p r ?"],
    ["B escaped", encodeURIComponent(b), "p r ?"],
    ["B with line breaks", b.replace(/(.{64})/g, "$1 "), "p r ?"],
    ["B's padding lost", b.replace(/=+$/, ""), "p r ?"],
    ["B after a word", `Bearer ${b}`, "p r ?"],
    ["B inside a longer run", `MIIC${b}`, "p ? ?"],
    ["B inside a longer run, by its end", `${b.replace(/=+$/, "")}AAAA`, "p ? ?"],
    ["half of B", b.slice(0, 200), "p ? ?"],
    ["the B of plain HTTP", options.sent.bPlain, "p ? ?"],
    ["a hash of something else", `sha256:${"0".repeat(64)}`, "p ? ?"],
  ])("%s", (_title, line, expected) => {
    expect(judged(options, "forged-beside", arrived(line))).toBe(expected);
  });
});

describe("headers of the front end's own", () => {
  const options = scope({ hostNames: ["Orders.example", "orders-staging.example"] });
  const [line] = [options.sent.a];

  function withHost(...defaultHostName: readonly string[]): Outcome {
    return { ...arrived(line), arrival: { ...arrivalWith(line), defaultHostName } };
  }

  function told({ reasons }: ReturnType<typeof evaluate>): readonly string[] {
    return reasons.map(({ question, code }) => `${question} ${code}`);
  }

  function hostFindings(outcome: Outcome) {
    return evaluate(
      rounds(options, ({ variant }) => (variant.startsWith(HOST_HEADER_VARIANT) ? outcome : undefined)),
      options,
    );
  }

  it.each([["orders.EXAMPLE"], ["orders-staging.example"], ["orders.example:443"]])(
    "WAS-DEFAULT-HOSTNAME is overwritten when it is %s",
    (name) => {
      expect(hostFindings(withHost(name)).isHostHeaderOverwritten).toBe(true);
    },
  );

  it.each<[string, Outcome]>([
    ["the client's", withHost("client-written.invalid")],
    ["the client's and a known one", withHost("client-written.invalid", SITE)],
    ["a known one twice", withHost(SITE, SITE)],
    ["an unknown one", withHost("other.example")],
    ["missing", withHost()],
  ])("WAS-DEFAULT-HOSTNAME is not when it is %s, and that changes nothing else", (_title, outcome) => {
    const findings = hostFindings(outcome);
    expect(findings).toMatchObject({ isHostHeaderOverwritten: false, demand: "proven", authenticity: "proven" });
    expect(told(findings)).toEqual(["host-header host_header_written_by_client"]);
  });

  it("WAS-DEFAULT-HOSTNAME that was never seen is neither, and that changes nothing else", () => {
    const findings = hostFindings(timedOut);
    expect(findings).toMatchObject({ isHostHeaderOverwritten: undefined, demand: "proven", authenticity: "proven" });
    expect(told(findings)).toEqual(["host-header host_header_untried"]);
  });

  it.each(["", ", two lines", ", HTTP/2"])("each form of it has its own say: %j", (form) => {
    const findings = (outcome: Outcome) =>
      evaluate(
        rounds(options, ({ variant }) => (variant === HOST_HEADER_VARIANT + form ? outcome : undefined)),
        options,
      );
    expect(findings(withHost("client-written.invalid")).isHostHeaderOverwritten).toBe(false);
    expect(findings(timedOut).isHostHeaderOverwritten).toBeUndefined();
  });

  it.each([
    ["orders.EXAMPLE", true],
    ["orders-staging.example", false],
  ])("WAS-DEFAULT-HOSTNAME under a record's default name must be that very one: %s, %s", (name, expected) => {
    const all = rounds(options, ({ variant }) =>
      variant.startsWith(HOST_HEADER_VARIANT) ? withHost(name) : undefined,
    );
    const findings = evaluate(all, { ...options, expectedHost: "Orders.example" });
    expect(findings.isHostHeaderOverwritten).toBe(expected);
  });

  it("one exception is enough", () => {
    const once = rounds(options, ({ variant }, index) =>
      variant === HOST_HEADER_VARIANT && index < 12 ? withHost("client-written.invalid") : undefined,
    );
    expect(evaluate(once, options).isHostHeaderOverwritten).toBe(false);
  });

  it("a form that was left out leaves it open", () => {
    const without = rounds(options).map((round) => round.filter(({ shot }) => shot.variant !== HOST_HEADER_VARIANT));
    const findings = evaluate(without, options);
    expect(findings.isHostHeaderOverwritten).toBeUndefined();
    expect(told(findings)).toEqual(["host-header host_header_untried"]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["https", ["https"], []],
    ["nothing", [], []],
    ["http", ["http"], ["forwarded_proto_written_by_client"]],
    ["both in one line", ["http, https"], ["forwarded_proto_written_by_client"]],
    ["both in two", ["https", "HTTP"], ["forwarded_proto_written_by_client"]],
  ])("X-Forwarded-Proto that arrives as %s", (_title, forwardedProto, expected) => {
    const outcome = { ...arrived(line), arrival: { ...arrivalWith(line), forwardedProto } };
    const { reasons } = evaluate(
      rounds(options, ({ variant }) => (variant === FORWARDED_PROTO_VARIANT ? outcome : undefined)),
      options,
    );
    expect(reasons.map(({ code }) => code)).toEqual(expected);
  });

  it("X-Forwarded-Proto that was never seen is told", () => {
    const { reasons } = evaluate(
      rounds(options, ({ variant }) => (variant === FORWARDED_PROTO_VARIANT ? timedOut : undefined)),
      options,
    );
    expect(reasons.map(({ code }) => code)).toEqual(["forwarded_proto_untried"]);
  });
});
