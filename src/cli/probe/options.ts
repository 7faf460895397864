import type { Command } from "commander";
import { openPathsFromCode } from "../../config/open-paths.ts";
import { Problems } from "../../config/problems.ts";
import type { ProbedFrontEnd } from "../../self-check/probe/certificate-header.ts";
import { MOST_EXCLUSION_PATHS } from "../../self-check/probe/plan.ts";
import { exclusionPrefixes } from "../../self-check/probe/spellings.ts";
import type { Tools } from "../tools.ts";
import { isPlainPath, readAddress } from "./address.ts";
import { type Files, readFiles } from "./files.ts";

/** What was written on the command line, with the files that it names. */
export interface ProbeOptions extends Files {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly plainHttpPort: number;
  /** A path that the app protects. */
  readonly path: string;
  readonly openPaths: readonly string[];
  readonly exclusionPaths: readonly string[];
  readonly frontEnd: ProbedFrontEnd;
  /** Seconds for one request. */
  readonly timeout: number;
  readonly json: boolean;
  /** Where JUnit's XML goes. Undefined: nowhere. */
  readonly junit: string | undefined;
  readonly yes: boolean;
}

/** Paths of each kind in one run, so that a run stays some hundred requests. */
const MOST_PATHS = MOST_EXCLUSION_PATHS;

const LONGEST = 60;

type Given = Omit<ProbeOptions, "host" | "port" | "path" | "openPaths" | "exclusionPaths" | keyof Files> & {
  readonly path: string | undefined;
  readonly openPath: readonly string[] | undefined;
  readonly exclusionPath: readonly string[] | undefined;
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
};

export function declareOptions(command: Command, { commander }: Pick<Tools, "commander">): void {
  const { InvalidArgumentError, Option } = commander;
  const refuse = (message: string): never => {
    throw new InvalidArgumentError(message);
  };
  const path = (text: string): string => (isPlainPath(text) ? text : refuse(PATH));
  const paths = (text: string, before: readonly string[] = []): readonly string[] => [...before, path(text)];
  const openPath = (text: string, before: readonly string[] = []): readonly string[] => {
    const problems = new Problems();
    openPathsFromCode([text], problems.at("--open-path"));
    const [problem] = problems.errors;
    return problem === undefined ? [...before, text] : refuse(`${problem.message} ${problem.remedy}`);
  };
  const within = (most: number) => (text: string) =>
    /^[1-9]\d{0,4}$/.test(text) && Number(text) <= most ? Number(text) : refuse(`Write 1 to ${most}.`);

  command
    .argument("<url>", HELP.url)
    .addOption(new Option("--path <path>", HELP.path).argParser(path))
    .addOption(new Option("--open-path <path>", HELP.openPath).argParser(openPath))
    .addOption(new Option("--exclusion-path <path>", HELP.exclusionPath).argParser(paths))
    .addOption(
      new Option("--front-end <which>", HELP.frontEnd)
        .choices(["app-service", "container-apps"])
        .default("app-service"),
    )
    .addOption(new Option("--cert <file>", HELP.cert))
    .addOption(new Option("--key <file>", HELP.key))
    .addOption(new Option("--ca <file>", HELP.ca))
    .addOption(new Option("--plain-http-port <port>", HELP.plainHttpPort).argParser(within(65_535)).default(80))
    .addOption(new Option("--timeout <seconds>", HELP.timeout).argParser(within(LONGEST)).default(10))
    .addOption(new Option("--json", HELP.json))
    .addOption(new Option("--junit <file>", HELP.junit))
    .addOption(new Option("--yes", HELP.yes));
}

/** @returns What is wrong with it, as text. */
export function readOptions(command: Command): ProbeOptions | string {
  const { path, openPath = [], exclusionPath = [], ca, cert, key, ...given } = command.opts<Given>();
  const address = readAddress(command.args[0] ?? "");
  if (typeof address === "string") return address;
  if (exclusionPath.length > 0 && given.frontEnd === "container-apps") return "Container Apps has no exclusion paths.";
  if (openPath.length > MOST_PATHS || exclusionPrefixes(exclusionPath).length > MOST_PATHS) {
    return `No more than ${MOST_PATHS} paths of each kind; an exclusion path with a wildcard counts twice.`;
  }
  const files = readFiles({ ca, cert, key });
  if (typeof files === "string") return files;
  const { host, port } = address;
  return {
    ...files,
    host,
    port,
    path: path ?? address.path,
    openPaths: [...new Set(openPath)],
    exclusionPaths: exclusionPath,
    plainHttpPort: given.plainHttpPort,
    frontEnd: given.frontEnd,
    timeout: given.timeout,
    json: given.json === true,
    junit: given.junit,
    yes: given.yes === true,
  };
}

const PATH = "Write a path as it stands in a request line, from `/` on, without query: /orders.";

const HELP = {
  url: "https://<host>[:port][/path] of the app, from outside. The path is one that the app protects.",
  path: "A path that the app protects. Default: the one in the URL.",
  openPath: "A path that the app leaves open, as in CLIENT_CERT_OPEN_PATHS. Repeatable.",
  exclusionPath: "A path of the site's clientCertExclusionPaths. Repeatable.",
  frontEnd: "Who writes the certificate header.",
  cert:
    "PEM of a caller that the app admits, its own certificate first. It is written into forged headers, since a " +
    "certificate is no secret; without it nobody can tell whether such a header counts.",
  key: "PEM of that caller's private key. It is used for TLS with this host, for GET requests alone.",
  ca: "PEM of the roots to trust for the host's own certificate, in place of Node's.",
  plainHttpPort: "Where the host speaks plain HTTP.",
  timeout: `Seconds to wait for each answer, 1 to ${LONGEST}.`,
  json: "Print one JSON document instead of text.",
  junit: "Write JUnit's XML to this file too.",
  yes: "Do not ask before sending. Needed without a terminal.",
} as const;
