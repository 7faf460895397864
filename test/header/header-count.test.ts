import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpGuard } from "../../src/adapters/node-http.ts";
import { checkHeaderCount } from "../../src/header/header-count.ts";
import { createAuthority, testOptions } from "../../src/testing/index.ts";

const lines = (count: number): readonly string[] => Array.from({ length: 2 * count }, () => "a");
const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe("the number of header lines", () => {
  it.each([
    ["as many as Node keeps by itself", { rawHeaders: lines(1000) }],
    ["more", { rawHeaders: lines(1016) }],
    ["as many as this server keeps", { rawHeaders: lines(31), socket: { server: { maxHeadersCount: 10 } } }],
    ["as many that became one", { rawHeaders: ["a", "b"], lineCount: 1000 }],
    [
      "as many where the server has no number",
      { rawHeaders: lines(1000), socket: { server: { maxHeadersCount: null } } },
    ],
  ])("is too high where some may be missing: %s", (_title, request) => {
    expect(checkHeaderCount(request)).toMatchObject({ ok: false, code: "headers_cut" });
  });

  it.each([
    ["none", { rawHeaders: [] }],
    ["one fewer than Node keeps", { rawHeaders: lines(999) }],
    ["thousands where the server keeps all", { rawHeaders: lines(4000), socket: { server: { maxHeadersCount: 0 } } }],
    [
      "more than usual where the server keeps more",
      { rawHeaders: lines(1500), socket: { server: { maxHeadersCount: 2000 } } },
    ],
  ])("is no concern otherwise: %s", (_title, request) => {
    expect(checkHeaderCount(request)).toEqual({ ok: true });
  });
});

describe("what a client hides behind a thousand lines", () => {
  const authority = createAuthority();
  const caller = authority.issue({ subject: "CN=billing" });
  const guard = createHttpGuard(testOptions({ authority, allow: "any-from-anchors" }));

  async function start(maxHeadersCount?: number): Promise<number> {
    const server = createServer(guard.handler((_request, response) => void response.end("in")));
    if (maxHeadersCount !== undefined) server.maxHeadersCount = maxHeadersCount;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ends.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  function statusOf(port: number, head: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      const text = ["GET /orders HTTP/1.1", "Host: orders", "Connection: close", ...head, "", ""].join("\r\n");
      socket.once("error", reject);
      socket.once("data", (data) => resolve(data.toString("latin1").split(" ")[1] ?? ""));
      socket.end(text);
    });
  }

  const filler = (count: number): readonly string[] => Array.from({ length: count }, () => "a:b");
  const own = `X-ARR-ClientCert: ${caller.header}`;

  it.each([
    ["a second certificate header", `X-ARR-ClientCert: ${caller.header}`, undefined, 1100],
    ["that it came over plain HTTP", "X-Forwarded-Proto: http", undefined, 1100],
    ["the same, where the server keeps fewer lines", "X-Forwarded-Proto: http", 10, 60],
    ["the same, where the server keeps all lines", "X-Forwarded-Proto: http", 0, 1100],
  ])("is refused: %s", async (_title, appended, most, count) => {
    const port = await start(most);
    expect(await statusOf(port, [own, ...filler(count), appended])).toBe("403");
  });

  it("leaves callers with many lines in peace", async () => {
    expect(await statusOf(await start(), [own, ...filler(900)])).toBe("200");
    expect(await statusOf(await start(0), [own, ...filler(1100)])).toBe("200");
  });
});
