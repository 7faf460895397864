import { describe, expect, it, test } from "vitest";
import { longestValue, readEnvironment } from "../../src/config/environment.ts";
import { Problems } from "../../src/config/problems.ts";
import { classifyVariable, VARIABLES_NOT_BUILT } from "../../src/config/variable-names.ts";
import { VARIABLE_NAMES, VARIABLES } from "../../src/config/variables.ts";
import type { ConfigurationProblem } from "../../src/errors.ts";
import { load, onlyProblem, problemsWith, RIGHT, root, type Variables } from "./fixtures.ts";

const outcome = (name: string): string => {
  const classified = classifyVariable(name, VARIABLE_NAMES);
  return classified.kind === "near" ? classified.meant : classified.kind;
};

describe("a variable's name", () => {
  it("is known when this version reads it", () => {
    for (const name of VARIABLE_NAMES) expect(outcome(name)).toBe("known");
  });

  test.each([...VARIABLES_NOT_BUILT.keys()])("%s is an error: this version does not have it", (name) => {
    const problem = onlyProblem("variable_not_built", name, problemsWith({ [name]: "x" }));
    expect(problem.message).toContain(String(VARIABLES_NOT_BUILT.get(name)));
  });

  test.each([
    // slips
    ["CLIENT_CERT_TRUST_ANCHOR", "CLIENT_CERT_TRUST_ANCHORS"],
    ["CLIENT_CERT_TRUSTANCHORS", "CLIENT_CERT_TRUST_ANCHORS"],
    ["CLIENT_CERT_TRUST_ACHNORS", "CLIENT_CERT_TRUST_ANCHORS"],
    ["CLIENT_CERT_INTERMEDIATE", "CLIENT_CERT_INTERMEDIATES"],
    ["CLIENT_CERT_ALOW", "CLIENT_CERT_ALLOW"],
    ["CLIENT_CERT_ALLOWED", "CLIENT_CERT_ALLOW"],
    ["CLIENT_CERT_ALLOWED_SUBJECT", "CLIENT_CERT_ALLOWED_SUBJECTS"],
    ["CLIENT_CERT_ALLOW_ISSUERS", "CLIENT_CERT_ALLOWED_ISSUERS"],
    ["CLIENT_CERT_OPEN_PATH", "CLIENT_CERT_OPEN_PATHS"],
    ["CLIENT_CERT_ENFORCED", "CLIENT_CERT_ENFORCE"],
    ["CLIENT_CERT_EKUS", "CLIENT_CERT_EKU"],
    ["CLIENT_CERT_SELFCHECK", "CLIENT_CERT_SELF_CHECK"],
    ["CLIENT_CERT_CRL", "CLIENT_CERT_CRLS"],
    ["CLIENT_CERT_PROB_KEY", "CLIENT_CERT_PROBE_KEY"],
    // wrong endings and beginnings
    ["CLIENT_CERT_TRUST_ANCHORS_FILE", "CLIENT_CERT_TRUST_ANCHORS"],
    ["CLIENT_CERT_TRUST_ANCHOR_FILE", "CLIENT_CERT_TRUST_ANCHORS"],
    ["CLIENT_CERT_INTERMEDIATES_PEM", "CLIENT_CERT_INTERMEDIATES"],
    ["CLIENT_CERT_PINNED_KEY", "CLIENT_CERT_PINNED"],
    ["CLIENT_CERT_ALLOW_PATH", "CLIENT_CERT_ALLOW"],
    ["CLIENT_CERT_PARTNER_TRUST_ANCHORS", "CLIENT_CERT_TRUST_ANCHORS"],
    ["CLIENT_CERT_CLOCK_SKEW", "CLIENT_CERT_CLOCK_SKEW_SECONDS"],
    ["CLIENT_CERT_CLOCK_SKEW_SECOND", "CLIENT_CERT_CLOCK_SKEW_SECONDS"],
    ["CLIENT_CERT_SUBJECTS", "CLIENT_CERT_ALLOWED_SUBJECTS"],
    ["CLIENT_CERT_SANS", "CLIENT_CERT_ALLOWED_SANS"],
    ["CLIENT_CERT_ALLOWED_ROLES", "CLIENT_CERT_ALLOW"],
    // case and separators
    ["client_cert_allow", "CLIENT_CERT_ALLOW"],
    ["Client_Cert_Allow", "CLIENT_CERT_ALLOW"],
    ["CLIENT_CERT_allow", "CLIENT_CERT_ALLOW"],
    ["CLIENT_CERT__ALLOW", "CLIENT_CERT_ALLOW"],
    ["CLIENT-CERT-OPEN-PATHS", "CLIENT_CERT_OPEN_PATHS"],
    ["CLIENTCERT_ALLOW", "CLIENT_CERT_ALLOW"],
    ["CLIENT_CERTS_ALLOW", "CLIENT_CERT_ALLOW"],
    ["CLIENT_CERTIFICATE_TRUST_ANCHORS", "CLIENT_CERT_TRUST_ANCHORS"],
  ])("%s was meant as %s", (name, meant) => {
    expect(outcome(name)).toBe(meant);
    const problem = onlyProblem("variable_unknown", name, problemsWith({ [name]: "x" }));
    expect(problem.message).toContain(meant);
    expect(problem.remedy).toContain(meant);
  });

  test.each([
    "CLIENT_CERT_PATH",
    "CLIENT_CERT_KEY",
    "CLIENT_CERT_FILE",
    "CLIENT_CERT_PASSWORD",
    "CLIENT_CERT_PASSPHRASE",
    "CLIENT_CERT_PFX",
    "CLIENT_CERT_PEM",
    "CLIENT_CERT_KEY_PATH",
    "CLIENT_CERT_CA_FILE",
    "CLIENT_CERT_PRIVATE_KEY",
    "CLIENT_CERT_PUBLIC_KEY",
    "CLIENT_CERT_SAP_PFX",
    "CLIENT_CERT_KEY_PASSWORD",
    "CLIENT_CERT",
    "CLIENT_CERTIFICATE",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "CLIENT_CERTIFICATE_PASSWORD",
    "APPSETTING_CLIENT_CERT_ALLOW",
    "WEBSITE_CLIENT_CERT_MODE",
    "PATH",
    "MY_CLIENT_CERT_ALLOW",
  ])("%s is somebody else's", (name) => {
    expect(outcome(name)).toBe("foreign");
    expect(load({ [name]: "x" }).warnings).toEqual([]);
  });

  test.each([
    "CLIENT_CERT_MODE",
    "CLIENT_CERT_HEADER",
    "CLIENT_CERT_TRUST",
    "CLIENT_CERT_THUMBPRINT",
    "CLIENT_CERT_ENABLED",
    "CLIENT_CERT_",
  ])("%s is nobody's and gets one warning", (name) => {
    const { warnings } = load({ [name]: "x" });
    expect(warnings).toMatchObject([{ code: "variable_ignored", source: name }]);
  });

  it("counts without case on Windows, where variables have none", () => {
    const read = (platform: NodeJS.Platform) => {
      const problems = new Problems();
      const set = readEnvironment({ client_cert_allow: "x" }, VARIABLE_NAMES, problems, platform);
      return [set.get(VARIABLES.allow.name), problems.errors.map(({ code }) => code)];
    };
    expect(read("win32")).toEqual(["x", []]);
    expect(read("linux")).toEqual([undefined, ["variable_unknown"]]);
  });

  it("counts when it is set to undefined as little as when it is missing", () => {
    expect(problemsWith({ CLIENT_CERT_ALLOW_LIST: undefined, CLIENT_CERT_REVOCATION: undefined })).toEqual([]);
  });
});

