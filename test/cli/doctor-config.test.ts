import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { VARIABLE_NAMES } from "../../src/config/variables.ts";
import { CONFIGURED, openStage, root, run } from "./stage.ts";

describe("doctor --config", () => {
  it("has every variable with its origin and what counts", async () => {
    const { doctor } = await openStage();
    const { code, out } = await doctor(["--config"]);
    const rows = out.slice(out.indexOf("\nConfiguration\n"));
    const names = [...rows.matchAll(/^ {2}(CLIENT_CERT_\w+) /gm)].map(([, name]) => name);
    expect(code).toBe(0);
    expect(names).toEqual(VARIABLE_NAMES);
    expect(rows).toMatch(/^ {2}CLIENT_CERT_ENFORCE +default +on$/m);
    expect(rows).toMatch(/^ {2}CLIENT_CERT_FRONT_END +host +app-service: header X-ARR-ClientCert$/m);
    expect(rows).toMatch(/^ {2}CLIENT_CERT_ALLOWED_SUBJECTS +environment +CN=billing,O=Contoso,C=DE$/m);
    expect(rows).toMatch(/^ {2}CLIENT_CERT_INTERMEDIATES +default +none$/m);
    expect(rows).toMatch(/^ {2}CLIENT_CERT_OPEN_PATHS +environment\n {6}\/healthz$/m);
    expect(rows).toMatch(/^ {2}CLIENT_CERT_CLOCK_SKEW_SECONDS +default +60 s before, 0 s after$/m);
    expect(rows).toMatch(/^ {2}CLIENT_CERT_HOST_RESOURCE_ID +host\n {6}\/subscriptions\/\S+\/sites\/orders-api$/m);
  });

  it("shows certificates as subject, expiry and SHA-256, and never as PEM", async () => {
    const { doctor } = await openStage();
    const { out } = await doctor(["--config"]);
    const sha256 = new X509Certificate(root.pem).fingerprint256.replaceAll(":", "").toLowerCase();
    expect(out).toContain(`      CN=Contoso Root,O=Contoso,C=DE\n        expires 2049-12-31, sha256 ${sha256}\n`);
    expect(out).not.toContain("BEGIN CERTIFICATE");
    expect(out.split("\n").filter((line) => line.length > 100 && !/^ *\/subscriptions/.test(line))).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      "pins",
      { CLIENT_CERT_PINNED: `sha256:${"AB".repeat(32)}` },
      new RegExp(`CLIENT_CERT_PINNED +environment\\n {6}sha256:${"ab".repeat(32)}\\n`),
    ],
    [
      "report mode, in capitals and with its end",
      { CLIENT_CERT_ENFORCE: "report", CLIENT_CERT_REPORT_UNTIL: "2099-01-31" },
      /CLIENT_CERT_ENFORCE +environment +REPORT ONLY until 2099-/,
    ],
    ["the self-check that is off, in capitals", { CLIENT_CERT_SELF_CHECK: "off" }, /SELF_CHECK +environment +OFF: /],
    [
      "warnings",
      { CLIENT_CERT_COLOUR: "red" },
      /Configuration warnings\n {2}CLIENT_CERT_COLOUR: .*\[variable_ignored\]/s,
    ],
  ])("tells %s", async (_, variables, text) => {
    const { doctor, azure } = await openStage();
    Object.assign(azure.environment, variables);
    expect((await doctor(["--config"])).out).toMatch(text);
  });

  it("tells of `any-from-anchors` what it means", async () => {
    const { doctor, azure } = await openStage();
    Object.assign(azure.environment, {
      CLIENT_CERT_ALLOWED_SUBJECTS: undefined,
      CLIENT_CERT_ALLOW: "any-from-anchors",
    });
    expect((await doctor(["--config"])).out).toMatch(/CLIENT_CERT_ALLOW +environment +any-from-anchors: EVERY/);
  });

  it("is exit 1 with a problem, told with code, place and remedy, though the host is good", async () => {
    const { doctor, azure } = await openStage();
    azure.environment["CLIENT_CERT_OPEN_PATHS"] = "/healthz;/a/../b";
    const { code, out } = await doctor(["--config"]);
    expect(code).toBe(1);
    expect(out).toContain("The certificate header may be trusted");
    expect(out).toMatch(/First:\n {2}Write the path as it stands/);
    expect(out).toMatch(/ {2}CLIENT_CERT_OPEN_PATHS, entry 2: .+\[open_path_malformed\]/s);
    expect((await doctor()).code).toBe(0);
  });

  it("shows no value while there is a problem, since any of them may hold a secret", async () => {
    const { doctor, azure } = await openStage();
    const key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleQ==\n-----END PRIVATE KEY-----";
    Object.assign(azure.environment, {
      CLIENT_CERT_INTERMEDIATES: key,
      CLIENT_CERT_ALLOWED_SANS: "dns:hunter2",
      CLIENT_CERT_CLOCK_SKEW_SECONDS: "hunter2",
    });
    const { code, out } = await doctor(["--config"]);
    expect(code).toBe(1);
    expect(out).toContain("[private_key]");
    expect(out).not.toContain("c2VjcmV0LWtleQ");
    expect(out).toMatch(/^ {2}CLIENT_CERT_ALLOWED_SANS +set$/m);
    expect(out).not.toContain("dns:hunter2");
    expect((await doctor(["--config", "--json"])).out).not.toContain("dns:hunter2");
  });

  it("is told off Azure too, where no host can be good", async () => {
    const environment = { ...CONFIGURED, CLIENT_CERT_FRONT_END: "app-service", CLIENT_CERT_SELF_CHECK: "off" };
    const good = await run(["--config"], { environment });
    expect(good.code).toBe(2);
    expect(good.out).toMatch(/^No host was asked about\.\n/);
    expect(good.out).toContain("--resource-id <id>");
    expect(good.out).toMatch(/Resource Manager +not asked/);
    const bad = await run(["--config"], { environment: CONFIGURED });
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/First:\n {2}On your own machine `npx azure-client-cert dev --target /);
  });

  it("tells the front end, the header it reads and the trusted peers", async () => {
    const proxy = {
      ...CONFIGURED,
      CLIENT_CERT_FRONT_END: '{"name":"custom","header":"X-SSL-Cert","encoding":"escaped-pem"}',
      CLIENT_CERT_TRUSTED_PEERS: "10.0.0.4;10.1.0.0/24",
    };
    const { out } = await run(["--config"], { environment: proxy });
    expect(out).toMatch(/^ {2}CLIENT_CERT_FRONT_END +environment +custom: header X-SSL-Cert, escaped-pem$/m);
    expect(out).toMatch(/^ {2}CLIENT_CERT_TRUSTED_PEERS +environment\n {6}10\.0\.0\.4\n {6}10\.1\.0\.0\/24$/m);
    expect(out).toMatch(/^ {2}CLIENT_CERT_SELF_CHECK +default +off: there is no host to ask; the trusted peers take/m);
    const open = await run(["--config"], { environment: { ...proxy, CLIENT_CERT_TRUSTED_PEERS: "network-enforced" } });
    expect(open.out).toMatch(/^ {2}CLIENT_CERT_TRUSTED_PEERS +environment +NETWORK-ENFORCED: /m);
  });

  it("judges access restrictions where the app reads a gateway's header, without being told", async () => {
    const { azure, doctor } = await openStage();
    azure.environment["CLIENT_CERT_FRONT_END"] = "rfc9440";
    const { asked, because } = JSON.parse((await doctor(["--json"])).out);
    expect(asked).toMatchObject({ frontEnd: "gateway" });
    expect(because).toBe("not_demanded");
    expect(JSON.parse((await doctor(["--json", "--front-end", "host"])).out).asked).toMatchObject({ frontEnd: "host" });
  });

  it("does not tell cases of names apart on Windows", async () => {
    const { azure, doctor } = await openStage();
    const { CLIENT_CERT_OPEN_PATHS, ...others } = azure.environment;
    const environment = { ...others, Client_Cert_Open_Paths: CLIENT_CERT_OPEN_PATHS };
    const argv = ["--config", "--json"];
    const { out } = await doctor(argv, { environment, platform: "win32" });
    const { settings } = JSON.parse(out).configuration as { settings: { variable: string; origin: string }[] };
    const row = settings.find(({ variable }) => variable === "CLIENT_CERT_OPEN_PATHS");
    expect(row?.origin).toBe("environment");
  });
});
