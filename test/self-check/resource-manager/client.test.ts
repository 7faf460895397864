import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CLOUDS } from "../../../src/self-check/host/clouds.ts";
import type { Credential } from "../../../src/self-check/identity/credential.ts";
import { createManagedIdentity } from "../../../src/self-check/identity/managed-identity.ts";
import {
  type Answer,
  createResourceManager,
  type ResourceManagerOptions,
} from "../../../src/self-check/resource-manager/client.ts";
import { siteId } from "../../helpers/azure/bodies.ts";
import { type Azure, createAzure } from "../../helpers/azure/create-azure.ts";
import { type Effect, html, redirect, status, throttled } from "../../helpers/azure/faults.ts";
import { type TestTiming, testTiming } from "../../helpers/azure/timing.ts";

const SITE = siteId("orders-api");
const API = "2024-04-01";

let azure: Azure;
let timing: TestTiming;

beforeEach(async () => {
  azure = await createAzure();
  timing = testTiming();
});

afterEach(() => azure.close());

function client(options: Partial<ResourceManagerOptions> = {}) {
  return createResourceManager({
    credential: createManagedIdentity({ environment: azure.environment, ...timing }),
    cloud: CLOUDS.AzureCloud,
    endpoint: azure.resourceManagerEndpoint,
    ca: azure.ca,
    attemptMilliseconds: 400,
    ...timing,
    ...options,
  });
}

async function failureOf(answer: Promise<Answer<unknown>>) {
  const settled = await answer;
  return settled.ok ? expect.fail("it did not fail") : settled.failure;
}

function get(options?: Partial<ResourceManagerOptions>) {
  return client(options).get(SITE, API);
}

describe("a resource", () => {
  it("is read with the identity's token and the asked version", async () => {
    const answer = await get();
    expect(answer).toMatchObject({ ok: true, value: { id: SITE } });
    const [call] = azure.calls.resourceManager;
    expect(call?.query).toEqual({ "api-version": API });
    expect(call?.headers.authorization).toMatch(/^Bearer [\w.-]+$/);
  });

  it("is read from the cloud's own origin with the cloud's own scope", async () => {
    const getToken = vi.fn<Credential["getToken"]>().mockResolvedValue(null);
    await get({ cloud: CLOUDS.AzureUSGovernment, credential: { getToken }, endpoint: undefined });
    expect(getToken).toHaveBeenCalledExactlyOnceWith("https://management.usgovcloudapi.net/.default");
  });

  it.each([
    ["/subscriptions/../x"],
    ["/subscriptions/x?y"],
    ["/subscriptions/x#y"],
    ["@example.com/"],
    [".example.com/x"],
    ["/subscriptions/a b"],
  ])("is not read by a path that means another: %s", async (path) => {
    await expect(async () => client().get(path, API)).rejects.toThrow(TypeError);
    expect(azure.calls.identity).toHaveLength(0);
  });

  it.each(["http://management.azure.com", "http://localhost:1", "ftp://127.0.0.1"])(
    "is not read from %s, where the token would be seen",
    (endpoint) => {
      expect(() => client({ endpoint })).toThrow(TypeError);
    },
  );
});

describe("what passes is waited for", () => {
  it.each<[string, Effect]>([
    ["throttling", throttled()],
    ["an error of the server", status(502)],
    ["a reset connection", { kind: "reset" }],
    ["an answer that breaks off", { kind: "truncated" }],
    ["silence", { kind: "silent" }],
  ])("%s", async (_title, effect) => {
    azure.faults.resourceManager.push({ effect, times: 3 });
    expect(await get()).toMatchObject({ ok: true });
    expect(timing.slept).toEqual([250, 500, 1000]);
  });

  it("for as long as Retry-After says", async () => {
    azure.faults.resourceManager.push({ effect: throttled("11"), times: 2 });
    expect(await get()).toMatchObject({ ok: true });
    expect(timing.slept).toEqual([11_000, 11_000]);
  });

  it("but not beyond a minute", async () => {
    azure.faults.resourceManager.push({ effect: throttled("25") });
    expect(await failureOf(get())).toMatchObject({ code: "resource_manager_throttled" });
    expect(timing.slept).toEqual([25_000, 25_000]);
  });
});

