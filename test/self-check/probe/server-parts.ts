import { hasSubscribers } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type RequestListener, request, type ServerOptions } from "node:http";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { afterEach, expect } from "vitest";
import { type ArrivalOptions, createArrivals } from "../../../src/self-check/probe/arrival.ts";
import { attest } from "../../../src/self-check/probe/attestation.ts";
import { Nonces } from "../../../src/self-check/probe/nonces.ts";
import { ProbeKey } from "../../../src/self-check/probe/probe-key.ts";

export const CHANNEL = "http.server.request.start";
export const KEY = new ProbeKey("a secret of more than thirty-two octets", "shop");
export const SILENT: RequestListener = (_request, response) => void response.end("hi");

export const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  expect(hasSubscribers(CHANNEL)).toBe(false);
});

/** A process that watches, with the clock that its nonces live by. */
export function createProcess(changes: Partial<ArrivalOptions> & { readonly key?: ProbeKey } = {}) {
  const { key, ...others } = changes;
  const time = { monotonic: 0 };
  const nonces = new Nonces({ monotonic: () => time.monotonic, clock: Date.now, key });
  const arrivals = createArrivals({ nonces, headerName: "x-arr-clientcert", ...others });
  return { nonces, arrivals, time };
}

export function watching(changes: Parameters<typeof createProcess>[0] = {}) {
  const created = createProcess(changes);
  const stop = created.arrivals.watch();
  closers.push(stop);
  return { ...created, stop };
}

/** An instance that attests what it sees. */
export function createInstance() {
  return watching({ key: KEY, attest: (nonce, arrival) => attest(KEY, nonce, arrival) });
}

export async function serve(listener: RequestListener = SILENT, options: ServerOptions = {}): Promise<number> {
  return listen(createServer(options, listener));
}

interface ListeningServer {
  listen(port: number, host: string, listening: () => void): unknown;
  address(): unknown;
  close(closed: () => void): unknown;
}

export async function listen(server: ListeningServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve(undefined))));
  return portOf(server);
}

export function portOf(server: Pick<ListeningServer, "address">): number {
  const address = server.address();
  return typeof address === "object" && address !== null && "port" in address ? Number(address.port) : 0;
}

/** One GET on a connection of its own, with these very lines. */
export function get(port: number, ...lines: readonly (readonly [string, string])[]) {
  const headers = [["Host", "shop"], ["Connection", "close"], ...lines].flat();
  return new Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }>(
    (resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, agent: false, headers }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      sent.on("error", reject).end();
    },
  );
}

/** One GET over HTTP/2 without TLS. */
export async function getHttp2(port: number, headers: Readonly<Record<string, string>>): Promise<IncomingHttpHeaders> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request({ ":path": "/", ...headers });
    const [answer] = await once(stream, "response");
    stream.resume();
    await once(stream, "end");
    return answer;
  } finally {
    session.close();
  }
}
