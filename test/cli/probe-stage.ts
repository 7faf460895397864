import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { onTestFinished } from "vitest";
import { clientCertificate } from "../../src/adapters/express.ts";
import { runCommandLine } from "../../src/cli/command-line.ts";
import type { Person } from "../../src/cli/probe/person.ts";
import { createProbe } from "../../src/cli/probe/probe.ts";
import type { ProbeReport, ResultReport } from "../../src/cli/probe/report.ts";
import { createAuthority, createFrontEnd, type FrontEndOptions } from "../../src/testing/index.ts";
import { createStand } from "../helpers/stands/create-stand.ts";
import type { FrontEndTraits } from "../helpers/stands/options.ts";
import type { Said } from "./stage.ts";

const root = createAuthority({ subject: "CN=Contoso Root,O=Contoso,C=DE" });
export const caller = root.issue({ subject: "CN=billing,O=Contoso,C=DE" });

/** What arrived at the app, past the front end. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
}

export interface Site {
  /** With the path that is protected. */
  readonly url: string;
  /** The options that every run needs. */
  readonly argv: readonly string[];
  /** And those of the good caller. */
  readonly call: readonly string[];
  readonly seen: readonly Seen[];
  /** Where files may be written. */
  readonly folder: string;
}

/** The package in front of an app's routes, or an app without it. */
export type App = "guarded" | "unguarded" | "unverified";

/** A real app behind a front end like App Service's, both closed after the test. */
export async function openSite(frontEnd: Partial<FrontEndOptions> = {}, app: App = "guarded"): Promise<Site> {
  const seen: Seen[] = [];
  const target = { host: "127.0.0.1", port: await listen(app, seen) };
  const site = await createFrontEnd({ mode: "required", plainHttp: "redirect", ...frontEnd, target });
  onTestFinished(() => site.close());
  const plainPort = site.plainHttpUrl === undefined ? undefined : Number(new URL(site.plainHttpUrl).port);
  return describeSite({ port: site.port, plainPort, ca: site.caPem }, seen);
}

/** The same behind a front end that can be wrong in more ways, and speaks HTTP/2. */
export async function openStandSite(traits: Partial<FrontEndTraits> = {}, app: App = "guarded"): Promise<Site> {
  const seen: Seen[] = [];
  const stand = await createStand({ mode: "required", ...traits, targets: [{ port: await listen(app, seen) }] });
  onTestFinished(() => stand.close());
  return describeSite({ port: stand.port, plainPort: stand.plainHttpPort, ca: stand.ca }, seen);
}

interface Listening {
  readonly port: number;
  readonly plainPort: number | undefined;
  readonly ca: string;
}

function describeSite({ port, plainPort, ca }: Listening, seen: readonly Seen[]): Site {
  const folder = mkdtempSync(join(tmpdir(), "probe-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const key = ["--key", file("caller.key", caller.privateKeyPem)];
  return {
    url: `https://localhost:${port}/orders`,
    argv: ["--ca", file("ca.pem", ca), "--plain-http-port", String(plainPort ?? 9), "--timeout", "5", "--yes"],
    call: ["--cert", file("caller.pem", caller.pem), ...key],
    seen,
    folder,
  };
}

async function listen(kind: App, seen: Seen[]): Promise<number> {
  const app = express();
  if (kind === "unverified") {
    app.use((_request, response) => {
      const instance = "urn:uuid:6f1a1f6e-52c5-4ba4-9d5a-0d8f7c3f7f57";
      const body = { type: "about:blank", title: "Service Unavailable", status: 503, instance };
      response.status(503).type("application/problem+json").send(JSON.stringify(body));
    });
  }
  if (kind === "guarded") app.use(guard());
  app.get("/orders", (_request, response) => void response.json({ orders: [] }));
  app.get("/healthz", (_request, response) => void response.json({ ok: true }));
  app.post("/orders", (_request, response) => void response.sendStatus(201));
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    seen.push({ method, url, headers });
    app(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return (server.address() as AddressInfo).port;
}

function guard(): ReturnType<typeof clientCertificate> {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  return clientCertificate({
    trustAnchors: root.pem,
    allow: { subject: "CN=billing,O=Contoso,C=DE" },
    openPaths: ["/healthz"],
    frontEnd: "app-service",
    selfCheck: "off",
    log: silent,
    env: {},
  });
}

export const NOBODY: Person = { isThere: false, ask: () => Promise.reject(new Error("nobody is there")) };

export function personWho(says: string): Person & { readonly questions: readonly string[] } {
  const questions: string[] = [];
  const ask = async (question: string): Promise<string> => {
    questions.push(question);
    return says;
  };
  return { isThere: true, ask, questions };
}

export async function probe(argv: readonly string[], person: Person = NOBODY): Promise<Said> {
  let out = "";
  let err = "";
  const code = await runCommandLine([createProbe(person)], ["probe", ...argv], {
    environment: {},
    platform: "linux",
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    clock: Date.now,
    load: (name) => import(name),
  });
  return { code, out, err };
}

/** What `--json` prints, by the ids of the requests. */
export async function report(
  argv: readonly string[],
): Promise<ProbeReport & { readonly code: number; readonly of: (id: string) => ResultReport | undefined }> {
  const { code, out } = await probe([...argv, "--json"]);
  const read = JSON.parse(out) as ProbeReport;
  return { ...read, code, of: (id) => read.results.find((result) => result.id === id) };
}
