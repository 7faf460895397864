import type { Command } from "commander";
import { type Environment, variable } from "../../self-check/host/environment.ts";
import type { FrontEndOptions } from "../../testing/front-end.ts";
import type { Target } from "../../testing/front-end-forward.ts";
import { isPlainPath } from "../probe/address.ts";
import type { Tools } from "../tools.ts";
import { readTarget } from "./target.ts";

/** What was written on the command line. */
export interface DevOptions {
  readonly target: Target;
  readonly platform: "app-service" | "container-apps";
  readonly mode: FrontEndOptions["mode"];
  readonly exclude: readonly string[];
  readonly http2: boolean;
  readonly host: "localhost" | "127.0.0.1" | "::1";
  /** 0: any that is free. */
  readonly port: number;
  /** Folder of the certificates. */
  readonly dir: string;
  /** The app's path that the printed requests ask for. Absent: `/`. */
  readonly path?: string;
  /** Where the app's settings go. Undefined: nowhere. */
  readonly writeEnv: string | undefined;
  /** Whom the app is to believe the header of. Absent: whom the file says, else this machine alone. */
  readonly trustedPeers?: TrustedPeers;
  readonly force: boolean;
}

/** `loopback`: this machine's own addresses. `network-enforced`: whoever reaches the app's port. */
export type TrustedPeers = "loopback" | "network-enforced";

type Given = Partial<Omit<DevOptions, "target">> &
  Pick<DevOptions, "dir" | "host" | "port" | "platform" | "mode"> & {
    readonly target: string | undefined;
  };

export const DEFAULT_FOLDER = ".azure-client-cert";

export function declareOptions(command: Command, { commander }: Pick<Tools, "commander">): void {
  const { InvalidArgumentError, Option } = commander;
  const refuse = (message: string): never => {
    throw new InvalidArgumentError(message);
  };
  const exclude = (text: string, before: readonly string[] = []): readonly string[] => {
    const entries = text.split(/[,;]/).map((entry) => entry.trim());
    return entries.every(isPlainPath) ? [...before, ...entries] : refuse(PATH);
  };
  const path = (text: string): string => (isPlainPath(text) ? text : refuse(PATH));
  const port = (text: string): number =>
    /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : refuse("Write 0 to 65535.");

  command
    .addOption(new Option("--target <url>", HELP.target))
    .addOption(
      new Option("--platform <name>", HELP.platform).choices(["app-service", "container-apps"]).default("app-service"),
    )
    .addOption(
      new Option("--mode <mode>", HELP.mode)
        .choices(["required", "optional", "interactive", "disabled"])
        .default("required"),
    )
    .addOption(new Option("--exclude <path>", HELP.exclude).argParser(exclude))
    .addOption(new Option("--http2", HELP.http2))
    .addOption(new Option("--host <name>", HELP.host).choices(["localhost", "127.0.0.1", "::1"]).default("localhost"))
    .addOption(new Option("--port <port>", HELP.port).argParser(port).default(8443))
    .addOption(new Option("--dir <folder>", HELP.dir).default(DEFAULT_FOLDER))
    .addOption(new Option("--path <path>", HELP.path).argParser(path).default("/"))
    .addOption(new Option("--write-env <file>", HELP.writeEnv))
    .addOption(new Option("--trusted-peers <whom>", HELP.trustedPeers).choices(["loopback", "network-enforced"]))
    .addOption(new Option("--force", HELP.force));
}

/** @returns What is wrong with it, as text. */
export function readOptions(command: Command): DevOptions | string {
  const given = command.opts<Given>();
  const { platform, mode, exclude = [], host, port, dir, path = "/", writeEnv, trustedPeers } = given;
  if (given.target === undefined) return "Say where the app listens: --target http://localhost:8080.";
  const target = readTarget(given.target);
  if (typeof target === "string") return target;
  if (port !== 0 && target.port === port)
    return "The app and the stand cannot listen on the same port: give another --port.";
  if (platform === "container-apps" && mode === "interactive") return "Container Apps has no mode `interactive`.";
  if (platform === "container-apps" && exclude.length > 0) return "Container Apps has no exclusion paths.";
  const http2 = given.http2 === true || platform === "container-apps";
  const force = given.force === true;
  const peers = trustedPeers === undefined ? {} : { trustedPeers };
  return { target, platform, mode, exclude, http2, host, port, dir, path, writeEnv, force, ...peers };
}

/** @returns Why not, as text; undefined: this machine is a developer's. */
export function whyNotHere(environment: Environment): string | undefined {
  const found = ["WEBSITE_SITE_NAME", "CONTAINER_APP_NAME"].find((name) => variable(environment, name) !== undefined);
  if (found === undefined) return undefined;
  return `This is Azure (${found} is set), where the platform itself stands before the app. The stand is for a developer's machine alone.`;
}

const PATH = "Write a path as it stands in a request line, from `/` on, without query: /public.";

const HELP = {
  target: "Where the app listens, on this machine: http://localhost:8080.",
  platform: "Which front end to be like.",
  mode: "App Service's client certificate mode. With container-apps: require, accept and ignore, by the same names.",
  exclude:
    "A path of App Service's clientCertExclusionPaths. Repeatable. With one, certificates are asked for by renegotiation.",
  http2: "Speak HTTP/2 too. Container Apps always does.",
  host: "Where the stand listens: on this machine alone.",
  port: "Port of the stand. 0: any that is free.",
  dir: "Folder of the certificates; made if need be.",
  path: "Path of the app that the printed requests ask for.",
  writeEnv: "Write the settings for an app behind the stand to this file.",
  trustedPeers:
    "Whose certificate header the app believes: this machine's (loopback), or, for Functions and the Fetch API, " +
    "whoever's reaches the app (network-enforced). Default: what the file of --write-env says, else loopback.",
  force: "With --write-env: add them to a file that holds other things.",
} as const;
