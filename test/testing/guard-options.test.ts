import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import { createGuardCore } from "../../src/guard/guard.ts";
import {
  createAuthority,
  headerFor,
  type TestGuardOptions,
  testOptions,
  toRawHeaders,
} from "../../src/testing/index.ts";

const authority = createAuthority({ subject: "CN=Root" });
const issuing = authority.createIntermediate({ subject: "CN=Issuing" });
const OPTIONS: TestGuardOptions = { authority, allow: { subject: "CN=Test Client" } };

const FORBIDDEN = ["WEBSITE_SITE_NAME", "WEBSITE_INSTANCE_ID", "CONTAINER_APP_NAME", "NODE_ENV"];

beforeEach(() => {
  for (const name of FORBIDDEN) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("options for tests", () => {
  it("make a guard that believes App Service's header and trusts the authority", () => {
    const guard = createGuardCore(testOptions(OPTIONS));
    const decide = (rawHeaders: readonly string[]): string => {
      const decision = guard.decide({ method: "GET", rawUrl: "/", rawHeaders, native: {} });
      return "kind" in decision ? decision.kind : "later";
    };
    expect(decide(toRawHeaders(headerFor("app-service", authority.issue())))).toBe("admitted");
    expect(decide(toRawHeaders(headerFor("app-service", createAuthority().issue())))).toBe("refused");
    expect(decide([])).toBe("refused");
    guard.close();
  });

  it("read no variable", () => {
    vi.stubEnv("CLIENT_CERT_OPEN_PATHS", "/orders");
    vi.stubEnv("CLIENT_CERT_FRONT_END", "nonsense");
    const { openPaths, frontEnd } = loadSettings(testOptions(OPTIONS));
    expect([openPaths, frontEnd]).toEqual([[], { name: "app-service" }]);
  });

  it("cannot be talked out of what makes them fit for tests", () => {
    const sneaky = { ...OPTIONS, selfCheck: "enforce", env: { CLIENT_CERT_ENFORCE: "report" }, trustAnchors: "x" };
    const options = testOptions(sneaky as TestGuardOptions);
    expect(options).toMatchObject({ selfCheck: "off", env: {}, trustAnchors: [authority.pem] });
  });

  it("take several authorities, intermediates in both forms, and every other option", () => {
    const other = createAuthority({ subject: "CN=Other" });
    const clock = (): number => Date.now();
    const intermediates = [issuing, issuing.createIntermediate({ subject: "CN=Below" }).pem];
    const options = testOptions({ ...OPTIONS, authority: [authority, other], intermediates, clock, openPaths: ["/x"] });
    expect(options).toMatchObject({ clock, openPaths: ["/x"], trustAnchors: [authority.pem, other.pem] });
    expect(loadSettings(options).intermediates.map(({ subject }) => `${subject}`)).toEqual(["CN=Issuing", "CN=Below"]);
    expect(Object.keys(options)).not.toContain("authority");
  });

  it.each([
    "app-service",
    "container-apps",
    "rfc9440",
    "socket",
    { name: "application-gateway", header: "X-Client-Certificate" },
    { name: "custom", header: "X-SSL-Client", encoding: "pem" },
  ] as const)("start a guard behind %j", (frontEnd) => {
    expect(loadSettings(testOptions({ ...OPTIONS, frontEnd })).frontEnd).toMatchObject(
      typeof frontEnd === "string" ? { name: frontEnd } : frontEnd,
    );
  });

  it("keep the peers that are given", () => {
    const trustedPeers = ["10.0.0.4"];
    expect(testOptions({ ...OPTIONS, frontEnd: "rfc9440", trustedPeers })).toMatchObject({ trustedPeers });
    expect(testOptions(OPTIONS)).not.toHaveProperty("trustedPeers");
  });

  it("log nothing unless told where", () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const lines: string[] = [];
    const note = (_: object, message: string): void => {
      lines.push(message);
    };
    const refuseOne = (options: TestGuardOptions): void => {
      const guard = createGuardCore(testOptions(options));
      guard.decide({ method: "GET", rawUrl: "/", rawHeaders: ["X-ARR-ClientCert", "AAAA"], native: {} });
      guard.close();
    };
    refuseOne(OPTIONS);
    expect(lines).toEqual([]);
    refuseOne({ ...OPTIONS, log: { debug: note, info: note, warn: note, error: note } });
    expect(lines.length).toBeGreaterThan(1);
    expect(written).not.toHaveBeenCalled();
  });
});

describe("options for tests are refused", () => {
  it.each([
    ["WEBSITE_SITE_NAME", "orders"],
    ["WEBSITE_SITE_NAME", ""],
    ["WEBSITE_INSTANCE_ID", "f00"],
    ["CONTAINER_APP_NAME", "orders"],
    ["NODE_ENV", "production"],
    ["NODE_ENV", " Production"],
  ])("where %s is %j", (name, value) => {
    vi.stubEnv(name, value);
    expect(() => testOptions(OPTIONS)).toThrow(TypeError);
    expect(() => testOptions(OPTIONS)).toThrow(name);
  });

  it.each(["test", "development", ""])("not where NODE_ENV is %j", (value) => {
    vi.stubEnv("NODE_ENV", value);
    expect(() => testOptions(OPTIONS)).not.toThrow();
  });
});
