import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/self-check/probe/evaluate.ts";
import { FORWARDED_PROTO_VARIANT, HOST_HEADER_VARIANT } from "../../../src/self-check/probe/plan.ts";
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
    expect(findings.isHostHeaderOverwritten).toBe(false);
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

  function hostFindings(outcome: Outcome) {
    return evaluate(
      rounds(options, ({ variant }) => (variant === HOST_HEADER_VARIANT ? outcome : undefined)),
      options,
    );
  }

  it.each([["orders.EXAMPLE"], ["orders-staging.example"], ["orders.example:443"]])(
    "WAS-DEFAULT-HOSTNAME is overwritten when it is %s",
    (name) => {
      expect(hostFindings(withHost(name)).isHostHeaderOverwritten).toBe(true);
    },
  );

  it.each<[string, Outcome, string]>([
    ["the client's", withHost("client-written.invalid"), "host_header_written_by_client"],
    ["the client's and a known one", withHost("client-written.invalid", SITE), "host_header_written_by_client"],
    ["a known one twice", withHost(SITE, SITE), "host_header_written_by_client"],
    ["an unknown one", withHost("other.example"), "host_header_written_by_client"],
    ["missing", withHost(), "host_header_written_by_client"],
    ["never seen", timedOut, "host_header_untried"],
  ])("WAS-DEFAULT-HOSTNAME is not when it is %s, and that changes nothing else", (_title, outcome, code) => {
    const findings = hostFindings(outcome);
    expect(findings).toMatchObject({ isHostHeaderOverwritten: false, demand: "proven", authenticity: "proven" });
    expect(findings.reasons.map((reason) => `${reason.question} ${reason.code}`)).toEqual([`host-header ${code}`]);
  });

  it("one exception is enough, and so is one host that was left out", () => {
    const once = rounds(options, ({ variant }, index) =>
      variant === HOST_HEADER_VARIANT && index < 12 ? withHost("client-written.invalid") : undefined,
    );
    expect(evaluate(once, options).isHostHeaderOverwritten).toBe(false);
    const without = rounds(options).map((round) => round.filter(({ shot }) => shot.variant !== HOST_HEADER_VARIANT));
    expect(evaluate(without, options).isHostHeaderOverwritten).toBe(false);
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
