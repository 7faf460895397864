import { describe, expect, it } from "vitest";
import type { InspectReport } from "../../../src/cli/inspect/report.ts";
import { createAuthority, createSelfSigned } from "../../../src/testing/index.ts";
import { billing, CONFIGURED, inspect, issue, issuing, report, root, sha256Of, VALIDITY } from "./stage.ts";

const partner = createSelfSigned({
  subject: "CN=partner",
  ...VALIDITY,
});

/** What became of each check, in one line each. */
function checksOf({ judgements }: InspectReport, index = 0): Record<string, string> {
  return Object.fromEntries(judgements[index]?.checks.map(({ check, status }) => [check, status]) ?? []);
}

const PASSED = {
  header: "not-needed",
  certificate: "pass",
  pin: "not-needed",
  validity: "pass",
  key: "pass",
  purpose: "pass",
  profile: "pass",
  path: "pass",
  rules: "pass",
};

describe("who is admitted", () => {
  it("is told with the path and the rule", async () => {
    const said = await report(billing.pem, CONFIGURED);
    expect(said).toMatchObject({ verdict: "admitted", exitCode: 0, configuration: { frontEnd: "app-service" } });
    expect(checksOf(said)).toEqual(PASSED);
    expect(said.judgements).toMatchObject([
      {
        certificate: 0,
        caller: "CN=billing,O=Contoso,C=DE",
        matchedBy: "rule",
        namesVerified: true,
        path: { isComplete: true, holds: "as-judged" },
        rules: {
          more: 0,
          outcomes: [
            {
              rule: "the ALLOWED_* rule",
              matches: true,
              conditions: [{ member: "subject", met: "CN=billing,O=Contoso,C=DE" }],
            },
          ],
        },
        findings: [],
      },
    ]);
    expect(said.judgements[0]?.path?.certificates.map(({ role, sha256 }) => [role, sha256])).toEqual([
      ["caller", sha256Of(billing)],
      ["intermediate", sha256Of(issuing)],
      ["anchor", sha256Of(root)],
    ]);
    const { code, out } = await inspect(["-"], CONFIGURED, billing.pem);
    expect(code).toBe(0);
    expect(out).toContain('Admitted, as the caller "CN=billing,O=Contoso,C=DE".\n');
    expect(out).toMatch(/ pass +path +to a trust anchor, over 1 intermediate\n +0 caller: CN=billing/);
    expect(out).toMatch(/ pass +rules +the ALLOWED_\* rule matches\n/);
  });

  it.each([
    [`sha256:${sha256Of(partner)}`, "pinned-certificate", true, "it is pinned"],
    [partner.pem, "pinned-certificate", true, "it is pinned"],
  ])("may be pinned: %.20s", async (pin, matchedBy, namesVerified, text) => {
    const said = await report(partner.pem, { CLIENT_CERT_PINNED: pin });
    expect(said.judgements).toMatchObject([{ verdict: "admitted", matchedBy, namesVerified, path: null, rules: null }]);
    expect(checksOf(said)).toEqual({
      ...PASSED,
      pin: "pass",
      purpose: "not-needed",
      profile: "not-needed",
      path: "not-needed",
      rules: "not-needed",
    });
    expect((await inspect(["-"], { CLIENT_CERT_PINNED: pin }, partner.pem)).out).toContain(text);
  });

  it("may be pinned by the key that the description offers", async () => {
    const { certificates } = await report(partner.pem);
    const said = await report(partner.pem, { CLIENT_CERT_PINNED: certificates[0]?.ready.keyPin });
    expect(said.judgements).toMatchObject([{ verdict: "admitted", matchedBy: "pinned-key", namesVerified: false }]);
  });

  it("may be anybody of the anchors", async () => {
    const environment = { CLIENT_CERT_TRUST_ANCHORS: issuing.pem, CLIENT_CERT_ALLOW: "any-from-anchors" };
    expect((await report(billing.pem, environment)).judgements).toMatchObject([
      { verdict: "admitted", allow: "any-from-anchors", rules: null },
    ]);
    expect((await inspect(["-"], environment, billing.pem)).out).toContain("any-from-anchors: every caller");
  });

  it("may be made for servers, where a rule says so", async () => {
    const server = issue({ extKeyUsage: ["serverAuth"], subjectAltName: ["dns:a.example"] });
    const environment = {
      CLIENT_CERT_TRUST_ANCHORS: issuing.pem,
      CLIENT_CERT_ALLOWED_SANS: "dns:a.example",
      CLIENT_CERT_EKU: "clientAuth-or-serverAuth",
    };
    const said = await report(server.pem, environment);
    expect(said.verdict).toBe("admitted");
    expect(said.judgements[0]?.rules?.outcomes).toMatchObject([{ matches: true }]);
  });

  it("is judged each alone where there are several, and one who is refused refuses all", async () => {
    const other = issue({ subject: "CN=orders" });
    const said = await report(billing.pem + issuing.pem + other.pem, CONFIGURED);
    expect(said).toMatchObject({ verdict: "refused", exitCode: 1 });
    expect(said.judgements).toMatchObject([
      { certificate: 0, verdict: "admitted" },
      { certificate: 2, verdict: "refused" },
    ]);
    const { out } = await inspect(["-"], CONFIGURED, billing.pem + issuing.pem + other.pem);
    expect(out).toContain("Refused: 1 of 2 callers.");
    expect(out).toContain("Verdict on certificate 3: refused\n");
  });
});