describe("a failure has its code and what mends it", () => {
  it.each<[string, Effect, string, RegExp]>([
    ["401", status(401, "ExpiredAuthenticationToken"), "resource_manager_unauthorized", /tenant/],
    [
      "404",
      status(404, "ResourceNotFound"),
      "resource_manager_not_found",
      /CLIENT_CERT_HOST_RESOURCE_ID.*az webapp show/,
    ],
    ["429", throttled(), "resource_manager_throttled", /again/],
    ["500", status(500), "resource_manager_unavailable", /again/],
    ["503", status(503), "resource_manager_unavailable", /again/],
    ["a redirect", redirect("https://example.com/"), "resource_manager_redirected", /proxy/],
    ["400", status(400, "InvalidApiVersionParameter"), "resource_manager_answer_invalid", /proxy/],
    ["204", { kind: "answer", status: 204 }, "resource_manager_answer_invalid", /proxy/],
    ["HTML", html(), "resource_manager_answer_invalid", /proxy/],
    ["half of JSON", { kind: "answer", status: 200, body: '{"id":' }, "resource_manager_answer_invalid", /proxy/],
    ["null", { kind: "answer", status: 200, body: "null" }, "resource_manager_answer_invalid", /proxy/],
    ["a list", { kind: "answer", status: 200, body: "[]" }, "resource_manager_answer_invalid", /proxy/],
    ["another protocol", { kind: "garbage" }, "resource_manager_answer_invalid", /proxy/],
    ["a body without an end", { kind: "endless" }, "resource_manager_answer_too_large", /proxy/],
    ["silence", { kind: "silent" }, "resource_manager_timeout", /AzureResourceManager/],
    ["an octet at a time", { kind: "drip", milliseconds: 50 }, "resource_manager_timeout", /AzureResourceManager/],
    ["a reset connection", { kind: "reset" }, "resource_manager_unreachable", /private endpoint/],
  ])("%s", async (_title, effect, code, remedy) => {
    azure.faults.resourceManager.push({ effect });
    const attemptMilliseconds = effect.kind === "endless" ? 10_000 : 300;
    expect(await failureOf(get({ attemptMilliseconds }))).toMatchObject({
      code,
      remedy: expect.stringMatching(remedy),
    });
  });

  it("a connection that is refused, with Node's code", async () => {
    await azure.refuse("resourceManager");
    const { code, message } = await failureOf(get());
    expect(code).toBe("resource_manager_unreachable");
    expect(message).toContain("ECONNREFUSED");
  });

  it("a certificate of somebody else", async () => {
    const { code, message } = await failureOf(get({ ca: undefined }));
    expect(code).toBe("resource_manager_unreachable");
    expect(message).toMatch(/CERT|SELF_SIGNED|VERIFY/);
  });

  it("a container app that is not there", async () => {
    const path = SITE.replace("Microsoft.Web/sites", "Microsoft.App/containerApps");
    expect((await failureOf(client().get(path, API))).remedy).toContain("az containerapp show");
  });

  it("the identity's own", async () => {
    azure.environment["IDENTITY_HEADER"] = undefined;
    expect(await failureOf(get())).toMatchObject({ code: "identity_missing" });
  });
});

describe("a failure for which Resource Manager wants to be left alone", () => {
  it.each([
    ["300", 300],
    ["0", undefined],
    ["soon", undefined],
  ])("says for how long: Retry-After %s", async (retryAfter, seconds) => {
    azure.faults.resourceManager.push({ effect: throttled(retryAfter) });
    const failure = await failureOf(get({ totalMilliseconds: 5_000 }));
    expect(failure.code).toBe("resource_manager_throttled");
    expect(failure.retryAfterSeconds).toBe(seconds);
  });
});

describe("a missing role", () => {
  const COMMAND =
    "az role assignment create --assignee-object-id 22222222-aaaa-bbbb-cccc-222222222222 " +
    `--assignee-principal-type ServicePrincipal --role Reader --scope "${SITE}"`;

  beforeEach(() => {
    azure.estate.hasRole = false;
  });

  it("is answered with the command that assigns it, and how long that takes", async () => {
    const { code, message, remedy } = await failureOf(get());
    expect(code).toBe("resource_manager_forbidden");
    expect(remedy).toBe(COMMAND);
    expect(message).toContain("AuthorizationFailed");
    expect(message).toMatch(/10 minutes.*24 hours/);
  });

  it("is on the site, also when a part of it was asked for", async () => {
    expect((await failureOf(client().list(`${SITE}/slots`, API))).remedy).toBe(COMMAND);
  });

  it("names the identity from the token when the answer does not", async () => {
    azure.faults.resourceManager.push({ effect: status(403, "AuthorizationFailed") });
    expect((await failureOf(get())).remedy).toBe(COMMAND);
  });

  it("names a place to fill in when nothing tells the identity", async () => {
    azure.faults.resourceManager.push({ effect: { kind: "answer", status: 403, body: "no" } });
    const credential: Credential = { getToken: async () => ({ token: "opaque", expiresOnTimestamp: 0 }) };
    expect((await failureOf(get({ credential }))).remedy).toContain("<object id of the identity>");
  });

  it("shows nothing of an answer that is not of that form", async () => {
    const body = { error: { code: "A b\n", message: "with object id '$(rm -rf)' does not" } };
    azure.faults.resourceManager.push({ effect: { kind: "answer", status: 403, body } });
    expect(JSON.stringify(await failureOf(get()))).not.toMatch(/rm -rf|A b/);
  });

  it("may arrive later", async () => {
    const manager = client();
    expect(await manager.get(SITE, API)).toMatchObject({ ok: false });
    azure.estate.hasRole = true;
    expect(await manager.get(SITE, API)).toMatchObject({ ok: true });
  });
});

