import type { RequestListener } from "node:http";
import type { ServerOptions } from "node:https";
import { describe, expect, it, vi } from "vitest";
import { fateOf as fate } from "../../../src/self-check/probe/fate.ts";
import type { Answer, Shot } from "../../../src/self-check/probe/shot.ts";
import { createAuthority } from "../../../src/testing/index.ts";
import { fine, kept, send, serveRaw } from "./sending.ts";
import { sentBy } from "./shots.ts";
import { CREDENTIALS, serveHttp, serveHttp2, serveHttps, shotAt } from "./tls-stand.ts";

function fateOf(shot: Shot, answer: Answer): string {
  return fate({ shot, answer, arrival: undefined }, sentBy("app-service"), "app-service");
}

describe("another name than the host's", () => {
  it("is asked for and verified in TLS, while the request names the host", async () => {
    const stand = await kept(serveHttps(fine));
    const answer = await send(stand, { host: "127.0.0.1", serverName: "localhost" });
    expect(answer).toMatchObject({ kind: "response", status: 200 });
    expect(stand.seen[0]?.rawHeaders).toEqual(expect.arrayContaining([`127.0.0.1:${stand.port}`]));
    // The certificate is for localhost alone.
    const refused = { kind: "failed", code: "ERR_TLS_CERT_ALTNAME_INVALID" };
    expect(await send(stand, { host: "127.0.0.1" })).toMatchObject(refused);
    expect(await send(stand, { serverName: "orders.example" })).toMatchObject(refused);
  });

  it.each(["1.1", "2"] as const)("is asked for sideways, or none is, over HTTP/%s", async (httpVersion) => {
    const stand = await kept(httpVersion === "2" ? serveHttp2(fine) : serveHttps(fine));
    for (const serverName of ["other.invalid", undefined]) {
      const answer = await send(stand, { httpVersion, sideways: { serverName }, presentsCertificate: false });
      // The certificate is for localhost alone, and its chain is right.
      expect(answer).toMatchObject({ kind: "response", status: 200 });
    }
    expect(stand.seen.map(({ serverName }) => serverName)).toEqual(["other.invalid", false]);
    expect(stand.seen.every(({ rawHeaders }) => rawHeaders.includes(`localhost:${stand.port}`))).toBe(true);
  });

  it("is asked for sideways of nobody whose certificate has another root", async () => {
    const stand = await kept(serveHttps(fine));
    for (const serverName of ["localhost", "other.invalid", undefined]) {
      const answer = await send(stand, { sideways: { serverName } }, { ca: createAuthority().pem });
      expect(answer).toMatchObject({ kind: "failed", code: expect.stringMatching(/ISSUER|SIGNATURE|VERIFY|CERT/) });
    }
    expect(stand.seen).toEqual([]);
  });
});

