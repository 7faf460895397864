import type { IncomingMessage, ServerResponse } from "node:http";
import type { Decision, GuardRequest, Refused } from "../guard/decision.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { connectionOf } from "./connection.ts";
import { attempt, isOver, rawHeadersOf } from "./http.ts";

/** A request of `node:http`, or of a framework that adds to it. */
export interface NodeRequest extends IncomingMessage {
  /** Express and connect: the request target before a mount took its part away. */
  readonly originalUrl?: unknown;
  readonly clientCert?: ClientCertificate | undefined;
}

export function describe(request: NodeRequest): GuardRequest {
  const { method = "", originalUrl, url = "" } = request;
  return {
    method,
    rawUrl: typeof originalUrl === "string" ? originalUrl : url,
    rawHeaders: rawHeadersOf(request),
    socket: connectionOf(request),
    native: request,
  };
}

/** Whether the request goes on to what comes next. Never throws. */
export function settle(request: IncomingMessage, response: ServerResponse, decision: Decision): boolean {
  return (
    attempt(response, () => {
      if (decision.kind === "refused") refuse(response, decision);
      else exposeDecision(request, decision);
    }) && decision.kind !== "refused"
  );
}

/** Marks the request with what was decided; on an open path nobody is marked. */
export function exposeDecision(request: IncomingMessage, decision: Exclude<Decision, Refused>): void {
  if (decision.kind === "admitted") expose(request, decision.client, decision.report);
  else if (decision.kind === "reported") expose(request, undefined, decision.report);
}

/** Own properties, so that neither a setter nor a read-only property of another middleware gets in the way. */
export function expose(
  request: IncomingMessage,
  client: ClientCertificate | undefined,
  report: Verdict | undefined,
): void {
  const how = { writable: true, enumerable: true, configurable: true };
  Object.defineProperties(request, {
    clientCert: { ...how, value: client },
    clientCertReport: { ...how, value: report },
  });
}

export function refuse(response: ServerResponse, { status, headers, body }: Refused): void {
  if (isOver(response)) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}
