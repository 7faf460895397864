import { connect as tlsConnect } from "node:tls";
import { describe, expect, it } from "vitest";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import { ask, certificateHeaders, rawAsk, startApp, startFrontEnd } from "./front-end-stand.ts";

const root = createAuthority();
const client = root.createIntermediate().issue();
const FORGED = ["X-ARR-ClientCert", "Zm9yZ2Vk"];

describe("modes", () => {
  it("required: the leaf in the header, and 403 from the front end without a certificate", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "required", target: { host: "127.0.0.1", port } });
    expect((await ask(frontEnd, { client })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[client.header]]);
    const refused = await ask(frontEnd, { headers: FORGED });
    expect(refused.status).toBe(403);
    expect(refused.headers["content-type"]).toBe("text/html");
    expect(refused.body).toContain("Error 403 - Forbidden: Client Certificate Required");
    expect(seen).toHaveLength(1);
  });

  it("optional: with and without", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    await ask(frontEnd, { client });
    await ask(frontEnd);
    expect(seen.map(certificateHeaders)).toEqual([[client.header], []]);
  });

  it("disabled: nobody is asked", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "disabled", target: `http://127.0.0.1:${port}` });
    expect((await ask(frontEnd, { client })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[]]);
  });

  it("nothing about the certificate is checked", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "required", target: `http://127.0.0.1:${port}` });
    const past = { notBefore: new Date("2001-01-01T00:00:00Z"), notAfter: new Date("2002-01-01T00:00:00Z") };
    const strangers = [
      createSelfSigned(past),
      createSelfSigned({ version: 1 }),
      createSelfSigned({ key: "rsa-1024", signature: "md5" }),
      root.issue({ extKeyUsage: ["serverAuth"], corrupt: { signature: true } }),
      createSelfSigned({ key: "ed25519", serialNumber: -1n }),
    ];
    for (const stranger of strangers) await ask(frontEnd, { client: stranger });
    expect(seen.map(certificateHeaders)).toEqual(strangers.map(({ header }) => [header]));
  });
});

describe("a certificate header from the client", () => {
  const two = [...FORGED, "x-arr-clientCERT", "dHdv"];
  it.each([
    ["drop", [client.header], []],
    ["pass", ["Zm9yZ2Vk", "dHdv"], ["Zm9yZ2Vk", "dHdv"]],
    ["append", ["Zm9yZ2Vk", "dHdv", client.header], ["Zm9yZ2Vk", "dHdv"]],
    ["pass-without-certificate", [client.header], ["Zm9yZ2Vk", "dHdv"]],
  ] as const)("%s", async (forgedHeader, withCertificate, without) => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "optional", forgedHeader, target: `http://127.0.0.1:${port}` });
    await ask(frontEnd, { client, headers: two });
    await ask(frontEnd, { headers: two });
    await ask(frontEnd, { client });
    expect(seen.map(certificateHeaders)).toEqual([withCertificate, without, [client.header]]);
  });

  it("Connection cannot name the front end's own headers away, and names the client's away", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({
      mode: "optional",
      forgedHeader: "append",
      target: `http://127.0.0.1:${port}`,
    });
    const connection = ["Connection", "x-arr-clientcert, X-Forwarded-Proto, x-mine, host, content-length"];
    await ask(frontEnd, {
      client,
      method: "POST",
      body: "b",
      headers: [...connection, ...FORGED, "X-Mine", "1", "Content-Length", "1"],
    });
    expect(seen.map(certificateHeaders)).toEqual([[client.header]]);
    expect(seen[0]?.headers).toMatchObject({
      "x-forwarded-proto": "https",
      host: "site.example",
      "content-length": "1",
    });
    expect(seen[0]?.headers["x-mine"]).toBeUndefined();
    expect(seen[0]?.body).toBe("b");
  });
});

