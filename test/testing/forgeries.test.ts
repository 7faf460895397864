import { describe, expect, it } from "vitest";
import { createValidator } from "../../src/create-validator.ts";
import {
  createAuthority,
  forgeHeaders,
  type HeaderFrontEnd,
  headerFor,
  toRawHeaders,
} from "../../src/testing/index.ts";

const root = createAuthority();
const real = root.issue({ subject: "CN=real" });
const forged = root.issue({ subject: "CN=forged" });

const FRONT_ENDS: readonly HeaderFrontEnd[] = [
  "app-service",
  "container-apps",
  "rfc9440",
  { name: "container-apps", elements: 2 },
  { name: "application-gateway", header: "X-Client-Certificate" },
  { name: "application-gateway", header: "X-Client-Certificate", verificationHeader: "X-Client-Verified" },
  { name: "custom", header: "X-SSL-Client", encoding: "base64-der" },
  { name: "custom", header: "X-SSL-Client", encoding: "escaped-pem" },
  { name: "custom", header: "X-SSL-Client", encoding: "pem" },
];

describe.each(FRONT_ENDS)("forgeries for %j", (frontEnd) => {
  const wantsPeers = /rfc9440|application-gateway|custom/.test(JSON.stringify(frontEnd));
  const validator = createValidator({
    trustAnchors: root.pem,
    allow: "any-from-anchors",
    frontEnd,
    ...(wantsPeers && { trustedPeers: "network-enforced" }),
  });
  const forgeries = forgeHeaders(frontEnd, { real, forged });

  const fateOf = (rawHeaders: readonly string[]): string => {
    const verdict = validator.validate({ rawHeaders });
    return verdict.ok ? verdict.client.caller.replace("CN=", "") : verdict.code;
  };

  it.each(forgeries)("$name: $meaning", ({ rawHeaders, expected }) => {
    expect(fateOf(rawHeaders)).toBe(expected);
  });

  it("are forgeries of callers who are both let in", () => {
    expect(fateOf(toRawHeaders(headerFor(frontEnd, real)))).toBe("real");
    expect(fateOf(toRawHeaders(headerFor(frontEnd, forged)))).toBe("forged");
  });

  it("have names of their own", () => {
    const names = forgeries.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(9);
  });

  it("each show the forged certificate, or tell something of the real one", () => {
    const own = JSON.stringify(toRawHeaders(headerFor(frontEnd, real)));
    expect(forgeries.filter(({ rawHeaders }) => JSON.stringify(rawHeaders) === own)).toEqual([]);
  });
});

describe("forgeries", () => {
  it("of Envoy's header also come with forms that only its grammar tells apart", () => {
    const names = forgeHeaders("container-apps", { real, forged }).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["certificate-in-quoted-subject", "doubled-key-other-case", "json"]));
    expect(forgeHeaders("app-service", { real, forged }).map(({ name }) => name)).not.toContain("json");
  });

  it("spell the header's name in every case, and with underscores", () => {
    const names = forgeHeaders("app-service", { real, forged }).flatMap(({ rawHeaders }) =>
      rawHeaders.filter((_, index) => index % 2 === 0),
    );
    const spelled = ["x-arr-clientcert", "X-ARR-CLIENTCERT", "X_ARR_ClientCert", "X-Forwarded-Client-Cert"];
    expect(names).toEqual(expect.arrayContaining(spelled));
  });

  it("ask a gateway's verdict only where there is one", () => {
    const header = "X-Client-Certificate";
    const names = (frontEnd: HeaderFrontEnd): readonly string[] =>
      forgeHeaders(frontEnd, { real, forged }).map(({ name }) => name);
    expect(names({ name: "application-gateway", header }).join()).not.toContain("verification");
    expect(names({ name: "application-gateway", header, verificationHeader: "V" }).join()).toContain("verification");
  });
});
