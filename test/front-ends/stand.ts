import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority } from "../../src/testing/index.ts";
import type { Demo, DemoApp } from "../examples/staged-project.ts";
import { type Curl, type CurlAnswer, type CurlRequest, createCurl } from "./curl.ts";
import { type ProxyServer, type Site, startProxy } from "./proxy.ts";
import { type Arrival, readArrival, startWitness } from "./witness.ts";

export type AppName = "express-app" | "fastify-app";

export const APPS: readonly AppName[] = ["express-app", "fastify-app"];

/** What came of a request. */
export interface Outcome {
  readonly status: number;
  /** Why the app refused, from its log. Undefined: it did not, or was not asked. */
  readonly code: string | undefined;
  /** Whom the app named as the caller. Undefined: the protected handler did not run. */
  readonly caller: string | undefined;
}

/** A proxy in front of both example apps, and of a witness who says what arrived. */
export interface Stand<Kind extends string> {
  /** A file with the certificate of the authority that issued the server's. */
  readonly authorityFile: string;
  socketOf(kind: Kind, target: AppName | "witness"): string;
  /** Sends with curl to `app`, by way of one of the proxy's configurations. */
  ask(app: AppName, kind: Kind, request?: CurlRequest): Promise<Outcome>;
  /** Several requests in one run of curl. The witness answers with what arrived, to be read by `readArrival`. */
  askAll(target: AppName | "witness", kind: Kind, requests: readonly CurlRequest[]): Promise<readonly CurlAnswer[]>;
  /** What an answer of `app` says, and its log about it. */
  explain(app: AppName, answer: Answer): Promise<Outcome>;
  /** What arrives behind the proxy; undefined when it answers itself. */
  arrivalOf(kind: Kind, request?: CurlRequest): Promise<Arrival | undefined>;
  close(): Promise<void>;
}

/** As much of an answer as is needed to look it up in the log. */
export type Answer = Pick<CurlAnswer, "status" | "body">;

export interface StandOptions<Kind extends string> {
  readonly proxy: ProxyServer<Kind>;
  /** Paths. */
  readonly programs: { readonly proxy: string; readonly curl: string };
  /** The demo's. */
  readonly startApp: Demo["startApp"];
  /** What the apps are told. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function openStand<Kind extends string>(options: StandOptions<Kind>): Promise<Stand<Kind>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "front-end-")));
  const closers: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await open(options, folder, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open<Kind extends string>(
  { proxy, programs, startApp, environment }: StandOptions<Kind>,
  folder: string,
  closers: (() => Promise<void> | void)[],
): Promise<Omit<Stand<Kind>, "close">> {
  const witness = await startWitness();
  closers.push(witness.stop);
  const [express, fastify] = await Promise.all([
    startApp("express-app", environment),
    startApp("fastify-app", environment),
  ]);
  closers.push(express.stop, fastify.stop);
  const apps: Readonly<Record<AppName, DemoApp>> = { "express-app": express, "fastify-app": fastify };

  const targets = [...APPS.map((name) => ({ name, port: apps[name].port })), { name: "witness", port: witness.port }];
  const socketOf = (kind: Kind, target: string): string => join(folder, `${kind}-${target}.sock`);
  const { authority, ...server } = createServerFiles(folder);
  const configuration = write(folder, "proxy.conf", proxy.configure({ folder, ...server, targets, socketOf }));
  const sockets = proxy.kinds.flatMap((kind) => targets.map(({ name }) => socketOf(kind, name)));
  const running = await startProxy(programs.proxy, proxy.commandLine(configuration, folder), sockets);
  closers.push(running.stop);

  const curl = createCurl(programs.curl, folder, authority.pem);
  const explain = (app: AppName, answer: Answer): Promise<Outcome> => outcomeOf(answer, apps[app]);
  return {
    authorityFile: authority.file,
    socketOf,
    explain,
    ask: async (app, kind, request = {}) => explain(app, await sendOne(curl, socketOf(kind, app), request)),
    askAll: (target, kind, requests) => curl.send(socketOf(kind, target), requests),
    arrivalOf: async (kind, request = {}) => readArrival(await sendOne(curl, socketOf(kind, "witness"), request)),
  };
}

async function sendOne(curl: Curl, socket: string, request: CurlRequest): Promise<CurlAnswer> {
  const [answer] = await curl.send(socket, [request]);
  if (answer === undefined) throw new Error("curl reported nothing");
  return answer;
}

async function outcomeOf({ status, body }: Answer, app: DemoApp): Promise<Outcome> {
  // A proxy that refuses by itself answers with a page.
  const { instance, caller } = body.startsWith("{") ? (JSON.parse(body) as { instance?: string; caller?: string }) : {};
  if (instance === undefined) return { status, code: undefined, caller };
  return { status, code: (await app.findRefusal(instance))?.code ?? "(no log line)", caller };
}

function createServerFiles(folder: string): Pick<Site<string>, "certificate" | "key" | "certificateAndKey"> & {
  readonly authority: { readonly file: string; readonly pem: string };
} {
  const authority = createAuthority({ subject: "CN=Front End CA" });
  const { pem, privateKeyPem } = authority.issue({
    subject: "CN=localhost",
    extKeyUsage: ["serverAuth"],
    subjectAltName: ["dns:localhost"],
  });
  return {
    authority: { file: write(folder, "authority.pem", authority.pem), pem: authority.pem },
    certificate: write(folder, "server.crt", pem),
    key: write(folder, "server.key", privateKeyPem),
    certificateAndKey: write(folder, "server.pem", pem + privateKeyPem),
  };
}

function write(folder: string, name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}
