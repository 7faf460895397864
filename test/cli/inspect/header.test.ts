import { describe, expect, it } from "vitest";
import { base64, billing, CONFIGURED, fileWith, inspect, issuing, report, root, sha256Of } from "./stage.ts";

const WITHOUT_INTERMEDIATES = {
  CLIENT_CERT_TRUST_ANCHORS: root.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE",
};

const arr = base64(billing.der);
const xfcc = `Hash=${sha256Of(billing)};Cert="${encodeURIComponent(billing.pem)}"`;
const withChain = `${xfcc};Chain="${encodeURIComponent(billing.pem + issuing.pem)}"`;

const headerStatus = async (input: string, environment: Readonly<Record<string, string>>) => {
  const { verdict, judgements, configuration } = await report(input, environment);
  const status = judgements[0]?.checks.find(({ check }) => check === "header")?.status;
  return { verdict, status, frontEnd: configuration?.frontEnd, code: judgements[0]?.code };
};

describe("a header where the configuration names no front end", () => {
  it.each([
    ["X-ARR-ClientCert's value", arr, "app-service"],
    ["X-ARR-ClientCert", `X-ARR-ClientCert: ${arr}`, "app-service"],
    ["X-Forwarded-Client-Cert", `x-forwarded-client-cert: ${xfcc}`, "container-apps"],
    ["its value", xfcc, "container-apps"],
    ["its value of two proxies", `${xfcc},By=spiffe://a/b;Hash=00`, "container-apps"],
    ["Client-Cert's value", `:${arr}:`, "rfc9440"],
    ["percent-encoded PEM", encodeURIComponent(billing.pem), "custom"],
    ["a header of one's own", `ssl-client-cert: ${encodeURIComponent(billing.pem)}`, "custom"],
  ])("is read by the front end that it speaks of: %s", async (_, input, frontEnd) => {
    expect(await headerStatus(input, CONFIGURED)).toMatchObject({ verdict: "admitted", status: "pass", frontEnd });
  });

  it("is refused where it is doubled, malformed, or came over plain HTTP", async () => {
    const line = `X-ARR-ClientCert: ${arr}\n`;
    expect(await headerStatus(line + line, CONFIGURED)).toMatchObject({ status: "fail", code: "header_duplicated" });
    expect(await headerStatus(`${line}X-Forwarded-Proto: http`, CONFIGURED)).toMatchObject({ code: "plain_http" });
    expect(await headerStatus("X-ARR-ClientCert:", CONFIGURED)).toMatchObject({ code: "header_missing" });
    expect(await headerStatus(`X-ARR-ClientCert: ${arr},${arr}`, CONFIGURED)).toMatchObject({
      verdict: "refused",
      code: "header_malformed",
    });
    const wrongHash = xfcc.replace(/Hash=.{4}/, "Hash=0000");
    expect(await headerStatus(wrongHash, CONFIGURED)).toMatchObject({ status: "fail", code: "header_malformed" });
    const { code, out } = await inspect(["-"], CONFIGURED, line + line);
    expect(code).toBe(1);
    expect(out).toMatch(/ FAIL +header /);
    expect(out).toMatch(/ not asked +certificate /);
  });

  it("brings its chain along, as far as the front end reads one", async () => {
    const { verdict, judgements } = await report(withChain, WITHOUT_INTERMEDIATES);
    expect(verdict).toBe("admitted");
    expect(judgements[0]?.path?.certificates.map(({ role }) => role)).toEqual(["caller", "intermediate", "anchor"]);
    const lines = `Client-Cert: :${arr}:\nClient-Cert-Chain: :${base64(issuing.der)}:`;
    expect((await report(lines, WITHOUT_INTERMEDIATES)).verdict).toBe("admitted");
    expect((await report(`X-ARR-ClientCert: ${arr}`, WITHOUT_INTERMEDIATES)).judgements[0]?.code).toBe(
      "issuer_unknown",
    );
  });

  it("does not take a chain from a file, which no front end would hand over", async () => {
    expect((await report(billing.pem + issuing.pem, WITHOUT_INTERMEDIATES)).judgements[0]?.code).toBe("issuer_unknown");
  });
});

describe("a header where the configuration names the front end", () => {
  const custom = {
    ...CONFIGURED,
    CLIENT_CERT_FRONT_END: JSON.stringify({ name: "custom", header: "X-Client", encoding: "base64-der" }),
    CLIENT_CERT_TRUSTED_PEERS: "10.0.0.4",
  };
  const gateway = {
    ...CONFIGURED,
    CLIENT_CERT_FRONT_END: JSON.stringify({
      name: "application-gateway",
      header: "X-Client",
      verificationHeader: "X-Verified",
    }),
  };

  it("is read by that one", async () => {
    expect(await headerStatus(`x-client: ${arr}`, custom)).toMatchObject({ verdict: "admitted", frontEnd: "custom" });
    expect(await headerStatus(arr, custom)).toMatchObject({ verdict: "admitted", status: "pass" });
    const escaped = encodeURIComponent(billing.pem);
    expect(await headerStatus(`X-Client: ${escaped}\nX-Verified: SUCCESS`, gateway)).toMatchObject({
      verdict: "admitted",
      frontEnd: "application-gateway",
    });
    expect(await headerStatus(`X-Client: ${escaped}`, gateway)).toMatchObject({ code: "verification_failed" });
  });

  it("is taken to have the gateway's verdict beside it when it is the value alone, which is said", async () => {
    const { verdict, notes } = await report(encodeURIComponent(billing.pem), gateway);
    expect(verdict).toBe("admitted");
    expect(notes).toContain("The gateway's own verdict, in the other header, is taken to be SUCCESS.");
  });

  it("is none when its lines name another", async () => {
    expect(await headerStatus(`X-ARR-ClientCert: ${arr}`, custom)).toMatchObject({ code: "header_missing" });
  });

  it("is judged as a certificate alone when the value is of another form, which is said", async () => {
    const { verdict, notes } = await report(xfcc, { ...CONFIGURED, CLIENT_CERT_FRONT_END: "app-service" });
    expect(verdict).toBe("admitted");
    expect(notes.join(" ")).toContain("(app-service) reads X-ARR-ClientCert in another form");
    const { notes: others } = await report(arr, { ...CONFIGURED, CLIENT_CERT_FRONT_END: "socket" });
    expect(others.join(" ")).toContain("(socket) takes the certificate from the connection");
  });

  it("judges a bare certificate whatever the front end is", async () => {
    for (const environment of [custom, gateway, { ...CONFIGURED, CLIENT_CERT_FRONT_END: "socket" }]) {
      expect(await headerStatus(billing.pem, environment)).toMatchObject({ verdict: "admitted", status: "not-needed" });
    }
  });

  it("may be given as the argument", async () => {
    expect((await inspect([`X-ARR-ClientCert: ${arr}`], CONFIGURED)).code).toBe(0);
    expect((await inspect([fileWith(`X-ARR-ClientCert: ${arr}\n`, "request.log")], CONFIGURED)).code).toBe(0);
  });
});