describe("a token that is not accepted", () => {
  it.each([401, 403])("after a %d is not used again", async (code) => {
    azure.faults.resourceManager.push({ effect: status(code), times: 1 });
    const manager = client();
    await manager.get(SITE, API);
    expect(await manager.get(SITE, API)).toMatchObject({ ok: true });
    expect(azure.calls.identity).toHaveLength(2);
  });

  it.each<[string, () => void]>([
    ["throws", () => fail("SECRET")],
    ["rejects", (() => Promise.reject(new Error("SECRET"))) as () => void],
  ])("changes nothing of the failure when the credential's forget %s", async (_title, forget) => {
    azure.faults.resourceManager.push({ effect: status(403) });
    const credential: Credential = { getToken: async () => ({ token: "opaque", expiresOnTimestamp: 0 }), forget };
    expect(await failureOf(get({ credential }))).toMatchObject({ code: "resource_manager_forbidden" });
  });

  it("is never said", async () => {
    azure.faults.resourceManager.push({ effect: status(401) });
    const failure = await failureOf(get());
    const [, token = ""] = azure.calls.resourceManager[0]?.headers.authorization?.split(" ") ?? [];
    expect(token).not.toBe("");
    for (const part of token.split(".")) expect(inspect(failure)).not.toContain(part);
  });
});

describe("a credential of somebody else's", () => {
  const failing = (getToken: Credential["getToken"]) => failureOf(get({ credential: { getToken } }));

  it.each<[string, Credential["getToken"]]>([
    ["rejects", () => Promise.reject(new Error("SECRET"))],
    ["throws", () => fail("SECRET")],
    ["throws what is no error", () => Promise.reject("SECRET")],
    ["gives null", async () => null],
    ["gives nothing", () => undefined as never],
    ["gives a token that is no text", async () => ({ token: 5 as never, expiresOnTimestamp: 0 })],
    ["gives an empty token", async () => ({ token: "", expiresOnTimestamp: 0 })],
    ["gives a token of two lines", async () => ({ token: "SECRET\r\nx: y", expiresOnTimestamp: 0 })],
  ])("that %s", async (_title, getToken) => {
    const failure = await failing(getToken);
    expect(failure.code).toBe("credential_failed");
    expect(inspect(failure)).not.toContain("SECRET");
    expect(azure.calls.resourceManager).toHaveLength(0);
  });

  it.each<[unknown, string]>([
    [
      Object.assign(new Error("SECRET"), { name: "CredentialUnavailableError" }),
      "failed (CredentialUnavailableError).",
    ],
    [Object.assign(new Error("SECRET"), { name: "Bearer eyJ0" }), "failed."],
    [Object.assign(new Error("SECRET"), { name: "x".repeat(61) }), "failed."],
    [Object.assign(new Error("SECRET"), { name: "" }), "failed."],
    [{ name: "Pretender" }, "failed."],
    [Object.defineProperty(new Error("SECRET"), "name", { get: () => fail("SECRET") }), "failed."],
  ])("that rejects is told by the error's name, if that can be one (%#)", async (error, ending) => {
    const { message, code } = await failing(() => Promise.reject(error));
    expect([code, message]).toEqual(["credential_failed", `The credential ${ending}`]);
  });

  it("that never answers", async () => {
    const credential = { getToken: () => new Promise<null>(() => undefined) };
    const failure = await failureOf(get({ credential, totalMilliseconds: 100 }));
    expect(failure).toMatchObject({ code: "credential_failed", message: expect.stringContaining("time") });
  });
});

function fail(message: string): never {
  throw new Error(message);
}