describe("any variable's value", () => {
  /** With what has to stand, or not to stand, beside the variable. */
  function problemsOf(name: string, text: string): readonly ConfigurationProblem[] {
    const beside: Readonly<Record<string, Variables>> = {
      CLIENT_CERT_ALLOW: { CLIENT_CERT_ALLOWED_SUBJECTS: undefined },
      CLIENT_CERT_REPORT_UNTIL: { CLIENT_CERT_ENFORCE: "report" },
    };
    return problemsWith({ ...beside[name], [name]: text });
  }

  test.each(VARIABLE_NAMES)("%s set to nothing is an error, not the default", (name) => {
    for (const text of ["", " ", "\n", '""', "''", '" "']) {
      onlyProblem("value_empty", name, problemsOf(name, text));
    }
  });

  test.each(VARIABLE_NAMES)("%s as an unresolved Key Vault reference says why and what to do", (name) => {
    const reference = "@Microsoft.KeyVault(SecretUri=https://kv-shared.vault.azure.net/secrets/corp-root-pem)";
    const problem = onlyProblem("key_vault_unresolved", name, problemsOf(name, reference));
    expect(problem.message).toMatch(/could not resolve.*Key Vault Secrets User.*firewall/s);
    expect(problem.remedy).toContain("Key Vault Application Settings Diagnostics");
    expect(JSON.stringify(problem)).not.toContain("kv-shared");
    for (const text of [
      `"${reference}"`,
      `${reference};${reference}`,
      `${root.pem}\n${reference}`,
      reference.toLowerCase(),
    ]) {
      const partial = onlyProblem("key_vault_unresolved", name, problemsOf(name, text));
      expect(partial.message).toContain("whole values only");
    }
  });

  it("in code may be such a reference too", () => {
    const reference = "@Microsoft.KeyVault(VaultName=kv;SecretName=x)";
    for (const option of ["trustAnchors", "intermediates", "pinned"]) {
      for (const value of [reference, [root.pem, reference]]) {
        onlyProblem("key_vault_unresolved", option, problemsWith({}, { [option]: value }));
      }
    }
  });

  it("is at most what the platform's variables can hold", () => {
    const name = VARIABLES.trustAnchors.name;
    expect(longestValue(name, "linux")).toBe(131_072 - name.length - 2);
    expect(longestValue(name, "win32")).toBeLessThan(32_767);
    const fill = (length: number): string => root.pem + " ".repeat(length - root.pem.length);
    expect(problemsWith({ [name]: fill(longestValue(name, process.platform)) })).toEqual([]);
    const problem = onlyProblem("value_too_large", name, problemsWith({ [name]: fill(131_072) }));
    expect(problem.remedy).toContain("file");
    const problems = new Problems();
    readEnvironment({ ...RIGHT, [name]: fill(32_766) }, VARIABLE_NAMES, problems, "win32");
    expect(problems.errors).toMatchObject([{ code: "value_too_large", source: name }]);
  });
});
