import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAzureCli } from "../../src/cli/doctor/azure-cli.ts";
import { CLOUDS } from "../../src/self-check/host/clouds.ts";
import { openStage, type Stage } from "./stage.ts";

describe("from a laptop", () => {
  it("asks about a site that is not deployed to, without any configuration", async () => {
    const { elsewhere } = await openStage();
    const { code, out } = await elsewhere(["--open-path", "/healthz"]);
    expect(code).toBe(0);
    expect(out).toMatch(/pass {5}health-check-path/);
    expect(out).not.toMatch(/--open-path|Configuration|CLIENT_CERT_SELF_CHECK/);
  });

  it("says how to tell the open paths where they are not known", async () => {
    const { elsewhere, setSite } = await openStage();
    setSite({ clientCertExclusionPaths: "/healthz" });
    const { code, out } = await elsewhere();
    expect(code).toBe(2);
    expect(out).toContain("--open-path <path> tells it");
    expect((await elsewhere(["--open-path", "/status", "--open-path", "/healthz"])).code).toBe(0);
  });

  it("asks about the site and all its slots when it is given a slot", async () => {
    const { doctor, azure } = await openStage();
    const { out } = await doctor(["--resource-id", `${azure.resourceId}/slots/staging`]);
    expect(out).toMatch(/^orders-api: /m);
    expect(out).toMatch(/^orders-api\/staging: /m);
  });

  it("leaves the machine's own configuration out when another app is asked about", async () => {
    const { doctor, azure, report } = await openStage();
    const other = azure.resourceId.replace("orders-api", "invoices");
    const { out } = await doctor(["--resource-id", other, "--json"]);
    expect(JSON.parse(out)).toMatchObject({ asked: { from: "elsewhere", openPaths: null }, guard: null });
    expect(await report()).toMatchObject({ asked: { from: "machine", openPaths: ["/healthz"] } });
  });

  it.each([
    ["AzureUSGovernment", "https://management.usgovcloudapi.net/"],
    ["AzureChinaCloud", "https://management.chinacloudapi.cn/"],
  ])("asks for a token of %s", async (cloud, resource) => {
    const { elsewhere, azure } = await openStage();
    const { out } = await elsewhere(["--cloud", cloud]);
    expect(out).toContain(cloud);
    expect(azure.calls.identity.map(({ query }) => query["resource"])).toEqual([resource]);
  });
});

