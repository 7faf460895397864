import { describe, expect, it } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import { ConfigurationError } from "../../src/errors.ts";
import { projectFiles, readProjectFile } from "../house/repository.ts";

// Strangers copy these files as they are.
const files = projectFiles().filter((file) => file.startsWith("examples/deploy/"));

describe("the files to deploy with", () => {
  it("are for both hosts, in both languages", () => {
    expect(files.map((file) => file.replace("examples/deploy/", "")).sort()).toEqual([
      "app-service.bicep",
      "app-service/main.tf",
      "container-app.bicep",
      "container-app/main.tf",
    ]);
  });

  it.each(files)("%s holds no secret, and no certificate of anybody's", (file) => {
    const text = readProjectFile(file);
    const found = SECRETS.flatMap((pattern) => text.match(pattern) ?? []);
    expect(found.filter((match) => !BUILT_IN_ROLES.includes(match))).toEqual([]);
  });

  it.each(files)("%s has lines that fit, no tab, and ASCII only", (file) => {
    const lines = readProjectFile(file).split("\n");
    expect(lines.filter((line) => line.length > 120 || /[^\x20-\x7e]|\s$/.test(line))).toEqual([]);
  });

  it.each(files)("%s closes every bracket, whoever counts them", (file) => {
    const code = readProjectFile(file).replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/.*|#.*/g, "");
    const open: string[] = [];
    for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
      if ("([{".includes(bracket)) open.push(bracket);
      else expect(`${open.pop()}${bracket}`).toMatch(/^(?:\(\)|\[\]|\{\})$/);
    }
    expect(open).toEqual([]);
  });

  it.each(files)("%s says how long a role takes to work", (file) => {
    expect(prose(file)).toMatch(/role takes up to ten minutes to work|It takes up to ten minutes to work/);
    expect(prose(file)).toContain("by way of a group up to 24 hours");
  });

  it("say of Container Apps what is so: the header is read, and the resource id is needed", () => {
    for (const file of files.filter((name) => name.includes("container-app"))) {
      expect(prose(file)).toContain("reads the header of Container Apps by itself");
      expect(prose(file)).toContain("azure-client-cert doctor --resource-id");
      expect(readProjectFile(file)).toContain("CLIENT_CERT_HOST_RESOURCE_ID");
    }
    expect(codesOf({ CONTAINER_APP_NAME: "orders" })).toEqual(["trust_missing"]);
  });
});

const BUILT_IN_ROLES: readonly string[] = [
  "4633458b-17de-408a-b874-0445c86b69e6", // Key Vault Secrets User
  "acdd72a7-3385-48ef-bd42-f606fba81ae7", // Reader
];

const SECRETS: readonly RegExp[] = [
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, // ids of subscriptions, tenants and identities
  /\b(?:[0-9a-f]{2}:?){20,}\b/gi, // thumbprints
  /-----BEGIN/g,
  /[A-Za-z0-9+/]{60,}={0,2}/g, // keys in base64
  /\b(?:AccountKey|SharedAccessKey|client_secret|password|sas)\b/gi,
];

/** The comments as running text. */
function prose(file: string): string {
  const lines = readProjectFile(file).match(/^\s*(?:\/\/|#).*$/gm) ?? [];
  return lines.map((line) => line.replace(/^\s*(?:\/\/|#)\s*/, "")).join(" ");
}

function codesOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadSettings({ env });
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ code }) => code);
    throw error;
  }
}
