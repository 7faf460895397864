import { type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { shownOn } from "../../src/testing/front-end-shown.ts";
import { xfccElement } from "../header/envoy-writer.ts";
import { type FrontEnd, tlsServer } from "./front-ends.ts";

const HEADER = "X-Forwarded-Client-Cert";

/**
 * A proxy that replaces the header by all that Envoy can be told to write: the Subject escaped and in quotation marks,
 * and URI and DNS names as the certificate has them. Container Apps writes no names; Envoys of one's own do.
 */
export const ENVOY: FrontEnd = {
  name: "Envoy, with names",
  settings: { name: "container-apps" },
  async open(ground, targets) {
    const doors = new Map<string, number>();
    for (const { name, port } of targets) {
      const server = tlsServer(ground)((incoming, response) => pass(incoming, response, port));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      ground.add(() => {
        server.close();
        server.closeAllConnections();
      });
      doors.set(name, (server.address() as AddressInfo).port);
    }
    return (_kind, target) => doors.get(target) ?? 0;
  },
};

function pass(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url: path, rawHeaders } = incoming;
  const element = elementFor(incoming.socket as TLSSocket);
  const kept = rawHeaders.flatMap((text, index) => {
    const name = index % 2 === 0 ? text : (rawHeaders[index - 1] ?? "");
    return name.toLowerCase() === HEADER.toLowerCase() ? [] : [text];
  });
  const headers = [...kept, ...(element === undefined ? [] : [HEADER, element])];
  const outgoing = send({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.writeHead(502).end());
  incoming.pipe(outgoing);
}

function elementFor(socket: TLSSocket): string | undefined {
  const shown = shownOn(socket);
  if (shown === undefined) return undefined;
  const { subject, subjectaltname = "" } = socket.getPeerCertificate();
  return xfccElement({
    chain: [shown.certificate, ...shown.chain],
    commonNames: commonNames(subject),
    uris: altNames(subjectaltname, "URI"),
    dns: altNames(subjectaltname, "DNS"),
  });
}

function commonNames({ CN }: PeerCertificate["subject"]): readonly string[] {
  return typeof CN === "string" ? [CN] : (CN ?? []);
}

/** Node writes a name with anything odd in it as JSON. */
function altNames(text: string, kind: "URI" | "DNS"): readonly string[] {
  const names = text.matchAll(/(?:^|, )(\w[\w ]*):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...names].flatMap(([, type, value = ""]) => {
    if (type !== kind) return [];
    return [value.startsWith('"') ? (JSON.parse(value) as string) : value];
  });
}