describe("what goes over the wire", () => {
  it("in HTTP/1.1 is a GET with the lines as planned, two of one name as two", async () => {
    const stand = await kept(serveHttps(fine));
    const headers = [
      ["X-ARR-ClientCert", "one"],
      ["x-arr-clientcert", "two"],
      ["X-ARR-ClientCert", "one"],
    ] as const;
    await send(stand, { headers, path: "/public/%2e%2e/x" });
    const host = ["Host", `localhost:${stand.port}`];
    expect(stand.seen).toMatchObject([{ httpVersion: "1.1", url: "/public/%2e%2e/x" }]);
    expect(stand.seen[0]?.rawHeaders).toEqual([
      ...host,
      ...["azure-client-cert-probe", "the-nonce"],
      ...headers.flat(),
      ...["Connection", "close"],
    ]);
  });

  it("in HTTP/2 is the same with two fields", async () => {
    const stand = await kept(serveHttp2(fine));
    const headers = [
      ["x-arr-clientcert", "one"],
      ["x-arr-clientcert", "two"],
    ] as const;
    expect(await send(stand, { httpVersion: "2", headers })).toMatchObject({ kind: "response", status: 200 });
    const { rawHeaders = [], ...seen } = stand.seen[0] ?? {};
    expect(seen).toMatchObject({ httpVersion: "2.0", url: "/azure-client-cert-probe" });
    const pairs = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
    expect(pairs.filter((pair) => !pair.startsWith(":")).sort()).toEqual([
      "azure-client-cert-probe: the-nonce",
      "x-arr-clientcert: one",
      "x-arr-clientcert: two",
    ]);
    expect(pairs).toContain(`:authority: localhost:${stand.port}`);
  });

  it("over plain HTTP has no TLS", async () => {
    const stand = await kept(serveHttp(fine));
    expect(await send(stand, { scheme: "http", presentsCertificate: false })).toMatchObject({ status: 200 });
    expect(stand.seen).toMatchObject([{ protocol: null, certificate: undefined }]);
  });

  it.each(["1.1", "2"] as const)("shows A when planned, and never otherwise (HTTP/%s)", async (httpVersion) => {
    const stand = await kept(httpVersion === "2" ? serveHttp2(fine) : serveHttps(fine));
    for (const presentsCertificate of [true, false, true, false]) {
      await send(stand, { httpVersion, presentsCertificate });
    }
    const { certificatePem: pem } = CREDENTIALS;
    expect(stand.seen.map(({ certificate }) => certificate?.trim())).toEqual([
      pem.trim(),
      undefined,
      pem.trim(),
      undefined,
    ]);
  });

  it.each<[string, "1.1" | "2", ServerOptions]>([
    ["TLS 1.2", "1.1", { maxVersion: "TLSv1.2" }],
    ["TLS 1.3", "1.1", { minVersion: "TLSv1.3" }],
    ["TLS 1.2 and HTTP/2", "2", { maxVersion: "TLSv1.2" }],
    ["TLS 1.3 and HTTP/2", "2", { minVersion: "TLSv1.3" }],
  ])("takes up no session and shares no connection: %s", async (_title, httpVersion, options) => {
    const stand = await kept(httpVersion === "2" ? serveHttp2(fine, options) : serveHttps(fine, options));
    for (let sent = 0; sent < 3; sent += 1) await send(stand, { httpVersion });
    expect(stand.seen.map(({ isResumed }) => isResumed)).toEqual([false, false, false]);
    expect(stand.connections()).toBe(3);
  });

  it("speaks TLS 1.3 alone when planned", async () => {
    const [both, old] = [await kept(serveHttps(fine)), await kept(serveHttps(fine, { maxVersion: "TLSv1.2" }))];
    expect(await send(both, { tls: "1.3" })).toMatchObject({ status: 200 });
    expect(both.seen).toMatchObject([{ protocol: "TLSv1.3" }]);
    expect(await send(old, { tls: "1.3" })).toMatchObject({ kind: "failed", code: expect.stringMatching(/PROTOCOL/) });
    expect(await send(old)).toMatchObject({ status: 200 });
  });

  it("speaks TLS 1.2 alone when planned, and tells who does not speak it", async () => {
    const both = await kept(serveHttps(fine));
    expect(await send(both, { tls: "1.2" })).toMatchObject({ status: 200 });
    expect(both.seen).toMatchObject([{ protocol: "TLSv1.2" }]);
    const recent = await kept(serveHttps(fine, { minVersion: "TLSv1.3" }));
    for (const presentsCertificate of [true, false]) {
      const answer = await send(recent, { tls: "1.2", presentsCertificate });
      expect(fateOf(shotAt(1, { tls: "1.2", presentsCertificate }), answer)).toBe("not-offered");
    }
    expect(recent.seen).toEqual([]);
  });

  it.each<[string, ServerOptions, Partial<Shot>, string]>([
    ["HTTP/1.1 alone", { ALPNProtocols: ["http/1.1"] }, { httpVersion: "2" }, "not-offered"],
    [
      "HTTP/1.1 alone, over TLS 1.2",
      { ALPNProtocols: ["http/1.1"], maxVersion: "TLSv1.2" },
      { httpVersion: "2" },
      "not-offered",
    ],
    ["HTTP/1.1 alone", { ALPNProtocols: ["http/1.1"] }, { httpVersion: "2 if chosen" }, "not-offered"],
    ["another protocol", { ALPNProtocols: ["other"] }, { httpVersion: "2 if chosen" }, "unanswered"],
  ])("tells that HTTP/2 is not offered by a server with %s", async (_title, options, changes, fate) => {
    const stand = await kept(serveHttps(fine, options));
    const answer = await send(stand, changes);
    expect(fateOf(shotAt(stand.port, changes), answer)).toBe(fate);
    expect(stand.seen).toEqual([]);
  });

  it("asks for HTTP/2 and takes it where it is chosen", async () => {
    const stand = await kept(serveHttp2(fine));
    expect(await send(stand, { httpVersion: "2 if chosen" })).toMatchObject({ status: 200 });
    expect(stand.seen).toMatchObject([{ httpVersion: "2.0" }]);
  });

  it("stays silent for a while without a certificate over TLS 1.3, and not otherwise", async () => {
    const stand = await kept(serveHttps(fine));
    const patient = { patienceMs: 60_000, timeoutMs: 200 };
    expect(await send(stand, { presentsCertificate: false }, patient)).toEqual({ kind: "failed", code: "ETIMEDOUT" });
    expect(await send(stand, { presentsCertificate: false, tls: "1.2" }, patient)).toMatchObject({ status: 200 });
    expect(await send(stand, {}, patient)).toMatchObject({ status: 200 });
    expect(await send(stand, { presentsCertificate: false }, { patienceMs: 0 })).toMatchObject({ status: 200 });
  });

  it("asks no proxy, and verifies the server whatever the environment says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    for (const name of ["http_proxy", "https_proxy", "ALL_PROXY"]) vi.stubEnv(name, "http://127.0.0.1:1");
    const stand = await kept(serveHttps(fine));
    expect(await send(stand)).toMatchObject({ status: 200 });
    const stranger = await send(stand, {}, { ca: createAuthority().pem });
    expect(stranger).toMatchObject({ kind: "failed" });
    expect(await send(stand, { host: "127.0.0.1" })).toEqual({ kind: "failed", code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    expect(stand.seen).toHaveLength(1);
  });
});

describe("a refused handshake is told by its alert", () => {
  const demanding = { rejectUnauthorized: true };

  it.each<[string, "1.1" | "2", ServerOptions, string]>([
    ["TLS 1.2", "1.1", { maxVersion: "TLSv1.2" }, "handshake_failure"],
    ["TLS 1.3", "1.1", { minVersion: "TLSv1.3" }, "certificate_required"],
    ["TLS 1.2 and HTTP/2", "2", { maxVersion: "TLSv1.2" }, "handshake_failure"],
    ["TLS 1.3 and HTTP/2", "2", { minVersion: "TLSv1.3" }, "certificate_required"],
  ])("%s", async (_title, httpVersion, options, alert) => {
    const all = { ...options, ...demanding };
    const stand = await kept(httpVersion === "2" ? serveHttp2(fine, all) : serveHttps(fine, all));
    for (let sent = 0; sent < 3; sent += 1) {
      expect(await send(stand, { httpVersion, presentsCertificate: false })).toEqual({ kind: "tls-alert", alert });
    }
    expect(stand.seen).toEqual([]);
  });

  it.each<[string, number, Answer]>([
    ["handshake_failure", 40, { kind: "tls-alert", alert: "handshake_failure" }],
    ["bad_certificate", 42, { kind: "tls-alert", alert: "bad_certificate" }],
    [
      "unrecognized_name, which is about something else",
      112,
      { kind: "failed", code: expect.stringMatching(/UNRECOGNIZED/) },
    ],
    ["internal_error", 80, { kind: "failed", code: expect.stringMatching(/INTERNAL/) }],
    ["protocol_version", 70, { kind: "failed", code: expect.stringMatching(/VERSION/) }],
  ])("by its number: %s", async (_title, description, expected) => {
    const stand = await serveRaw((socket) => {
      socket.once("data", () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, description])));
    });
    expect(await send(stand)).toEqual(expected);
  });
});

