import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WitnessError } from "../../../src/self-check/identity/credential.ts";
import {
  createManagedIdentity,
  type ManagedIdentityOptions,
} from "../../../src/self-check/identity/managed-identity.ts";
import { type Azure, createAzure } from "../../helpers/azure/create-azure.ts";
import { type Effect, html, redirect, status, throttled } from "../../helpers/azure/faults.ts";
import { type TestTiming, testTiming } from "../../helpers/azure/timing.ts";

const SCOPE = "https://management.azure.com/.default";
const MINUTE = 60_000;

let azure: Azure;
let timing: TestTiming;

beforeEach(async () => {
  azure = await createAzure();
  timing = testTiming();
});

afterEach(() => azure.close());

function identity(options: Partial<ManagedIdentityOptions> = {}) {
  return createManagedIdentity({ environment: azure.environment, attemptMilliseconds: 400, ...timing, ...options });
}

function lastQuery() {
  return azure.calls.identity.at(-1)?.query ?? {};
}

async function failureOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => expect.fail("there is a token"),
    (reason: unknown) => reason,
  );
  return error instanceof WitnessError ? { error, ...error.failure } : expect.fail(String(error));
}

describe("a token", () => {
  it("comes with the moment it expires", async () => {
    const token = await identity().getToken(SCOPE);
    expect(token?.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect((token?.expiresOnTimestamp ?? 0) - Date.now()).toBeGreaterThan(23 * 60 * MINUTE);
  });

  it("is asked for by the resource of the scope", async () => {
    await identity().getToken(SCOPE);
    expect(lastQuery()).toEqual({ resource: "https://management.azure.com/", "api-version": "2019-08-01" });
  });

  it.each(["text", "number", "date"] as const)("may say when it expires as a %s", async (form) => {
    azure.estate.identity.expiresOn = form;
    const token = await identity().getToken(SCOPE);
    expect(token?.expiresOnTimestamp).toBeGreaterThan(Date.now());
  });

  it("is asked for with the secret of the moment", async () => {
    const credential = identity();
    await credential.getToken(SCOPE);
    azure.rotateSecret();
    timing.pass(24 * 60 * MINUTE - 4 * MINUTE);
    await credential.getToken(SCOPE);
    const [first, second] = azure.calls.identity.map(({ headers }) => headers["x-identity-header"]);
    expect(second).toBe(azure.estate.identity.secret);
    expect(first).not.toBe(second);
  });
});

describe("the identity", () => {
  it("is the one that AZURE_CLIENT_ID names", async () => {
    azure.estate.identity.clientIds.push("mine");
    azure.environment["AZURE_CLIENT_ID"] = " mine ";
    await identity().getToken(SCOPE);
    expect(lastQuery()["client_id"]).toBe("mine");
  });

  it("is the one in code, whatever AZURE_CLIENT_ID names", async () => {
    azure.environment["AZURE_CLIENT_ID"] = "mine";
    await identity({ identity: { resourceId: "/subscriptions/x" } }).getToken(SCOPE);
    expect(lastQuery()).toMatchObject({ mi_res_id: "/subscriptions/x" });
    expect(lastQuery()).not.toHaveProperty("client_id");
  });

  it("is the system-assigned one when AZURE_CLIENT_ID is blank", async () => {
    azure.environment["AZURE_CLIENT_ID"] = " ";
    await identity().getToken(SCOPE);
    expect(lastQuery()).not.toHaveProperty("client_id");
  });
});

describe("a token in memory", () => {
  it("is used until five minutes before it expires", async () => {
    const credential = identity();
    const first = await credential.getToken(SCOPE);
    timing.pass(24 * 60 * MINUTE - 6 * MINUTE);
    expect(await credential.getToken(SCOPE)).toBe(first);
    timing.pass(2 * MINUTE);
    expect(await credential.getToken(SCOPE)).not.toBe(first);
    expect(azure.calls.identity).toHaveLength(2);
  });

  it("does not live longer when the clock is set back", async () => {
    const credential = identity();
    const first = await credential.getToken(SCOPE);
    timing.pass(24 * 60 * MINUTE);
    timing.setClock(timing.clock() - 24 * 60 * MINUTE);
    expect(await credential.getToken(SCOPE)).not.toBe(first);
  });

  it("does not live longer when only the clock on the wall went on", async () => {
    const credential = identity();
    const first = await credential.getToken(SCOPE);
    timing.setClock(timing.clock() + 24 * 60 * MINUTE - MINUTE);
    expect(await credential.getToken(SCOPE)).not.toBe(first);
  });

  it("is not kept when it is about to expire", async () => {
    azure.estate.identity.lifetime = 200;
    const credential = identity();
    expect(await credential.getToken(SCOPE)).not.toBe(await credential.getToken(SCOPE));
  });

  it("is for its own scope", async () => {
    const credential = identity();
    await credential.getToken(SCOPE);
    await credential.getToken("https://vault.azure.net/.default");
    expect(lastQuery()["resource"]).toBe("https://vault.azure.net/");
  });

  it("is forgotten when told so", async () => {
    const credential = identity();
    const first = await credential.getToken(SCOPE);
    credential.forget?.();
    expect(await credential.getToken(SCOPE)).not.toBe(first);
  });

  it("is fetched once for all who ask at the same time", async () => {
    const credential = identity();
    const [first, second] = await Promise.all([credential.getToken(SCOPE), credential.getToken(SCOPE)]);
    expect(first).toBe(second);
    expect(azure.calls.identity).toHaveLength(1);
  });

  it("is tried for anew after a failure", async () => {
    azure.faults.identity.push({ effect: status(400), times: 1 });
    const credential = identity();
    expect(await failureOf(credential.getToken(SCOPE))).toMatchObject({ code: "identity_refused" });
    await expect(credential.getToken(SCOPE)).resolves.toHaveProperty("token");
  });
});

describe("without an identity", () => {
  it.each(["IDENTITY_ENDPOINT", "IDENTITY_HEADER"])("%s is missing", async (name) => {
    azure.environment[name] = "";
    const { code, remedy } = await failureOf(identity().getToken(SCOPE));
    expect(code).toBe("identity_missing");
    expect(remedy).toContain("az webapp identity assign");
    expect(azure.calls.identity).toHaveLength(0);
  });

  it("an endpoint out in the world gets no secret", async () => {
    azure.environment["IDENTITY_ENDPOINT"] = "http://example.com/msi/token";
    expect(await failureOf(identity().getToken(SCOPE))).toMatchObject({ code: "identity_endpoint_rejected" });
  });

  it("an identity that is not assigned is named", async () => {
    azure.environment["AZURE_CLIENT_ID"] = "3c0e7c15-0000-0000-0000-d43e9e283425";
    const { code, message, remedy } = await failureOf(identity().getToken(SCOPE));
    expect(code).toBe("identity_refused");
    expect(message).toContain("3c0e7c15-0000-0000-0000-d43e9e283425");
    expect(remedy).toContain("AZURE_CLIENT_ID");
    expect(remedy).toMatch(/app registration.*EnvironmentCredential.*no managed identity/);
  });

  it("no system-assigned identity asks for one, or for AZURE_CLIENT_ID", async () => {
    azure.estate.identity.systemAssigned = false;
    const { code, remedy } = await failureOf(identity().getToken(SCOPE));
    expect(code).toBe("identity_refused");
    expect(remedy).toContain("AZURE_CLIENT_ID");
  });

  it("a secret that was changed behind the app's back is refused", async () => {
    azure.rotateSecret({ inEnvironment: false });
    expect(await failureOf(identity().getToken(SCOPE))).toMatchObject({ code: "identity_refused" });
  });
});

describe("an endpoint that fails for a moment", () => {
  it.each<[string, Effect]>([
    ["is not there yet", status(404)],
    ["throttles", throttled()],
    ["has an error", status(503)],
    ["resets the connection", { kind: "reset" }],
    ["does not answer", { kind: "silent" }],
  ])("and %s is asked again", async (_title, effect) => {
    azure.faults.identity.push({ effect, times: 3 });
    await expect(identity().getToken(SCOPE)).resolves.toHaveProperty("token");
    expect(timing.slept).toEqual([250, 500, 1000]);
  });

  it("and says how long is waited for that long", async () => {
    azure.faults.identity.push({ effect: throttled("7"), times: 1 });
    await identity().getToken(SCOPE);
    expect(timing.slept).toEqual([7000]);
  });
});

describe("an endpoint that fails for good", () => {
  it.each<[string, Effect, string]>([
    ["throttles", throttled(), "identity_unreachable"],
    ["has an error", status(500), "identity_unreachable"],
    ["never answers", { kind: "silent" }, "identity_unreachable"],
    ["answers an octet at a time", { kind: "drip", milliseconds: 50 }, "identity_unreachable"],
    ["resets the connection", { kind: "reset" }, "identity_unreachable"],
    ["breaks off", { kind: "truncated" }, "identity_unreachable"],
    ["refuses", status(400), "identity_refused"],
    ["refuses otherwise", status(403), "identity_refused"],
    ["is no HTTP", { kind: "garbage" }, "identity_answer_invalid"],
    ["answers without an end", { kind: "endless" }, "identity_answer_invalid"],
    ["redirects", redirect("http://example.com/"), "identity_answer_invalid"],
    ["answers in HTML", html(), "identity_answer_invalid"],
    ["answers null", { kind: "change", change: () => null }, "identity_answer_invalid"],
    ["answers a list", { kind: "change", change: (body) => [body] }, "identity_answer_invalid"],
    ["gives no token", { kind: "change", change: ({ expires_on }) => ({ expires_on }) }, "identity_answer_invalid"],
    ["gives a token of two lines", changed({ access_token: "a\r\nb: c" }), "identity_answer_invalid"],
    ["gives an empty token", changed({ access_token: "" }), "identity_answer_invalid"],
    ["says no time", changed({ expires_on: undefined }), "identity_answer_invalid"],
    ["says a time that is none", changed({ expires_on: "soon" }), "identity_answer_invalid"],
    ["says a negative time", changed({ expires_on: -5 }), "identity_answer_invalid"],
    ["says milliseconds", changed({ expires_on: Date.now() }), "identity_answer_invalid"],
    ["gives a token that has expired", changed({ expires_on: "1500000000" }), "identity_answer_invalid"],
  ])("and %s", async (_title, effect, code) => {
    azure.faults.identity.push({ effect });
    expect(await failureOf(identity({ attemptMilliseconds: 300 }).getToken(SCOPE))).toMatchObject({ code });
  });

  it("and is not there", async () => {
    await azure.refuse("identity");
    const { code, message } = await failureOf(identity().getToken(SCOPE));
    expect(code).toBe("identity_unreachable");
    expect(message).toContain("ECONNREFUSED");
  });

  it("is given up when there is no time to wait", async () => {
    azure.faults.identity.push({ effect: throttled("40") });
    await failureOf(identity().getToken(SCOPE));
    expect(azure.calls.identity).toHaveLength(1);
    expect(timing.slept).toEqual([]);
  });
});

describe("nothing secret is said", () => {
  it.each<[string, Effect]>([
    ["a refusal that quotes", { kind: "answer", status: 400, body: "SECRET-BODY" }],
    ["an answer that cannot be read", { kind: "answer", status: 200, body: "SECRET-BODY" }],
    ["a token that has expired", changed({ access_token: "SECRET-TOKEN", expires_on: "1500000000" })],
  ])("of %s", async (_title, effect) => {
    azure.faults.identity.push({ effect });
    const { error } = await failureOf(identity().getToken(SCOPE));
    const said = [inspect(error, { depth: 9, showHidden: true }), error.stack, JSON.stringify(error.failure)].join();
    expect(said).not.toMatch(/SECRET/);
    expect(said).not.toContain(azure.estate.identity.secret);
    expect(error.cause).toBeUndefined();
  });

  it("of a secret that cannot be sent", async () => {
    azure.environment["IDENTITY_HEADER"] = "SECRET\r\nx: y";
    const { error } = await failureOf(identity().getToken(SCOPE));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/SECRET/);
  });

  it("of what was written in the place of a client id", async () => {
    azure.environment["AZURE_CLIENT_ID"] = "<script>SECRET";
    const { error } = await failureOf(identity().getToken(SCOPE));
    expect(error.message).not.toMatch(/SECRET|<script>/);
  });
});

function changed(changes: Readonly<Record<string, unknown>>): Effect {
  return { kind: "change", change: (body) => ({ ...body, ...changes }) };
}
