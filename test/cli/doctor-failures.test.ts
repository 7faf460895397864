import { describe, expect, it } from "vitest";
import { html, status, throttled } from "../helpers/azure/faults.ts";
import { openStage, type Stage } from "./stage.ts";

describe("a witness that cannot speak", () => {
  it.each<[string, (stage: Stage) => void, RegExp, RegExp]>([
    [
      "401",
      ({ azure }) => azure.faults.resourceManager.push({ effect: status(401) }),
      /resource_manager_unauthorized/,
      /tenant/,
    ],
    [
      "404",
      ({ azure }) => {
        azure.estate.site = undefined;
      },
      /resource_manager_not_found/,
      /\n {2}az webapp show --name <site> --resource-group <group> --query id/,
    ],
    [
      "429",
      ({ azure }) => azure.faults.resourceManager.push({ effect: throttled("999") }),
      /resource_manager_throttled/,
      /tried again by itself/,
    ],
    [
      "a page of a proxy",
      ({ azure }) => azure.faults.resourceManager.push({ effect: html() }),
      /resource_manager_answer_invalid/,
      /such as a proxy/,
    ],
    [
      "garbage",
      ({ azure }) => azure.faults.resourceManager.push({ effect: { kind: "garbage" } }),
      /resource_manager_answer_invalid/,
      /such as a proxy/,
    ],
    [
      "another site's answer",
      ({ azure }) =>
        azure.faults.resourceManager.push({
          effect: { kind: "change", change: (body) => ({ ...body, id: `${azure.resourceId}x` }) },
        }),
      /resource_manager_answer_invalid/,
      /such as a proxy/,
    ],
    [
      "no identity",
      ({ azure }) => {
        azure.environment["IDENTITY_ENDPOINT"] = undefined;
      },
      /identity_missing/,
      /az webapp identity assign/,
    ],
    [
      "an identity that is not assigned",
      ({ azure }) => {
        azure.estate.identity.systemAssigned = false;
      },
      /identity_refused/,
      /AZURE_CLIENT_ID/,
    ],
  ])("is exit 2 with its code and its remedy: %s", async (_, spoil, code, remedy) => {
    const stage = await openStage();
    spoil(stage);
    const said = await stage.doctor();
    expect(said.code).toBe(2);
    expect(said.err).toBe("");
    expect(said.out).toContain("It cannot be told whether the certificate header may be trusted.");
    expect(said.out).toMatch(/Resource Manager +not heard/);
    expect(said.out).toMatch(code);
    expect(said.out.slice(said.out.indexOf("First:"))).toMatch(remedy);
  });

  it("is exit 2 when the identity's endpoint is dead", async () => {
    const { doctor, azure } = await openStage();
    await azure.refuse("identity");
    const { code, out } = await doctor();
    expect(code).toBe(2);
    expect(out).toContain("[identity_unreachable]");
  });

  it("is exit 2 when the time is over", async () => {
    const { doctor, azure } = await openStage();
    azure.faults.resourceManager.push({ effect: { kind: "silent" } });
    const { code, out } = await doctor(["--timeout", "1"]);
    expect(code).toBe(2);
    expect(out).toContain("Azure did not answer within 1 second. [resource_manager_timeout]");
    expect(out).toContain("--timeout");
  });

  it("names the principal and the site in the one line that gives the role", async () => {
    const { doctor, azure } = await openStage();
    azure.estate.hasRole = false;
    const { code, out } = await doctor();
    const line = out.split("\n").find((text) => text.startsWith("  az role assignment create"));
    expect(code).toBe(2);
    expect(line).toContain(`--assignee-object-id ${azure.estate.identity.objectId} `);
    expect(line).toContain("--role Reader");
    expect(line?.toLowerCase()).toContain(`--scope "${azure.resourceId.toLowerCase()}"`);
  });
});

describe("what only informs and cannot be read", () => {
  it("is told, and decides nothing", async () => {
    const { doctor, azure } = await openStage();
    azure.faults.resourceManager.push({ path: /config\/web$/, effect: status(403, "AuthorizationFailed") });
    const { code, out } = await doctor();
    expect(code).toBe(0);
    expect(out).toContain("Could not be read, and decides nothing");
    expect(out).toMatch(/unknown {2}minimum-tls/);
  });
});

describe("a resource id of another app in the environment", () => {
  it("is a problem of the configuration, and nobody else is asked about", async () => {
    const { doctor, azure } = await openStage();
    azure.environment["CLIENT_CERT_HOST_RESOURCE_ID"] = azure.resourceId.replace("orders-api", "invoices");
    const { code, out } = await doctor();
    expect(code).toBe(2);
    expect(out).toContain("[host_resource_id_mismatch]");
    expect(azure.calls.resourceManager).toEqual([]);
  });
});

describe("a configuration with problems", () => {
  it("is told beside the host, which is judged all the same without open paths", async () => {
    const { doctor, azure } = await openStage();
    azure.environment["CLIENT_CERT_ALLOWED_SUBJECTS"] = undefined;
    const { code, out } = await doctor();
    expect(code).toBe(0);
    expect(out).toMatch(/The configuration has 1 problem, see below/);
    expect(out).toContain("Configuration problems\n  CLIENT_CERT_ALLOW: ");
    expect(out).toContain("[allow_missing]");
    expect(out).toContain("--open-path <path> tells it");
    expect(out).not.toContain("CLIENT_CERT_SELF_CHECK is");
  });
});
