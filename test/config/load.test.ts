import { afterEach, describe, expect, it, test } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import { ConfigurationError } from "../../src/errors.ts";
import { client, issuing, load, problemsWith, RIGHT, root, type Variables } from "./fixtures.ts";

describe("a configuration", () => {
  it("that is right gives settings, and nothing to complain of", () => {
    const { trustAnchors, allow, selfCheck, frontEnd, warnings } = load();
    expect(trustAnchors.map(({ subject }) => subject.toString())).toEqual(["CN=Contoso Root,O=Contoso,C=DE"]);
    expect(allow).toHaveLength(1);
    expect({ selfCheck, frontEnd, warnings }).toEqual({
      selfCheck: "off",
      frontEnd: { name: "app-service" },
      warnings: [],
    });
  });

  it("tells everything that is wrong at once", () => {
    const problems = problemsWith(
      {
        WEBSITE_SITE_NAME: undefined,
        CLIENT_CERT_TRUST_ANCHORS: client.pem,
        CLIENT_CERT_INTERMEDIATES: client.pem,
        CLIENT_CERT_PINNED: "a9".repeat(20),
        CLIENT_CERT_ALLOWED_SUBJECTS: "SN=1;CN",
        CLIENT_CERT_ALLOWED_SANS: "a.example",
        CLIENT_CERT_EKU: "any",
        CLIENT_CERT_OPEN_PATHS: "/*;healthz",
        CLIENT_CERT_ENFORCE: "yes",
        CLIENT_CERT_SELF_CHECK: "prove",
        CLIENT_CERT_CLOCK_SKEW_SECONDS: "1h",
        CLIENT_CERT_REVOCATION: "on",
        CLIENT_CERT_ALLOW_LIST: "x",
      },
      { conformance: "loose", trustedProxies: 1 },
    );
    expect(new Set(problems.map(({ source }) => source))).toEqual(
      new Set([
        "CLIENT_CERT_TRUST_ANCHORS",
        "CLIENT_CERT_INTERMEDIATES",
        "CLIENT_CERT_PINNED",
        "CLIENT_CERT_EKU",
        "CLIENT_CERT_OPEN_PATHS",
        "CLIENT_CERT_ENFORCE",
        "CLIENT_CERT_SELF_CHECK",
        "CLIENT_CERT_CLOCK_SKEW_SECONDS",
        "CLIENT_CERT_REVOCATION",
        "CLIENT_CERT_ALLOW_LIST",
        "CLIENT_CERT_FRONT_END",
        "conformance",
        "trustedProxies",
        "CLIENT_CERT_ALLOWED_SUBJECTS",
        "CLIENT_CERT_ALLOWED_SANS",
      ]),
    );
  });

  it("prints each problem with its place, its remedy and its code, on lines that a terminal can show", () => {
    const bad = () =>
      loadSettings({ env: { ...RIGHT, CLIENT_CERT_ENFORCE: "o\u001b[31mn\u202e", CLIENT_CERT_OPEN_PATHS: "/a;b" } });
    expect(bad).toThrow(ConfigurationError);
    expect(bad).toThrow(/CLIENT_CERT_OPEN_PATHS, entry 2: .*\n {6}Write the path.*\[open_path_malformed\]/);
    expect(bad).toThrow(/^[\n\x20-\x7e]*$/);
  });

  it("never falls back: with any needed part gone, or read in vain, there are no settings", () => {
    for (const name of ["WEBSITE_SITE_NAME", "CLIENT_CERT_TRUST_ANCHORS", "CLIENT_CERT_ALLOWED_SUBJECTS"]) {
      expect(problemsWith({ [name]: undefined }).length, name).toBeGreaterThan(0);
      expect(problemsWith({ [name]: " " }).length, name).toBeGreaterThan(0);
      expect(
        problemsWith({ [name]: "@Microsoft.KeyVault(SecretUri=x)" }).length > 0 || name === "WEBSITE_SITE_NAME",
      ).toBe(true);
    }
    expect(() => loadSettings({ env: {} })).toThrow(ConfigurationError);
  });
});

