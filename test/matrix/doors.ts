import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority } from "../../src/testing/index.ts";
import type { Door } from "../front-ends/curl.ts";
import { type ProxyServer, startProxy } from "../front-ends/proxy.ts";

/** A folder for a suite, with the certificate that every front end of it shows, and what is to be closed at its end. */
export interface Ground {
  readonly folder: string;
  /** In PEM. */
  readonly authority: string;
  /** Whom a front end is to trust that verifies clients itself, in PEM. */
  readonly trusts: string;
  readonly identity: { readonly chainPem: string; readonly privateKeyPem: string };
  /** What `close` has to do, before what was added earlier. */
  add(closer: () => Promise<void> | void): void;
  close(): Promise<void>;
}

export function prepareGround(trusts = ""): Ground {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "matrix-")));
  const closers: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const authority = createAuthority({ subject: "CN=Front End CA" });
  const identity = authority.issue({
    subject: "CN=localhost",
    extKeyUsage: ["serverAuth"],
    subjectAltName: ["dns:localhost"],
  });
  return {
    folder,
    authority: authority.pem,
    trusts,
    identity,
    add: (closer) => void closers.push(closer),
    close: async () => {
      for (const closer of closers.splice(0).reverse()) await closer();
    },
  };
}

/** An app that a front end leads to. */
export interface Target {
  readonly name: string;
  readonly port: number;
}

/** Starts one proxy for all targets; gives the door of a configuration for a target. */
export async function openProxy<Kind extends string>(
  { folder: parent, identity, add }: Ground,
  program: string,
  proxy: ProxyServer<Kind>,
  targets: readonly Target[],
): Promise<(kind: Kind, target: string) => Door> {
  const folder = mkdtempSync(join(parent, "proxy-"));
  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  // Names of targets are titles; of a socket's path only some hundred octets count.
  const plainTargets = targets.map(({ port }, index) => ({ name: `app${index}`, port }));
  const socketOf = (kind: Kind, target: string): string => join(folder, `${kind}-${target}.sock`);
  const configuration = proxy.configure({
    folder,
    certificate: write("server.crt", identity.chainPem),
    key: write("server.key", identity.privateKeyPem),
    certificateAndKey: write("server.pem", identity.chainPem + identity.privateKeyPem),
    targets: plainTargets,
    socketOf,
  });
  const sockets = proxy.kinds.flatMap((kind) => plainTargets.map(({ name }) => socketOf(kind, name)));
  const running = await startProxy(program, proxy.commandLine(write("proxy.conf", configuration), folder), sockets);
  add(running.stop);
  return (kind, target) => socketOf(kind, `app${targets.findIndex(({ name }) => name === target)}`);
}
