import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

const UNSAFE = "\u001b[2J\u009b31m\u202e\u2028\u0007\r\nforged: all is well";

describe("doctor --json", () => {
  it("is one document with stable members, and nothing else", async () => {
    const { doctor, report } = await openStage();
    const { code, out, err } = await doctor(["--json"]);
    expect(err).toBe("");
    expect(out.endsWith("}\n")).toBe(true);
    const found = JSON.parse(out);
    expect(Object.keys(found)).toEqual([
      "verb",
      "verdict",
      "exitCode",
      "asked",
      "demand",
      "authenticity",
      "because",
      "guard",
      "remedy",
      "witnesses",
      "records",
      "failure",
      "notices",
      "notes",
      "configuration",
    ]);
    expect(code).toBe(0);
    expect(await report()).toMatchObject({
      verb: "doctor",
      verdict: "good",
      exitCode: 0,
      asked: { from: "machine", host: "app-service", credential: "managed-identity", openPaths: ["/healthz"] },
      demand: "yes",
      authenticity: "unknown",
      because: "authenticity_unproven",
      guard: { selfCheck: "enforce", serves: true },
      remedy: null,
      witnesses: { resourceManager: { heardSecondsAgo: expect.any(Number) }, probe: null },
      records: [{ name: "orders-api", declared: { is: "yes" } }, { name: "orders-api/staging" }],
      failure: null,
      configuration: null,
    });
  });

  it("has every rule of every record, and a remedy exactly where one is needed", async () => {
    const { report, setSite } = await openStage();
    setSite({ clientCertMode: "Optional" });
    const { verdict, exitCode, remedy, records } = await report();
    expect({ verdict, exitCode }).toEqual({ verdict: "refuted", exitCode: 1 });
    expect(remedy).toMatch(/^az webapp update /);
    for (const { results } of records) {
      expect(results).toHaveLength(11);
      for (const result of results) {
        expect(result.remedy === null).toBe(result.status === "pass" || result.status === "not-applicable");
      }
    }
  });

  it("has the settings and the problems with --config", async () => {
    const { doctor, azure } = await openStage();
    azure.environment["CLIENT_CERT_EKU"] = "everything";
    const { code, out } = await doctor(["--json", "--config"]);
    const { configuration, verdict } = JSON.parse(out);
    expect({ code, verdict }).toEqual({ code: 1, verdict: "refuted" });
    expect(configuration.problems).toMatchObject([{ code: "value_not_allowed", source: "CLIENT_CERT_EKU" }]);
    expect(configuration.settings[0]).toEqual({
      variable: "CLIENT_CERT_TRUST_ANCHORS",
      option: "trustAnchors",
      origin: "environment",
      value: null,
    });
  });

  it("says what kept a witness from speaking", async () => {
    const { report, azure } = await openStage();
    azure.estate.hasRole = false;
    const { verdict, failure, remedy, records } = await report();
    expect(verdict).toBe("unknown");
    expect(failure?.code).toBe("resource_manager_forbidden");
    expect(remedy).toBe(failure?.remedy);
    expect(records).toEqual([]);
  });
});

// Every run of a stage is searched for control characters.
describe("what Azure says never acts on a terminal", () => {
  it.each([
    ["the mode", { clientCertMode: UNSAFE }],
    ["exclusion paths", { clientCertExclusionPaths: UNSAFE }],
    ["exclusion end points", { clientCertExclusionEndPoints: UNSAFE }],
    ["a host name", { hostNames: [UNSAFE], defaultHostName: UNSAFE }],
  ])("%s", async (_, properties) => {
    const { doctor, setSite } = await openStage();
    setSite(properties);
    for (const argv of [[], ["--json"]]) {
      const { out } = await doctor(argv);
      expect(out).not.toMatch(/^forged/m);
    }
  });

  it("an error of Resource Manager", async () => {
    const { doctor, azure } = await openStage();
    const body = { error: { code: UNSAFE, message: `with object id '${UNSAFE}'` } };
    azure.faults.resourceManager.push({ effect: { kind: "answer", status: 403, body } });
    expect((await doctor()).code).toBe(2);
  });

  it("a health check's path, which stands in a command", async () => {
    const { doctor, azure } = await openStage();
    for (const body of Object.values(azure.estate.webConfigs)) {
      Object.assign(body["properties"] as object, { healthCheckPath: `/x: az group delete ${UNSAFE}` });
    }
    const { out } = await doctor();
    expect(out).toMatch(/FAIL {5}health-check-path/);
    expect(out).not.toMatch(/^\s+az group/m);
    expect(out).toMatch(/^ {11}az webapp config set /m);
  });
});