describe("what else the app sees", () => {
  it("the platform's headers, whatever the client wrote under their names", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({
      mode: "optional",
      target: `http://127.0.0.1:${port}`,
      defaultHostname: "orders.azurewebsites.net",
    });
    const forged = [
      "X-Forwarded-Proto",
      "http",
      "WAS-DEFAULT-HOSTNAME",
      "evil",
      "X-ARR-SSL",
      "evil",
      "DISGUISED-HOST",
      "evil",
    ];
    await ask(frontEnd, { headers: [...forged, "X-Forwarded-For", "10.0.0.1", "X-ARR-LOG-ID", "evil"] });
    expect(seen[0]?.headers).toMatchObject({
      host: "site.example",
      "disguised-host": "site.example",
      "was-default-hostname": "orders.azurewebsites.net",
      "x-forwarded-proto": "https",
    });
    expect(seen[0]?.headers["x-forwarded-for"]).toMatch(/^10\.0\.0\.1, 127\.0\.0\.1:\d+$/);
    expect(seen[0]?.headers["x-arr-log-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[0]?.headers["x-arr-ssl"]).toMatch(/\|CN=/);
    expect(seen[0]?.rawHeaders.filter((name) => /^x-forwarded-proto$/i.test(name))).toHaveLength(1);
  });

  it.each(["/admin/..%2fpublic", "/a//b/./../c;x=%00?q=%zz#f", "http://x/admin/../public", "*", '/a"b<c>{d}|\\^`'])(
    "the request target as it came: %s",
    async (target) => {
      const { seen, port } = await startApp();
      const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
      await rawAsk(frontEnd, `OPTIONS ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(seen.map(({ url }) => url)).toEqual([target]);
    },
  );

  it("repeated headers, line by line and in order", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    await ask(frontEnd, { headers: ["X-Mine", "1", "x-mine", "2", "Te", "trailers", "Keep-Alive", "1"] });
    expect(seen[0]?.rawHeaders.slice(0, 6)).toEqual(["Host", "site.example", "X-Mine", "1", "x-mine", "2"]);
    expect(seen[0]?.headers).not.toHaveProperty("te");
    expect(seen[0]?.headers).not.toHaveProperty("keep-alive");
  });

  it("bodies: chunked, of a known length, empty, and on a GET", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    await ask(frontEnd, { method: "POST", body: "chunked", headers: ["Transfer-Encoding", "chunked"] });
    await ask(frontEnd, { method: "POST", body: "known", headers: ["Content-Length", "5"] });
    await ask(frontEnd, { method: "GET", body: "odd", headers: ["Transfer-Encoding", "chunked"] });
    await rawAsk(frontEnd, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    expect(seen.map(({ body }) => body)).toEqual(["chunked", "known", "odd", ""]);
    expect(seen.map(({ headers }) => headers["content-length"])).toEqual([undefined, "5", undefined, "0"]);
  });
});

describe("TLS", () => {
  it.each(["TLSv1.2", "TLSv1.3"] as const)("%s sessions are not resumed", async (version) => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    const options = {
      port: frontEnd.port,
      host: "127.0.0.1",
      ca: frontEnd.caPem,
      servername: "localhost",
      minVersion: version,
      maxVersion: version,
    };
    const request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const talk = (more: object) =>
      new Promise<{ reused: boolean; session: Buffer | undefined }>((resolve, reject) => {
        let session: Buffer | undefined;
        const socket = tlsConnect({ ...options, ...more }, () => socket.write(request));
        socket.on("session", (ticket) => {
          session = ticket;
        });
        socket.on("error", reject).resume();
        socket.on("end", () => resolve({ reused: socket.isSessionReused(), session: session ?? socket.getSession() }));
      });
    const first = await talk({ cert: client.pem, key: client.privateKeyPem });
    const second = await talk({ session: first.session });
    expect(second.reused).toBe(false);
    expect(seen.map(certificateHeaders)).toEqual([[client.header], []]);
  });

  it("only the authority it names vouches for it", async () => {
    const { port } = await startApp();
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    await expect(ask({ ...frontEnd, caPem: root.pem })).rejects.toThrow(/certificate/);
  });
});

describe("plain HTTP", () => {
  it("off by default", async () => {
    expect((await startFrontEnd({ mode: "required", target: "http://127.0.0.1:1" })).plainHttpUrl).toBeUndefined();
  });

  it("redirect", async () => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({
      mode: "required",
      target: `http://127.0.0.1:${port}`,
      plainHttp: "redirect",
    });
    const answer = await ask(frontEnd, { plain: true, path: "/a?b=c", headers: FORGED });
    expect([answer.status, answer.headers.location]).toEqual([301, `https://site.example:${frontEnd.port}/a?b=c`]);
    expect(seen).toEqual([]);
  });

  it.each([
    ["drop", []],
    ["pass", ["Zm9yZ2Vk"]],
    ["append", ["Zm9yZ2Vk"]],
    ["pass-without-certificate", ["Zm9yZ2Vk"]],
  ] as const)("forward, forged header: %s", async (forgedHeader, expected) => {
    const { seen, port } = await startApp();
    const target = `http://127.0.0.1:${port}`;
    const frontEnd = await startFrontEnd({ mode: "required", forgedHeader, target, plainHttp: "forward" });
    expect((await ask(frontEnd, { plain: true, headers: FORGED })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([expected]);
    expect(seen[0]?.headers["x-forwarded-proto"]).toBe("http");
    expect(seen[0]?.headers).not.toHaveProperty("x-arr-ssl");
  });
});
