import { connect, type IncomingHttpHeaders } from "node:http2";
import { describe, expect, it } from "vitest";
import type { FrontEnd, IssuedCertificate } from "../../src/testing/index.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { certificateHeaders, startApp, startFrontEnd } from "./front-end-stand.ts";

const client = createAuthority().issue();

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request over HTTP/2, on a connection of its own. */
function ask2(
  { port, caPem }: FrontEnd,
  fields: Readonly<Record<string, string | string[]>>,
  { shows, body }: { readonly shows?: IssuedCertificate; readonly body?: string } = {},
): Promise<Answer> {
  const identity = shows === undefined ? {} : { cert: shows.pem, key: shows.privateKeyPem };
  const session = connect(`https://localhost:${port}`, { ca: caPem, ...identity });
  return new Promise<Answer>((resolve, reject) => {
    session.on("error", reject);
    const stream = session.request({ ":path": "/orders", ...fields }, { endStream: body === undefined });
    let answered: IncomingHttpHeaders = {};
    let text = "";
    stream.setEncoding("utf8").on("error", reject);
    stream.on("response", (headers) => {
      answered = headers;
    });
    stream.on("data", (chunk) => {
      text += chunk;
    });
    stream.on("end", () => resolve({ headers: answered, body: text }));
    if (body !== undefined) stream.end(body);
  }).finally(() => session.destroy());
}

describe("HTTP/2", () => {
  it("is not spoken unless asked for", async () => {
    const frontEnd = await startFrontEnd({ mode: "optional", target: "http://127.0.0.1:1" });
    await expect(ask2(frontEnd, {})).rejects.toThrow();
  });

  it("carries the certificate, the request and the answer like HTTP/1.1", async () => {
    const { seen, port } = await startApp((request, response) => {
      request
        .on("data", () => undefined)
        .on("end", () => {
          response.writeHead(201, [
            "Set-Cookie",
            "a=1",
            "Set-Cookie",
            "b=2",
            "Connection",
            "keep-alive",
            "X-Mine",
            "1",
          ]);
          response.end("made");
        });
      seen.push({
        method: request.method,
        url: request.url,
        rawHeaders: request.rawHeaders,
        headers: request.headers,
        body: "",
      });
    });
    const frontEnd = await startFrontEnd({ mode: "required", http2: true, target: { host: "127.0.0.1", port } });
    const forged = { "x-arr-clientcert": ["Zm9yZ2Vk", "dHdv"] };
    const answer = await ask2(
      frontEnd,
      { ":method": "PUT", ":path": "/a/../b?c", ...forged },
      { shows: client, body: "b" },
    );
    expect(answer).toMatchObject({
      body: "made",
      headers: { ":status": 201, "set-cookie": ["a=1", "b=2"], "x-mine": "1" },
    });
    expect(seen.map(certificateHeaders)).toEqual([[client.header]]);
    expect(seen[0]).toMatchObject({
      method: "PUT",
      url: "/a/../b?c",
      headers: { host: `localhost:${frontEnd.port}`, "x-forwarded-proto": "https", "transfer-encoding": "chunked" },
    });
    expect(seen[0]?.rawHeaders.some((name) => name.startsWith(":"))).toBe(false);
  });

  it("without a certificate is a 403 where one is required, and drops a forged header where not", async () => {
    const { seen, port } = await startApp();
    const target = { host: "127.0.0.1", port };
    const required = await startFrontEnd({ mode: "required", http2: true, target });
    expect(await ask2(required, {})).toMatchObject({
      headers: { ":status": 403 },
      body: expect.stringContaining("Client Certificate Required"),
    });
    const optional = await startFrontEnd({ mode: "optional", http2: true, target });
    expect((await ask2(optional, { "x-arr-clientcert": "Zm9yZ2Vk" })).headers[":status"]).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[]]);
  });

  it("is never asked by renegotiation", async () => {
    const { seen, port } = await startApp();
    const target = { host: "127.0.0.1", port };
    const frontEnd = await startFrontEnd({ mode: "required", http2: true, exclude: ["/public"], target });
    expect((await ask2(frontEnd, {}, { shows: client })).headers[":status"]).toBe(403);
    expect((await ask2(frontEnd, { ":path": "/public/a" }, { shows: client })).headers[":status"]).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[]]);
  });

  it("is Container Apps' by default, and a dead app is a 502", async () => {
    const platform = "container-apps";
    const frontEnd = await startFrontEnd({ platform, mode: "optional", target: "http://127.0.0.1:1" });
    expect((await ask2(frontEnd, {})).headers[":status"]).toBe(502);
  });
});
