import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { connect, createServer, type PeerCertificate, type SecureVersion, type TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../../src/certificate/certificate.ts";
import { KeyUsageBit } from "../../../src/certificate/extension-values.ts";
import { checkProfile } from "../../../src/certificate/profile.ts";
import { readAppServiceHeader } from "../../../src/header/app-service.ts";
import { mintThrowAway, type ThrowAway } from "../../../src/self-check/probe/mint.ts";

const NOW = Date.UTC(2026, 4, 5, 6, 7, 8);

/** What a server that asks for a certificate is shown. */
async function shake(client: ThrowAway, version: SecureVersion): Promise<PeerCertificate> {
  const own = mintThrowAway(Date.now());
  const server = createServer({
    key: own.privateKeyPem,
    cert: own.certificatePem,
    requestCert: true,
    rejectUnauthorized: false,
  });
  const shown = new Promise<PeerCertificate>((resolve, reject) => {
    server.on("secureConnection", (socket: TLSSocket) => {
      resolve(socket.getPeerCertificate());
      socket.end();
    });
    server.on("tlsClientError", reject);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const socket = connect({
    host: "127.0.0.1",
    port: typeof address === "object" && address !== null ? address.port : 0,
    key: client.privateKeyPem,
    cert: client.certificatePem,
    ca: own.certificatePem,
    minVersion: version,
    maxVersion: version,
    checkServerIdentity: () => undefined,
    rejectUnauthorized: false,
  });
  socket.on("error", () => undefined);
  try {
    return await shown;
  } finally {
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("a throw-away certificate", () => {
  it("follows the whole profile of RFC 5280", () => {
    const certificate = readCertificate(mintThrowAway(NOW).der);
    expect(checkProfile(certificate, "leaf", "strict")).toEqual([]);
    expect(certificate.deviations).toEqual([]);
    expect(certificate.version).toBe(3);
    expect(certificate.issuer.equals(certificate.subject)).toBe(true);
    expect(certificate.subject.toString()).toMatch(/^CN=azure-client-cert probe [0-9a-f]{32}$/);
    expect(certificate.extensions.basicConstraints).toMatchObject({ cA: false });
    expect(certificate.extensions.keyUsage).toMatchObject({ bits: KeyUsageBit.digitalSignature });
    const critical = certificate.extensions.all.filter((extension) => extension.critical).map(({ oid }) => oid);
    expect(critical).toEqual(["2.5.29.19", "2.5.29.15"]);
    // The key's bits: an uncompressed point of P-256 at the end of the SubjectPublicKeyInfo.
    const digest = createHash("sha256").update(certificate.publicKey.der.subarray(-65)).digest();
    expect(certificate.extensions.subjectKeyIdentifier).toMatchObject({
      keyIdentifier: new Uint8Array(digest.subarray(0, 20)),
    });
  });

  it("is signed by its own key, for clients only, as Node reads it", () => {
    const { certificatePem, privateKeyPem } = mintThrowAway(NOW);
    const certificate = new X509Certificate(certificatePem);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  });

  it("is valid from an hour before to an hour after", () => {
    const certificate = readCertificate(mintThrowAway(NOW).der);
    expect([certificate.notBefore, certificate.notAfter]).toEqual([NOW - 3_600_000, NOW + 3_600_000]);
  });

  it("writes the two kinds of time where they meet", () => {
    const newYear = Date.UTC(2050, 0);
    const certificate = readCertificate(mintThrowAway(newYear).der);
    expect([certificate.notBefore, certificate.notAfter]).toEqual([newYear - 3_600_000, newYear + 3_600_000]);
    expect(certificate.deviations).toEqual([]);
  });

  it("is no other's: name, serial number and key are new each time", () => {
    const minted = Array.from({ length: 20 }, () => readCertificate(mintThrowAway(NOW).der));
    expect(new Set(minted.map(({ subject }) => subject.toString())).size).toBe(20);
    expect(new Set(minted.map(({ spkiSha256 }) => spkiSha256)).size).toBe(20);
    expect(new Set(minted.map(({ serialNumber }) => serialNumber)).size).toBe(20);
    for (const { serialNumber } of minted) expect(serialNumber).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  it("is in its header what App Service writes", () => {
    const { der, header } = mintThrowAway(NOW);
    expect(readAppServiceHeader(["X-ARR-ClientCert", header])).toEqual({ ok: true, der: new Uint8Array(der) });
    expect(header).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
  });

  it.each<SecureVersion>(["TLSv1.2", "TLSv1.3"])("goes through a handshake of %s", async (version) => {
    const client = mintThrowAway(Date.now());
    const { raw } = await shake(client, version);
    expect(raw.toString("base64")).toBe(client.header);
  });
});
