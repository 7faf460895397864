import { describe, expect, it } from "vitest";
import { base64, billing, CONFIGURED, fileWith, inspect, issue, report, root } from "./stage.ts";

const dotenv = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}="${value}"`)
    .join("\n");

describe("the configuration", () => {
  it("is needed for a verdict, and its absence is no error", async () => {
    for (const environment of [{}, { CLIENT_CERT_SELF_CHECK: "off", CLIENT_CERT_KEY: "x", PATH: "/bin" }]) {
      const said = await report(billing.pem, environment);
      expect(said).toMatchObject({ verdict: "described", exitCode: 0, configuration: null, judgements: [] });
      expect(said.notes).toEqual(["No verdict: no CLIENT_CERT_* variable says whom to trust."]);
    }
  });

  it("is not looked at with --no-verdict", async () => {
    const said = await report(billing.pem, { ...CONFIGURED, CLIENT_CERT_ALLOW: "broken" }, ["--no-verdict"]);
    expect(said).toMatchObject({ verdict: "described", exitCode: 0, configuration: null, notes: [] });
  });

  it("may come from a file, which takes the place of the environment", async () => {
    const file = fileWith(dotenv(CONFIGURED), "app.env");
    const said = await report(billing.pem, { CLIENT_CERT_ALLOW: "broken" }, ["--env-file", file]);
    expect(said).toMatchObject({ verdict: "admitted", configuration: { from: "env-file", problems: [] } });
  });

  it("may come from a file with a byte order mark, or in UTF-16", async () => {
    const german = { ...CONFIGURED, CLIENT_CERT_ALLOWED_SUBJECTS: "CN=M\u00fcller" };
    const pem = issue({ subject: "CN=M\u00fcller" }).pem;
    const text = `\ufeff${dotenv(german)}`;
    for (const content of [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")]) {
      expect((await report(pem, {}, ["--env-file", fileWith(content, "app.env")])).verdict).toBe("admitted");
    }
  });

  it("that was named as a file and says nothing of trust is broken, so that no pipeline takes it for a yes", async () => {
    const said = await report(billing.pem, {}, ["--env-file", fileWith("OTHER=1\n", "app.env")]);
    expect(said).toMatchObject({
      verdict: "misconfigured",
      exitCode: 1,
      configuration: { problems: [{ code: "trust_missing" }] },
    });
  });

  it("with a slip in the name of a variable is broken too", async () => {
    const said = await report(billing.pem, { CLIENT_CERT_TRUST_ANCHOR: root.pem });
    expect(said.verdict).toBe("misconfigured");
    expect(said.configuration?.problems.map(({ code }) => code)).toContain("variable_unknown");
  });

  it("with problems is exit 1 with each of them and its remedy, and the certificate is described", async () => {
    const environment = { ...CONFIGURED, CLIENT_CERT_ALLOWED_SUBJECTS: "SN=x", CLIENT_CERT_ENFORCE: "of" };
    const said = await report(billing.pem, environment);
    expect(said).toMatchObject({ verdict: "misconfigured", exitCode: 1, judgements: [] });
    expect(said.configuration?.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["rule_distinguished_name_invalid", "value_not_allowed"]),
    );
    expect(said.certificates).toHaveLength(1);
    const { code, out } = await inspect(["-"], environment, billing.pem);
    expect(code).toBe(1);
    expect(out).toMatch(/Configuration problems\n.*CLIENT_CERT_.*\[value_not_allowed\]/s);
  });

  it("never shows a key that stands in it", async () => {
    const key = billing.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const environment = { ...CONFIGURED, CLIENT_CERT_INTERMEDIATES: key };
    for (const argv of [["-"], ["-", "--json"]]) {
      const { code, out, err } = await inspect(argv, environment, billing.pem);
      expect(code).toBe(1);
      expect(out + err).not.toContain(key.split("\n")[1]?.slice(0, 16));
    }
  });

  it.each([
    ["nothing of a host", {}],
    ["App Service", { WEBSITE_SITE_NAME: "orders" }],
    ["Container Apps", { CONTAINER_APP_NAME: "orders" }],
    ["an Azure front end", { CLIENT_CERT_FRONT_END: "app-service" }],
    ["a self-check that must run on Azure", { CLIENT_CERT_SELF_CHECK: "prove" }],
    ["a front end whose peers only the host knows", { CLIENT_CERT_FRONT_END: "rfc9440" }],
  ])("is taken off Azure with %s in it, and nobody is asked", async (_, variables) => {
    const said = await report(billing.pem, { ...CONFIGURED, ...variables });
    expect(said.configuration?.problems).toEqual([]);
    expect(said.configuration?.warnings.map(({ code }) => code)).toEqual([]);
    expect(said.verdict).toBe("admitted");
  });

  it("is broken where it would be on its host", async () => {
    const both = { ...CONFIGURED, WEBSITE_SITE_NAME: "orders", CONTAINER_APP_NAME: "orders" };
    expect((await report(billing.pem, both)).configuration?.problems).toMatchObject([{ code: "front_end_undecided" }]);
    const peers = { ...CONFIGURED, CLIENT_CERT_FRONT_END: "rfc9440", CLIENT_CERT_TRUSTED_PEERS: "10.0.0.400" };
    expect((await report(`:${base64(billing.der)}:`, peers)).configuration?.problems).toMatchObject([
      { code: "trusted_peer_malformed" },
    ]);
    const selfCheck = { ...CONFIGURED, CLIENT_CERT_FRONT_END: "app-service", CLIENT_CERT_SELF_CHECK: "of" };
    expect((await report(billing.pem, selfCheck)).verdict).toBe("misconfigured");
  });

  it("has its warnings told", async () => {
    const { out } = await inspect(["-"], { ...CONFIGURED, CLIENT_CERT_COLOUR: "x" }, billing.pem);
    expect(out).toMatch(/Configuration warnings\n.*\[variable_ignored\]/s);
  });

  it("in report mode refuses in the verdict, and says that the guard lets everyone through", async () => {
    const environment = { ...CONFIGURED, CLIENT_CERT_ENFORCE: "report", CLIENT_CERT_REPORT_UNTIL: "2026-12-31" };
    const said = await report(issue({ subject: "CN=orders" }).pem, environment);
    expect(said).toMatchObject({ verdict: "refused", exitCode: 1, configuration: { enforce: "report" } });
    expect(said.notes.join(" ")).toContain("CLIENT_CERT_ENFORCE is report");
  });

  it("is judged at the moment that was asked for, with its tolerance", async () => {
    const environment = { ...CONFIGURED, CLIENT_CERT_CLOCK_SKEW_SECONDS: "60" };
    const at = async (moment: string) => (await report(billing.pem, environment, ["--at", moment])).verdict;
    expect(await at("2027-01-01T00:00:59Z")).toBe("admitted");
    expect(await at("2027-01-01T00:01:00Z")).toBe("refused");
    expect(await at("2025-12-31T23:59:00Z")).toBe("admitted");
    expect(await at("2025-12-31T23:58:59Z")).toBe("refused");
  });
});
