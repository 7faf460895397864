import { createServer } from "node:http";
import { createArrivals } from "../../../src/self-check/probe/arrival.ts";
import type { ProbeFindings } from "../../../src/self-check/probe/evaluate.ts";
import { Nonces } from "../../../src/self-check/probe/nonces.ts";
import { probeHosts } from "../../../src/self-check/probe/probing.ts";
import { listen, portOf } from "../../helpers/stands/create-stand.ts";
import type { Stand } from "../../helpers/stands/options.ts";
import type { ProbedFront } from "./words-of.ts";

export interface ProbedApp {
  readonly port: number;
  close(): Promise<void>;
}

/** An app that has no route for anybody: what it answers does not matter to the probe. */
export async function startApp(): Promise<ProbedApp> {
  const server = createServer((_request, response) => void response.writeHead(404).end());
  await listen(server);
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Nobody listens there. */
const NO_PORT = 1;

/** Slower than this is never, and is not waited for. */
const PATIENCE = 1_000;

/**
 * One probing, by a process of which the app behind the stand is a part.
 *
 * @param patienceMs Before a request without a certificate. Absent: as much as in earnest.
 */
export function probeThrough(
  stand: Stand,
  { options }: Pick<ProbedFront, "options">,
  patienceMs?: number,
): Promise<ProbeFindings> {
  const { exclusionPaths = [], slow = 0 } = options;
  const nonces = new Nonces({ monotonic: () => performance.now(), clock: Date.now });
  return probeHosts({
    hosts: [{ host: stand.host, port: stand.port, plainHttpPort: stand.plainHttpPort ?? NO_PORT }],
    hostNames: [stand.host],
    frontEnd: "app-service",
    exclusionPaths,
    nonces,
    arrivals: createArrivals({ nonces, headerName: "x-arr-clientcert" }),
    key: undefined,
    now: Date.now(),
    ca: stand.ca,
    patienceMs,
    timeoutMs: slow > PATIENCE ? 20 : undefined,
  });
}
