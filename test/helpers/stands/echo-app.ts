import { createServer } from "node:http";
import { listen, portOf } from "./create-stand.ts";

/** What an app got to see of a request. */
export interface Echo {
  /** Of the instance. */
  readonly name: string;
  readonly method: string;
  readonly target: string;
  /** Names and values of all lines, as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface EchoApp {
  readonly port: number;
  /** How many requests came. */
  count(): number;
  close(): Promise<void>;
}

/** An instance of an app that answers everybody with what it saw. */
export async function startEchoApp(name = "app"): Promise<EchoApp> {
  let requests = 0;
  const server = createServer(async ({ method = "", url = "", rawHeaders }, response) => {
    requests += 1;
    let body = "";
    for await (const chunk of response.req) body += chunk;
    const echo: Echo = { name, method, target: url, rawHeaders, body };
    response.setHeader("X-Echo", name).end(JSON.stringify(echo));
  });
  await listen(server);
  return {
    port: portOf(server),
    count: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