describe("who is refused", () => {
  const stranger = createAuthority({ subject: "CN=Other Root" }).issue({
    subject: "CN=billing,O=Contoso,C=DE",
    ...VALIDITY,
  });
  const expired = root.crossSign(issuing, { ...VALIDITY, notAfter: new Date("2026-06-01T00:00:00Z") });
  const forged = createAuthority({ subject: "CN=Contoso Issuing,O=Contoso,C=DE" }).issue({
    subject: "CN=billing,O=Contoso,C=DE",
    ...VALIDITY,
  });

  it.each<
    [string, { readonly pem: string }, Readonly<Record<string, string>>, string, Readonly<Record<string, string>>]
  >([
    [
      "by its validity",
      issue({ subject: "CN=billing,O=Contoso,C=DE", notAfter: new Date("2026-06-01T00:00:00Z") }),
      CONFIGURED,
      "certificate_expired",
      { validity: "fail", key: "pass", purpose: "pass", path: "not-asked", rules: "not-asked" },
    ],
    [
      "before its validity",
      issue({ notBefore: new Date("2026-07-01T00:00:00Z") }),
      CONFIGURED,
      "certificate_not_yet_valid",
      { validity: "fail", path: "not-asked" },
    ],
    ["by its key", issue({ key: "rsa-1024" }), CONFIGURED, "public_key_not_allowed", { validity: "pass", key: "fail" }],
    [
      "by its purpose",
      issue({ extKeyUsage: ["serverAuth"] }),
      CONFIGURED,
      "extended_key_usage_not_allowed",
      { purpose: "fail", profile: "pass", path: "not-asked" },
    ],
    ["as a CA", root, CONFIGURED, "ca_as_client", { purpose: "fail" }],
    ["by its issuer", stranger, CONFIGURED, "issuer_unknown", { validity: "pass", path: "fail", rules: "not-asked" }],
    [
      "by the validity of its issuer",
      billing,
      { ...CONFIGURED, CLIENT_CERT_INTERMEDIATES: expired.pem },
      "certificate_expired",
      { validity: "pass", path: "fail", rules: "not-asked" },
    ],
    ["by its signature", forged, CONFIGURED, "signature_invalid", { path: "fail", rules: "not-asked" }],
    [
      "without its intermediate",
      billing,
      { ...CONFIGURED, CLIENT_CERT_INTERMEDIATES: createAuthority().createIntermediate().pem },
      "issuer_unknown",
      { path: "fail" },
    ],
    [
      "by the rules",
      issue({ subject: "CN=orders,O=Contoso,C=DE" }),
      CONFIGURED,
      "subject_not_allowed",
      { path: "pass", rules: "fail" },
    ],
    [
      "by the pins",
      billing,
      { CLIENT_CERT_PINNED: `sha256:${"ab".repeat(32)}` },
      "not_pinned",
      { certificate: "pass", pin: "fail", validity: "not-asked", path: "not-needed", rules: "not-needed" },
    ],
    [
      "by the validity of what is pinned",
      partner,
      { CLIENT_CERT_PINNED: `sha256:${sha256Of(partner)}`, at: "2027-06-01" },
      "certificate_expired",
      { pin: "pass", validity: "fail", path: "not-needed" },
    ],
  ])("%s", async (_, { pem }, { at, ...environment }, code, checks) => {
    const argv = at === undefined ? [] : ["--at", at];
    const said = await report(pem, environment, argv);
    expect(said).toMatchObject({ verdict: "refused", exitCode: 1 });
    expect(said.judgements).toMatchObject([{ verdict: "refused", code, caller: null, matchedBy: null }]);
    expect(checksOf(said)).toMatchObject(checks);
    const [finding] = said.judgements[0]?.findings.filter((found) => found.code === code) ?? [];
    const { out } = await inspect(["-", ...argv], environment, pem);
    expect(out).toContain(`Refused [${code}].\n`);
    const flat = out.replace(/\s+/g, " ");
    for (const text of [finding?.explanation, finding?.meaning, finding?.remedy]) {
      expect(flat).toContain(text?.replace(/\s+/g, " "));
    }
    const failed = Object.entries(checksOf(said)).filter(([, status]) => status === "fail");
    expect(failed.length).toBeGreaterThan(0);
    for (const [check] of failed) expect(out).toMatch(new RegExp(` FAIL +${check} `));
  });

  it("hears of a path that there would be, and of the rule that would match", async () => {
    const { judgements } = await report(billing.pem, CONFIGURED, ["--at", "2027-06-01"]);
    expect(judgements[0]?.path).toMatchObject({ isComplete: true, holds: "otherwise" });
    expect(judgements[0]?.rules?.outcomes).toMatchObject([{ matches: true }]);
    const { out } = await inspect(["-", "--at", "2027-06-01"], CONFIGURED, billing.pem);
    expect(out).toMatch(/not asked +path +apart from what is told above there is one:/);
    expect(out).toMatch(/not asked +rules +the ALLOWED_\* rule would match/);
  });

  it("sees how far the path goes", async () => {
    const { judgements } = await report(stranger.pem, CONFIGURED);
    expect(judgements[0]?.path).toMatchObject({ isComplete: false, holds: "no", certificates: [{ role: "caller" }] });
    expect((await report(forged.pem, CONFIGURED)).judgements[0]?.path).toMatchObject({ isComplete: true, holds: "no" });
  });
});
