import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

export interface GetRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds for the whole: connecting, sending, and the last byte of the answer. */
  readonly milliseconds: number;
  /** Octets of body that are taken at most. */
  readonly longestBody: number;
  /** PEM of the only roots to trust. Absent: Node's own. */
  readonly ca?: string | undefined;
}

export type GetOutcome = GetResponse | GetFailure;

export interface GetResponse {
  readonly kind: "response";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface GetFailure {
  readonly kind: "failure";
  /** `unreadable`: what came is not HTTP. */
  readonly reason: "timeout" | "unreachable" | "too-large" | "unreadable";
  /** Node's code, such as `ECONNREFUSED`, where there is one. */
  readonly code: string | undefined;
}

/** All header lines of an answer together. Node's own limit, spelled out. */
const LONGEST_HEADERS = 16_384;

/**
 * One GET on a connection of its own: no redirect is followed, no proxy variable is read, the certificate is always
 * verified whatever `NODE_TLS_REJECT_UNAUTHORIZED` says. Bounded in time and size also against a peer that sends octet
 * by octet. Neither the connection nor the timer keeps the process alive.
 *
 * @returns Never rejects.
 */
export function httpGet(request: GetRequest): Promise<GetOutcome> {
  return new Promise((resolve) => {
    const sent = send(request);
    if (sent === undefined) {
      resolve(failure("unreachable", undefined));
      return;
    }
    const settle = (outcome: GetOutcome): void => {
      clearTimeout(timer);
      resolve(outcome);
      sent.destroy();
    };
    const timer = setTimeout(() => settle(failure("timeout", undefined)), request.milliseconds);
    timer.unref();
    sent.on("error", (error) => settle(failureOf(error)));
    sent.on("close", () => settle(failure("unreachable", undefined)));
    sent.on("socket", (socket) => socket.unref());
    sent.on("response", (response) => collect(response, request.longestBody, settle));
    sent.end();
  });
}

/** Undefined: Node refuses to send it. Its error may quote what it refuses, so it goes no further. */
function send({ url, headers, ca }: GetRequest): ClientRequest | undefined {
  const options = { method: "GET", headers, maxHeaderSize: LONGEST_HEADERS };
  try {
    if (url.protocol === "http:") return httpRequest(url, { ...options, agent: new HttpAgent({ keepAlive: false }) });
    const agent = new HttpsAgent({ keepAlive: false, maxCachedSessions: 0 });
    const trust = { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) } as const;
    return httpsRequest(url, { ...options, ...trust, agent });
  } catch {
    return undefined;
  }
}

function collect(response: IncomingMessage, longest: number, settle: (outcome: GetOutcome) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on("error", (error) => settle(failureOf(error)));
  response.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > longest) settle(failure("too-large", undefined));
    else chunks.push(chunk);
  });
  response.on("end", () => {
    const { statusCode: status = 0, headers } = response;
    settle({ kind: "response", status, headers, body: Buffer.concat(chunks) });
  });
}

function failureOf(error: Error): GetFailure {
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code === "HPE_HEADER_OVERFLOW") return failure("too-large", code);
  return failure(code?.startsWith("HPE_") ? "unreadable" : "unreachable", code);
}

function failure(reason: GetFailure["reason"], code: string | undefined): GetFailure {
  return { kind: "failure", reason, code };
}
