import type { IncomingMessage, ServerResponse } from "node:http";

/** As they came in. A request that some shim made up may lack them; without them there is no certificate. */
export function rawHeadersOf({ rawHeaders }: Pick<IncomingMessage, "rawHeaders">): readonly string[] {
  return Array.isArray(rawHeaders) ? rawHeaders : [];
}

/** Whether there is nobody left to answer: somebody else has, or the client has gone. */
export function isOver({ headersSent, writableEnded, destroyed, stream }: Answered): boolean {
  return headersSent || writableEnded || (destroyed ?? stream?.destroyed ?? false);
}

interface Answered extends Pick<ServerResponse, "headersSent" | "writableEnded"> {
  /** Absent over HTTP/2 (Node 20), where the stream knows. */
  readonly destroyed?: boolean;
  /** Over HTTP/2 only; undefined once it has gone. */
  readonly stream?: { readonly destroyed: boolean } | undefined;
}

/** Runs what must not fail. When it does, the connection is all there is left to take away. */
export function attempt(response: Pick<ServerResponse, "destroy">, action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    response.destroy();
    return false;
  }
}