describe("without `env`", () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(RIGHT)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it("the process's own variables are read", () => {
    expect(() => loadSettings()).toThrow(/trust_missing/);
    Object.assign(process.env, RIGHT);
    expect(loadSettings().trustAnchors).toHaveLength(1);
    expect(() => loadSettings({ env: {} })).toThrow(/trust_missing/);
  });
});

/** What a new user writes, and the words that must come back. */
const TYPICAL: readonly (readonly [title: string, variables: Variables, says: readonly RegExp[]])[] = [
  [
    "nothing at all",
    Object.fromEntries(Object.keys(RIGHT).map((name) => [name, undefined])),
    [/CLIENT_CERT_TRUST_ANCHORS=/, /CLIENT_CERT_FRONT_END=app-service/, /CLIENT_CERT_SELF_CHECK=off/],
  ],
  [
    "the client's certificate as trust anchor",
    { CLIENT_CERT_TRUST_ANCHORS: client.pem },
    [/CN=billing,O=Contoso,C=DE is no authority's certificate/, /move it to CLIENT_CERT_PINNED/],
  ],
  [
    "the Key Vault secret of a certificate, key included",
    { CLIENT_CERT_TRUST_ANCHORS: `${client.privateKeyPem}${client.pem}` },
    [/holds a private key/, /replace the key/, /az keyvault certificate download/],
  ],
  [
    "a Key Vault reference that was not resolved",
    { CLIENT_CERT_TRUST_ANCHORS: "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/root)" },
    [/could not resolve/, /Key Vault Secrets User/],
  ],
  [
    "the thumbprint that the portal shows",
    { CLIENT_CERT_PINNED: "3F2A9C0D1E4B5A6978877665544332211000FFEE" },
    [/SHA-1 never pins/, /sha256:/],
  ],
  [
    "anchors and no rule",
    { CLIENT_CERT_ALLOWED_SUBJECTS: undefined },
    [/nothing says which of their clients to admit/, /CLIENT_CERT_ALLOW=any-from-anchors/],
  ],
  [
    "a star for everyone",
    { CLIENT_CERT_ALLOWED_SUBJECTS: undefined, CLIENT_CERT_ALLOW: "*" },
    [/"\*" is neither JSON nor the words "any-from-anchors"/],
  ],
  [
    "rules as an object",
    { CLIENT_CERT_ALLOWED_SUBJECTS: undefined, CLIENT_CERT_ALLOW: '{"subject":"CN=billing"}' },
    [/a list, not an object/i, /\[\{"name":"billing"/],
  ],
  [
    "a file that is not in the package",
    { CLIENT_CERT_TRUST_ANCHORS: "./certs/root.pem" },
    [/"\.\/certs\/root\.pem" does not exist \(ENOENT\)/, /relative to "/],
  ],
  ["report mode without an end", { CLIENT_CERT_ENFORCE: "report" }, [/CLIENT_CERT_REPORT_UNTIL=2026-12-31/]],
  ["a wildcard over everything", { CLIENT_CERT_OPEN_PATHS: "/*" }, [/switches the protection off/]],
  [
    "a name as the browser shows it",
    { CLIENT_CERT_ALLOWED_SUBJECTS: "billing" },
    [/CLIENT_CERT_ALLOWED_SUBJECTS/, /rule_distinguished_name_invalid/],
  ],
  [
    "half of a pair of PEM markers",
    { CLIENT_CERT_INTERMEDIATES: issuing.pem.slice(0, 500) },
    [/CLIENT_CERT_INTERMEDIATES/, /BEGIN or END line lacks its other half/],
  ],
  [
    "a setting's name in the singular",
    { CLIENT_CERT_TRUST_ANCHOR: root.pem },
    [/Did you mean CLIENT_CERT_TRUST_ANCHORS\?/],
  ],
];

describe("what a new user gets wrong", () => {
  test.each(TYPICAL)("%s", (_, variables, says) => {
    const attempt = () => loadSettings({ env: { ...RIGHT, ...variables } });
    for (const words of says) expect(attempt).toThrow(words);
  });
});
