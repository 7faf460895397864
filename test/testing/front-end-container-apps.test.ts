import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuthority, createFrontEnd, createSelfSigned, type IssuedCertificate } from "../../src/testing/index.ts";
import { ask, certificateHeaders, startApp, startFrontEnd } from "./front-end-stand.ts";

const issuing = createAuthority().createIntermediate({ subject: "CN=Issuing" });
const client = issuing.issue({ subject: "CN=client" });
const FORGED = ["X-Forwarded-Client-Cert", 'Hash=00;Cert="forged"', "x-forwarded-CLIENT-cert", "two"];
const platform = "container-apps";

/** As Envoy documents it. */
function element(certificate: IssuedCertificate, chain: string): string {
  const hash = createHash("sha256").update(certificate.der).digest("hex");
  return `Hash=${hash};Cert="${encodeURIComponent(certificate.pem)}";Chain="${encodeURIComponent(chain)}";`;
}

const own = element(client, client.chainPem);

describe("Container Apps", () => {
  it("required: the whole chain in the header, in the first handshake of TLS 1.3", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ platform, mode: "required", target: { host: "127.0.0.1", port } });
    expect((await ask(frontEnd, { client, tls: "TLSv1.3" })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[own]]);
    expect(own).not.toMatch(/[\s+/]/);
  });

  it("required: a connection without a certificate is ended", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ platform, mode: "required", target: { host: "127.0.0.1", port } });
    await expect(ask(frontEnd, { headers: FORGED })).rejects.toThrow();
    await expect(ask(frontEnd, { tls: "TLSv1.2" })).rejects.toThrow();
    expect(seen).toEqual([]);
  });

  it("a certificate that came alone is its whole chain", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ platform, mode: "optional", target: { host: "127.0.0.1", port } });
    const alone = createSelfSigned();
    await ask(frontEnd, { client: alone });
    await ask(frontEnd, { client: { ...client, chainPem: client.pem } });
    expect(seen.map(certificateHeaders)).toEqual([[element(alone, alone.pem)], [element(client, client.pem)]]);
    expect(new X509Certificate(alone.der).subject).toBe("CN=Test Client");
  });

  it("optional and disabled let everybody by", async () => {
    for (const [mode, expected] of [["optional", [[own], []]] as const, ["disabled", [[], []]] as const]) {
      const { seen, port } = await startApp();
      const frontEnd = await startFrontEnd({ platform, mode, target: { host: "127.0.0.1", port } });
      await ask(frontEnd, { client });
      await ask(frontEnd);
      expect(seen.map(certificateHeaders)).toEqual(expected);
    }
  });

  it.each([
    ["drop", [own], []],
    ["pass", [FORGED[1], "two"], [FORGED[1], "two"]],
    ["append", [`${FORGED[1]},two,${own}`], [`${FORGED[1]},two`]],
    ["pass-without-certificate", [own], [FORGED[1], "two"]],
  ] as const)("a header of the client's own: %s", async (forgedHeader, withCertificate, without) => {
    const { seen, port } = await startApp();
    const target = { host: "127.0.0.1", port };
    const frontEnd = await startFrontEnd({ platform, mode: "optional", forgedHeader, target });
    await ask(frontEnd, { client, headers: FORGED });
    await ask(frontEnd, { headers: FORGED });
    expect(seen.map(certificateHeaders)).toEqual([withCertificate, without]);
  });

  it("writes the forwarding headers itself, none of App Service's, and leaves App Service's to the client", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ platform, mode: "optional", target: { host: "127.0.0.1", port } });
    const forged = ["X-Forwarded-Proto", "http", "X-Forwarded-Host", "evil", "X-Forwarded-For", "10.0.0.1"];
    await ask(frontEnd, { client, headers: [...forged, "X-ARR-ClientCert", "Zm9yZ2Vk"] });
    expect(seen[0]?.headers).toMatchObject({
      "x-forwarded-proto": "https",
      "x-forwarded-host": "site.example",
      "x-forwarded-for": "10.0.0.1,127.0.0.1",
      "x-arr-clientcert": "Zm9yZ2Vk",
    });
    expect(
      Object.keys(seen[0]?.headers ?? {}).filter((name) => /^(?:x-arr-(?!clientcert)|was-|disguised)/.test(name)),
    ).toEqual([]);
  });

  it("plain HTTP is sent to https", async () => {
    const { seen, port } = await startApp();
    const target = { host: "127.0.0.1", port };
    const frontEnd = await startFrontEnd({ platform, mode: "required", plainHttp: "redirect", target });
    expect((await ask(frontEnd, { plain: true, headers: FORGED })).status).toBe(301);
    expect(seen).toEqual([]);
  });

  it.each([{ mode: "interactive" }, { mode: "required", exclude: ["/public"] }] as const)(
    "does not have %o",
    async (options) => {
      await expect(createFrontEnd({ platform, ...options, target: "http://127.0.0.1:1" })).rejects.toThrow(TypeError);
    },
  );
});