describe("the Azure CLI's account", () => {
  it("is asked once, for Resource Manager, where there is no managed identity", async () => {
    const stage = await openStage();
    const { path, argumentsSeen } = azWith(`cat <<'END'\n${await cliAnswer(stage)}\nEND`);
    const { code, out } = await stage.elsewhere(["--open-path", "/healthz"], { environment: { PATH: path } });
    expect(code).toBe(0);
    expect(out).toContain("AzureCloud, by the Azure CLI's account");
    expect(argumentsSeen()).toEqual([
      "account get-access-token --resource https://management.azure.com/ --output json",
    ]);
  });

  it("goes through a shell on Windows, with fixed words only, and not in the folder it was called in", async () => {
    const stage = await openStage();
    const { path, folder, argumentsSeen } = azWith(`pwd >&2; cat <<'END'\n${await cliAnswer(stage)}\nEND`);
    const environment = { PATH: path, SystemRoot: folder };
    const { code } = await stage.elsewhere(["--open-path", "/healthz"], { environment, platform: "win32" });
    expect(code).toBe(0);
    expect(argumentsSeen()).toEqual([
      "account get-access-token --resource https://management.azure.com/ --output json",
    ]);
  });

  it.each([
    ["not installed", undefined, "is not installed, or not on the PATH", /\n {2}az login$/m],
    [
      "not signed in",
      "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1",
      "is not signed in",
      /\nFirst:\n {2}az login$/m,
    ],
    [
      "another failure",
      'echo "ERROR: AADSTS50076: no" >&2; exit 1',
      "exit status 1): AADSTS50076: no",
      /--output none$/m,
    ],
    ["no token", "echo '{}'", "is no token", /--output none$/m],
    ["too much", "exec yes", "more than a token can be", /--output none$/m],
  ])("says what to do: %s", async (_, script, message, remedy) => {
    const { elsewhere } = await openStage();
    const PATH = script === undefined ? emptyFolder() : azWith(script).path;
    const { code, out } = await elsewhere([], { environment: { PATH } });
    expect(code).toBe(2);
    expect(out.replace(/\s+/g, " ")).toContain(message);
    expect(out).toContain("[credential_failed]");
    expect(out).toMatch(remedy);
  });

  it("never shows a token that the CLI puts into its errors, nor lets its errors act", async () => {
    const stage = await openStage();
    const token = JSON.parse(await cliAnswer(stage)).accessToken as string;
    const { path } = azWith(`printf 'ERROR: bad \\033[31m ${token}\\n' >&2; exit 1`);
    const { out } = await stage.elsewhere([], { environment: { PATH: path } });
    expect(out).toContain("(not shown)");
    expect(out).not.toContain(token.slice(0, 30));
  });

  it("is not waited for without end", async () => {
    const { path } = azWith("exec sleep 20");
    const credential = createAzureCli({
      cloud: CLOUDS.AzureCloud,
      environment: { PATH: path },
      platform: "linux",
      milliseconds: 200,
    });
    await expect(credential.getToken("any")).rejects.toMatchObject({ failure: { code: "credential_failed" } });
  });

  it("gets a role by its object id alone, whoever it is", async () => {
    const stage = await openStage();
    const { path } = azWith(`cat <<'END'\n${await cliAnswer(stage)}\nEND`);
    stage.azure.estate.hasRole = false;
    const { code, out } = await stage.elsewhere([], { environment: { PATH: path } });
    expect(code).toBe(2);
    expect(out).toContain("The account of the Azure CLI (object id ");
    expect(out).toContain(`az role assignment create --assignee ${stage.azure.estate.identity.objectId} --role Reader`);
    expect(out).not.toMatch(/--assignee-principal-type|The app's identity/);
  });

  it("is told of a wrong tenant, a wrong id and a wall what helps a person", async () => {
    const stage = await openStage();
    const { path } = azWith(`cat <<'END'\n${await cliAnswer(stage)}\nEND`);
    const ask = async () => (await stage.elsewhere([], { environment: { PATH: path } })).out;
    stage.azure.faults.resourceManager.push({
      effect: { kind: "answer", status: 401, body: {} },
      times: 2,
    });
    expect(await ask()).toMatch(/\n {2}az account set --subscription 00000000-0000-0000-0000-000000000001$/m);
    stage.azure.faults.resourceManager.length = 0;
    stage.azure.estate.site = undefined;
    expect(await ask()).toContain("Compare --resource-id with what this prints:");
    await stage.azure.refuse("resourceManager");
    expect(await ask()).toMatch(/port 443, directly: proxy variables are\s+not read/);
  });
});

describe("@azure/identity", () => {
  it("is asked for what it is made for", async () => {
    const stage = await openStage();
    const { accessToken: token } = JSON.parse(await cliAnswer(stage));
    const made: unknown[] = [];
    const scopes: string[] = [];
    class DefaultAzureCredential {
      constructor(options: unknown) {
        made.push(options);
      }
      getToken(scope: string) {
        scopes.push(scope);
        return Promise.resolve({ token, expiresOnTimestamp: Date.now() + 60_000 });
      }
    }
    const load = withIdentity({ DefaultAzureCredential });
    const argv = ["--credential", "azure-identity", "--open-path", "/healthz"];
    expect((await stage.elsewhere(argv, { load })).code).toBe(0);
    await stage.elsewhere([...argv, "--cloud", "AzureChinaCloud"], { load });
    expect(made).toEqual([undefined, { authorityHost: "https://login.chinacloudapi.cn" }]);
    expect([...new Set(scopes)]).toEqual([
      "https://management.azure.com/.default",
      "https://management.chinacloudapi.cn/.default",
    ]);
  });

  it.each([
    ["not installed", () => Promise.reject(new Error("no")), "@azure/identity is not installed."],
    ["something else", () => Promise.resolve({}), "@azure/identity has no DefaultAzureCredential."],
    [
      "no account",
      () =>
        Promise.resolve({
          DefaultAzureCredential: class {
            getToken() {
              return Promise.reject(Object.assign(new Error("secret-in-here"), { name: "CredentialUnavailableError" }));
            }
          },
        }),
      "found no account that works (CredentialUnavailableError)",
    ],
  ])("says what is missing: %s", async (_, library, message) => {
    const { elsewhere } = await openStage();
    const load = (name: string) => (name === "@azure/identity" ? library() : import(name));
    const { code, out } = await elsewhere(["--credential", "azure-identity"], { load });
    expect(code).toBe(2);
    expect(out.replace(/\s+/g, " ")).toContain(message);
    expect(out).not.toContain("secret-in-here");
  });
});

function withIdentity(library: unknown): (name: string) => Promise<unknown> {
  return (name) => (name === "@azure/identity" ? Promise.resolve(library) : import(name));
}

/** What the CLI prints, with a token that the emulated Resource Manager accepts. */
async function cliAnswer({ azure }: Stage): Promise<string> {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = azure.environment;
  const response = await fetch(`${IDENTITY_ENDPOINT}?resource=https://management.azure.com/&api-version=2019-08-01`, {
    headers: { "x-identity-header": IDENTITY_HEADER ?? "" },
  });
  const { access_token: accessToken, expires_on: expires } = (await response.json()) as Record<string, string>;
  return JSON.stringify({ accessToken, expires_on: Number(expires), tokenType: "Bearer" });
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "az-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program `az` that writes down how it was called and then does this. */
function azWith(script: string): { folder: string; path: string; argumentsSeen: () => readonly string[] } {
  const folder = emptyFolder();
  const log = join(folder, "arguments");
  const file = join(folder, "az");
  writeFileSync(file, `#!/bin/sh\necho "$*" >> '${log}'\n${script}\n`);
  chmodSync(file, 0o755);
  return {
    folder,
    path: `${folder}:/usr/bin:/bin`,
    argumentsSeen: () => readFileSync(log, "utf8").trimEnd().split("\n"),
  };
}
