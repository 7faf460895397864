import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import express from "express";
import fastify from "fastify";
import { clientCertificate } from "../../src/adapters/express.ts";
import fastifyPlugin from "../../src/adapters/fastify.ts";
import { createHttpGuard } from "../../src/adapters/node-http.ts";
import type { GuardedUpgradeListener, UpgradeListener } from "../../src/adapters/upgrade.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import type { ClientRule } from "../../src/rules/rule.ts";
import { type Line, recorder } from "../guard/parts.ts";

/** The function that every guard has for `upgrade`. */
export type GuardUpgrade = (listener: GuardedUpgradeListener, rules?: ClientRule) => UpgradeListener;

export interface UpgradeApp {
  readonly port: number;
  readonly server: Server;
  readonly upgrade: GuardUpgrade;
  readonly lines: Line[];
  close(): Promise<void>;
}

export interface UpgradeSurface {
  readonly name: string;
  /** An app that guards what is not an upgrade, and as yet has no listener for one. */
  start(options: GuardOptions): Promise<UpgradeApp>;
}

export const UPGRADE_SURFACES: readonly UpgradeSurface[] = [
  {
    name: "Express",
    start(options) {
      const { log, lines } = recorder();
      const guard = clientCertificate({ log, ...options });
      const app = express().use(guard, (_request, response) => void response.send("in"));
      return listening(createServer(app), (...args) => guard.upgrade(...args), lines);
    },
  },
  {
    name: "Fastify",
    async start(options) {
      const { log, lines } = recorder();
      const app = fastify();
      app.register(fastifyPlugin, { log, ...options });
      app.get("/*", () => "in");
      await app.ready();
      return listening(app.server, (...args) => app.clientCert.upgrade(...args), lines);
    },
  },
  {
    name: "node:http",
    start(options) {
      const { log, lines } = recorder();
      const guard = createHttpGuard({ log, ...options });
      const server = createServer(guard.handler((_request, response) => response.end("in")));
      return listening(server, (...args) => guard.upgrade(...args), lines);
    },
  },
];

async function listening(server: Server, upgrade: GuardUpgrade, lines: Line[]): Promise<UpgradeApp> {
  // Node no longer knows the sockets that were upgraded.
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, server, upgrade, lines, close };
}