describe("an answer", () => {
  it.each(["1.1", "2"] as const)(
    "is read without its body, and no redirect is followed (HTTP/%s)",
    async (httpVersion) => {
      const endless: RequestListener = (_request, response) => {
        response.writeHead(302, {
          location: "https://localhost/elsewhere",
          "content-type": "application/problem+json",
          "www-authenticate": "Bearer",
          "x-ms-forbidden-ip": "::1",
          "x-ms-middleware-request-id": "1",
          "azure-client-cert-probe-seen": "word",
          "x-other": "1",
        });
        const timer = setInterval(() => response.write("x".repeat(10_000)), 1);
        response.on("close", () => clearInterval(timer)).on("error", () => clearInterval(timer));
      };
      const stand = await kept(httpVersion === "2" ? serveHttp2(endless) : serveHttps(endless));
      const answer = await send(stand, { httpVersion });
      expect(answer).toEqual({
        kind: "response",
        status: 302,
        location: "https://localhost/elsewhere",
        contentType: "application/problem+json",
        markers: expect.arrayContaining(["www-authenticate", "x-ms-forbidden-ip", "x-ms-middleware-request-id"]),
        attestation: "word",
      });
      expect(answer.kind === "response" && answer.markers).toHaveLength(3);
      expect(stand.seen).toHaveLength(1);
    },
  );

  it("of a front end has no marks", async () => {
    const stand = await kept(
      serveHttps((_request, response) => {
        response.writeHead(403, { "content-type": "text/html" }).end("Client Certificate Required");
      }),
    );
    expect(await send(stand)).toEqual({
      kind: "response",
      status: 403,
      location: undefined,
      contentType: "text/html",
      markers: [],
      attestation: undefined,
    });
  });
});
