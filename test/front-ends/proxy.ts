import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A proxy that can stand in front of an app, in several configurations at once, right and wrong ones. */
export interface ProxyServer<Kind extends string> {
  /** Its configurations. Each listens for each target on a socket of its own. */
  readonly kinds: readonly Kind[];
  /** The text of its configuration file. */
  configure(site: Site<Kind>): string;
  /** What its program is told so that it stays in the foreground, as one process. */
  commandLine(configuration: string, folder: string): readonly string[];
}

/** What a configuration speaks of. */
export interface Site<Kind extends string> {
  /** For what the proxy writes. */
  readonly folder: string;
  /** Of the server, in PEM: certificate, key, and both in one file. */
  readonly certificate: string;
  readonly key: string;
  readonly certificateAndKey: string;
  /** The apps behind the proxy, on 127.0.0.1. */
  readonly targets: readonly { readonly name: string; readonly port: number }[];
  /** The Unix socket of a configuration for a target: no other program can take it, as one could take a free port. */
  socketOf(kind: Kind, target: string): string;
}

export interface RunningProxy {
  stop(): Promise<void>;
}

const START_LIMIT = 10_000;
const POLL_INTERVAL = 10;

/** Starts a proxy and waits until it answers on every socket. */
export async function startProxy(
  program: string,
  options: readonly string[],
  sockets: readonly string[],
): Promise<RunningProxy> {
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise((resolve) => child.once("error", resolve).once("close", resolve));
  const kill = (): boolean => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    kill();
    await ended;
    process.removeListener("exit", kill);
  };
  try {
    await untilListening(child, sockets);
  } catch (error) {
    await stop();
    throw new Error(`${program} did not start:\n${output}`, { cause: error });
  }
  return { stop };
}

async function untilListening(child: ChildProcess, sockets: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_LIMIT;
  for (const socket of sockets) {
    while (!(await answers(socket))) {
      const hasEnded = child.exitCode !== null || child.signalCode !== null;
      if (hasEnded || Date.now() > deadline) throw new Error(`nobody listens on ${socket}`);
      await sleep(POLL_INTERVAL);
    }
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
