import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { CurlAnswer } from "./curl.ts";

/** What an app gets to see of a request. */
export interface Arrival {
  /** As in the request line. */
  readonly target: string;
  /** Names and values of all lines, as they came. */
  readonly rawHeaders: readonly string[];
}

/** An app that answers everyone with what it saw. */
export async function startWitness(): Promise<{ readonly port: number; stop(): void }> {
  const server = createServer(({ url = "", rawHeaders }, response) => {
    const arrival: Arrival = { target: url, rawHeaders };
    response.setHeader("X-Witness", "1").end(JSON.stringify(arrival));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Undefined when the proxy, or Node's parser, has answered instead. */
export function readArrival({ headers, body }: CurlAnswer): Arrival | undefined {
  return headers["x-witness"] === undefined ? undefined : (JSON.parse(body) as Arrival);
}

/** The values of the lines of one header, in order. */
export function valuesOf(arrival: Arrival | undefined, lowerCaseName: string): readonly string[] | undefined {
  return arrival?.rawHeaders.filter(
    (_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === lowerCaseName,
  );
}
