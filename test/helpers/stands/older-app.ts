import { createServer } from "node:net";
import { Connections } from "./connections.ts";
import { listen, portOf, stop } from "./create-stand.ts";
import { page } from "./decide.ts";
import { readMessage, replyInHttp1 } from "./http1.ts";

/**
 * Instances of the app's site that do not know of the probe.
 *
 * - `older-version`: answers 404.
 * - `older-guard`: refuses, as this package does, whoever has no certificate header.
 * - `forbidding-app`: the same, with a page that says nothing.
 */
export type OlderKind = "older-version" | "older-guard" | "forbidding-app";

/** Not a server of `node:http`, so whoever watches those in this thread does not take it for the app. */
export async function startOlderApp(kind: OlderKind): Promise<{ readonly port: number; close(): Promise<void> }> {
  const connections = new Connections();
  const server = createServer(async (socket) => {
    connections.add(socket);
    const message = await readMessage(socket);
    if (message === undefined || message === "malformed") {
      socket.destroy();
      return;
    }
    const hasHeader = message.lines.some(([name, value]) => /^x-arr-clientcert$/i.test(name) && value !== "");
    replyInHttp1(socket, message.method, () => undefined).answer(answerOf(kind, hasHeader));
  });
  await listen(server);
  return {
    port: portOf(server),
    close: async () => {
      await Promise.all([stop(server), connections.close()]);
    },
  };
}

function answerOf(kind: OlderKind, hasHeader: boolean): ReturnType<typeof page> {
  if (kind === "older-version") return page(404, "Not Found", "Cannot GET it");
  if (hasHeader) return page(200, "OK", "Orders");
  if (kind === "forbidding-app") return page(403, "Forbidden", "Forbidden");
  const lines = [["Content-Type", "application/problem+json"]] as const;
  return { kind: "answer", status: 403, reason: "Forbidden", lines, body: '{"status":403}' };
}
