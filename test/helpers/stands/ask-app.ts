import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Connections } from "./connections.ts";
import { page } from "./decide.ts";
import type { Reply } from "./reply.ts";
import { type HeaderLine, isNamed, type StandRequest } from "./request.ts";

/** Sends a request on to the app in HTTP/1.1, on a connection of its own, and the answer back. A dead app is a 502. */
export function askApp(
  { method, target, body }: StandRequest,
  lines: readonly HeaderLine[],
  reply: Reply,
  app: { readonly port: number; readonly connections: Connections },
): void {
  const hasBody = body.length > 0 || ["POST", "PUT", "PATCH"].includes(method);
  const length: readonly HeaderLine[] = hasBody ? [["Content-Length", `${body.length}`]] : [];
  const others = lines.filter((line) => !isNamed(line, "content-length"));
  let isAnswered = false;
  const upstream = httpRequest({
    host: "127.0.0.1",
    port: app.port,
    agent: false,
    method,
    path: target,
    headers: [...others, ...length, ["Connection", "close"]].flat(),
    setHost: false,
  });
  upstream
    .on("socket", (socket) => app.connections.add(socket))
    .on("response", (answer: IncomingMessage) => {
      isAnswered = true;
      reply.pass(answer);
    })
    .on("error", () => {
      if (!isAnswered) reply.answer(page(502, "Bad Gateway", "The app did not answer"));
    })
    .end(body);
  reply.whenOver(() => upstream.destroy());
}
