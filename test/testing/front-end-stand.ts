import type { IncomingHttpHeaders, RequestListener, Server } from "node:http";
import { createServer, request as httpRequest } from "node:http";
import { type Agent, request as httpsRequest } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { onTestFinished } from "vitest";
import type { FrontEnd, FrontEndOptions, IssuedCertificate } from "../../src/testing/index.ts";
import { createFrontEnd } from "../../src/testing/index.ts";

/** What an app saw of one request. */
export interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An app that notes what it sees and answers 200, or does as told. */
export async function startApp(handler?: RequestListener): Promise<{ seen: Seen[]; server: Server; port: number }> {
  const seen: Seen[] = [];
  const server = createServer(
    handler ??
      (async (request, response) => {
        let body = "";
        for await (const chunk of request) body += chunk;
        const { method, url, rawHeaders, headers } = request;
        seen.push({ method, url, rawHeaders, headers, body });
        response.end("ok");
      }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, server, port: (server.address() as AddressInfo).port };
}

/** A front end that is closed when the test is over. */
export async function startFrontEnd(options: FrontEndOptions): Promise<FrontEnd> {
  const frontEnd = await createFrontEnd(options);
  onTestFinished(() => frontEnd.close());
  return frontEnd;
}

/** Every value of the platforms' certificate headers that the app saw, line by line, however they are spelt. */
export function certificateHeaders({ rawHeaders }: Seen): readonly (string | undefined)[] {
  const names = ["x-arr-clientcert", "x-forwarded-client-cert"];
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && names.includes(name.toLowerCase()) ? [rawHeaders[index + 1]] : [],
  );
}

/** One request through the front end, on a connection of its own. */
export function ask(
  frontEnd: FrontEnd,
  options: {
    readonly client?: IssuedCertificate;
    readonly plain?: boolean;
    readonly path?: string;
    readonly method?: string;
    readonly headers?: readonly string[];
    readonly body?: string;
    /** The only version of TLS that the client speaks. Default: any. */
    readonly tls?: "TLSv1.2" | "TLSv1.3";
    /** Keeps connections for the next request. Default: each has its own. */
    readonly agent?: Agent;
  } = {},
): Promise<Answer> {
  const { client, plain = false, path = "/", method = "GET", headers = [], body, tls, agent = false } = options;
  const identity = client === undefined ? {} : { cert: client.chainPem, key: client.privateKeyPem };
  const base = new URL(plain ? String(frontEnd.plainHttpUrl) : frontEnd.url);
  const common = {
    host: "127.0.0.1",
    port: base.port,
    method,
    path,
    agent,
    headers: ["Host", "site.example", ...headers],
  };
  return new Promise((resolve, reject) => {
    const request = plain
      ? httpRequest(common)
      : httpsRequest({
          ...common,
          ca: frontEnd.caPem,
          servername: "localhost",
          ciphers: "DEFAULT@SECLEVEL=0",
          ...identity,
          ...(tls === undefined ? {} : { minVersion: tls, maxVersion: tls }),
        });
    request.on("error", reject).on("response", async (response) => {
      try {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode, headers: response.headers, body: text });
      } catch (error) {
        reject(error);
      }
    });
    request.end(body);
  });
}

/** The raw answer to raw octets, read until the other side closes. */
export function rawAsk(frontEnd: FrontEnd, text: string, plain = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(plain ? String(frontEnd.plainHttpUrl) : frontEnd.url).port);
    const socket: Socket = plain
      ? connect(port, "127.0.0.1")
      : tlsConnect({ port, host: "127.0.0.1", ca: frontEnd.caPem, servername: "localhost" });
    let answer = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
    socket.write(text, "latin1");
  });
}
