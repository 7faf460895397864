import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { type HttpHandler, HttpRequest, type HttpResponseInit, InvocationContext } from "@azure/functions";
import { Hono } from "hono";
import { clientCertOf, clientCertReportOf, createFetchGuard } from "../../src/adapters/fetch.ts";
import { createFunctionsGuard } from "../../src/adapters/functions.ts";
import type { ClientCertificate } from "../../src/verdict/client-certificate.ts";
import { recorder } from "../guard/parts.ts";
import { type Framework, listen, type Run, type Setup, type TestApp } from "./frameworks.ts";

/** The surfaces whose requests have no raw header lines. Paths of routes are exact. */
export const WEB: readonly Framework[] = [
  { name: "Fetch handlers", start: startFetch },
  { name: "Hono", start: startHono },
  { name: "Functions", start: startFunctions },
];

type Answering = (request: IncomingMessage) => Response | Promise<Response>;

/** Serves by what answers in the shape of the Fetch API. */
export async function serveWeb(answer: Answering): Promise<Pick<TestApp, "port" | "close">> {
  return listen(
    createServer((request, response) => {
      Promise.resolve(answer(request)).then(
        (answered) => write(response, answered),
        (error: Error) => response.writeHead(500).end(error.message),
      );
    }),
  );
}

async function write(response: ServerResponse, answered: Response): Promise<void> {
  const body = Buffer.from(await answered.arrayBuffer());
  response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), "content-length": body.length });
  response.end(body);
}

/** As servers for the Fetch API make it: every line is appended, and the URL is put together. */
export function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  }
  const { method = "GET", url = "" } = incoming;
  const body = ["GET", "HEAD"].includes(method) ? undefined : (Readable.toWeb(incoming) as ReadableStream);
  return new Request(`https://app.example${url}`, {
    method,
    headers,
    ...(body && { body, duplex: "half" }),
  } as RequestInit);
}

/** As the host of Functions makes it: one entry for each name, lines joined without a space, the body at once. */
export async function toFunctionsRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const headers: Record<string, string> = {};
  for (const [name, lines = []] of Object.entries(incoming.headersDistinct)) headers[name] = lines.join(",");
  const chunks: Buffer[] = await incoming.toArray();
  return new HttpRequest({
    method: incoming.method ?? "GET",
    url: `https://app.example${incoming.url}`,
    headers,
    body: { bytes: Buffer.concat(chunks) },
  });
}

export function toResponse({ status, headers, body, jsonBody }: HttpResponseInit): Response {
  const payload = jsonBody === undefined ? (body as BodyInit | null | undefined) : JSON.stringify(jsonBody);
  return new Response(payload ?? null, { status: status ?? 200, headers: headers as HeadersInit });
}

function runOf(route: string, request: object): Run {
  const report = clientCertReportOf(request);
  return { route, caller: clientCertOf(request)?.caller, report: report?.ok === false ? report.code : report && "ok" };
}

async function startFetch({ options, routes }: Setup): Promise<TestApp> {
  const { log, lines } = recorder();
  const runs: Run[] = [];
  const guard = createFetchGuard({ log, ...options });
  const handlers = new Map(
    routes.map(({ name, path, only, throws }) => {
      const protection = only === undefined ? guard : guard.only(only);
      const handler = protection.protect((request: Request) => {
        runs.push(runOf(name, request));
        if (throws !== undefined) throw throws;
        return Response.json({ route: name, caller: clientCertOf(request)?.caller });
      });
      return [path, handler] as const;
    }),
  );
  const nothing = guard.protect(() => new Response(null, { status: 404 }));
  const server = await serveWeb((incoming) => {
    const request = toRequest(incoming);
    return (handlers.get(new URL(request.url).pathname) ?? nothing)(request);
  });
  return { ...server, runs, lines };
}

async function startHono({ options, routes }: Setup): Promise<TestApp> {
  const { log, lines } = recorder();
  const runs: Run[] = [];
  const guard = createFetchGuard({ log, ...options });
  const app = new Hono<{ Variables: { clientCert: ClientCertificate | undefined } }>();
  app.use(async (c, next) => {
    const { response, clientCert } = await guard.decide(c.req.raw);
    if (response) return response;
    c.set("clientCert", clientCert);
    return next();
  });
  for (const { name, path, only, throws } of routes) {
    const protection = only === undefined ? undefined : guard.only(only);
    app.all(path, async (c) => {
      const narrowed = await protection?.decide(c.req.raw);
      if (narrowed?.response) return narrowed.response;
      runs.push(runOf(name, c.req.raw));
      if (throws !== undefined) throw throws;
      return c.json({ route: name, caller: c.get("clientCert")?.caller });
    });
  }
  app.onError((error, c) => c.text(error.message, 500));
  const server = await serveWeb((incoming) => app.fetch(toRequest(incoming)));
  return { ...server, runs, lines };
}

async function startFunctions({ options, routes }: Setup): Promise<TestApp> {
  const { log, lines } = recorder();
  const runs: Run[] = [];
  const guard = createFunctionsGuard({ log, ...options });
  const handlers = new Map<string, HttpHandler>(
    routes.map(({ name, path, only, throws }) => {
      const protection = only === undefined ? guard : guard.only(only);
      const handler = protection.protect((request, context) => {
        runs.push(runOf(name, request));
        if (throws !== undefined) throw throws;
        return { jsonBody: { route: name, caller: clientCertOf(request)?.caller, invocation: context.invocationId } };
      });
      return [path, handler] as const;
    }),
  );
  const nothing = guard.protect(() => ({ status: 404 }));
  const server = await serveWeb(async (incoming) => {
    const request = await toFunctionsRequest(incoming);
    const handler = handlers.get(new URL(request.url).pathname) ?? nothing;
    return toResponse((await handler(request, new InvocationContext())) as HttpResponseInit);
  });
  return { ...server, runs, lines };
}
