import type { Command } from "commander";
import { type FrontEnd, lodgeFrontEnd } from "../../testing/front-end.ts";
import { whenAsked } from "../../testing/front-end-site.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { safeLines } from "../text/safe-lines.ts";
import { styleOf, widthOf } from "../text/style.ts";
import type { Running, Verb } from "../verb.ts";
import { declareCerts } from "./certs.ts";
import { type EnvFilePlan, planEnvFile } from "./env-file.ts";
import { codeOf, FileProblem } from "./file-problem.ts";
import { CLIENTS, type Folder, openFolder } from "./folder.ts";
import { introduce } from "./introduce.ts";
import { type Estate, keepEstate } from "./keep-estate.ts";
import { createCallerNames } from "./name-callers.ts";
import { type DevOptions, declareOptions, readOptions, whyNotHere } from "./options.ts";
import { loadPkcs12, PKCS12_PASSWORD } from "./pkcs12.ts";
import { createEventPrinter, type EventPrinter } from "./print-event.ts";
import type { Stopping } from "./stopping.ts";
import { urlOf } from "./target.ts";

/** `azure-client-cert dev`: a front end like Azure's before an app on a developer's machine, and callers to try it with. */
export function createDev(stopping: Stopping): Verb {
  return Object.freeze({
    name: "dev",
    declare(command: Command, running: Running): void {
      command.description(DESCRIPTION).addHelpText("after", MORE);
      declareOptions(command, running.tools);
      command.action(async () => running.end(await run(command, running, stopping)));
      declareCerts(command.command("certs"), running);
    },
  });
}

async function run(command: Command, running: Running, stopping: Stopping): Promise<ExitCode> {
  const { surroundings } = running;
  const complain = (message: string): ExitCode => {
    surroundings.stderr.write(safeLines(`error: ${message}\nTry it with --help.\n`));
    return EXIT.usage;
  };
  const options = readOptions(command);
  const problem = whyNotHere(surroundings.environment) ?? (typeof options === "string" ? options : undefined);
  if (problem !== undefined || typeof options === "string") return complain(problem ?? "");
  try {
    return await stand(options, running, stopping);
  } catch (error) {
    if (error instanceof FileProblem) return complain(error.message);
    throw error;
  }
}

async function stand(options: DevOptions, running: Running, stopping: Stopping): Promise<ExitCode> {
  const { tools, surroundings } = running;
  const { stdout, clock } = surroundings;
  const envFile = planEnv(options);
  const folder = openFolder(options.dir);
  const estate = keepEstate(folder, clock());
  const pkcs12 = await keepPkcs12(folder, estate, running);

  const style = styleOf(tools, surroundings);
  const width = widthOf(stdout);
  const printer = createEventPrinter({
    isTerminal: stdout.isTTY === true,
    style,
    width,
    renegotiates: whenAsked(options) === "after-request",
    app: urlOf(options.target),
    nameOf: createCallerNames(folder),
  });
  // From here on a signal closes what is open.
  const told = stopping.whenTold();
  const frontEnd = await open(options, estate, running, printer);
  try {
    envFile?.write();
    const { trustedPeers } = envFile ?? options;
    stdout.write(introduce({ options, folder, estate, port: frontEnd.port, pkcs12, trustedPeers }, style, width));
    stdout.write(printer.heading);
    await told;
  } finally {
    await frontEnd.close();
  }
  return EXIT.good;
}

function planEnv({ writeEnv, platform, dir, trustedPeers, force }: DevOptions): EnvFilePlan | undefined {
  if (writeEnv === undefined) return undefined;
  try {
    return planEnvFile(writeEnv, { platform, folder: dir, trustedPeers }, force);
  } catch (error) {
    throw error instanceof FileProblem ? new FileProblem(`--write-env: ${error.message}`) : error;
  }
}

/** @returns What is to be said of it. */
async function keepPkcs12(folder: Folder, { right, issuing, isRightNew }: Estate, running: Running): Promise<string> {
  const file = `${CLIENTS}/right.p12`;
  const said = `PKCS#12 of the right caller: ${folder.pathOf(file)} (password: ${PKCS12_PASSWORD})`;
  if (folder.has(file) && !isRightNew) return said;
  const make = await loadPkcs12(running.surroundings);
  if (typeof make === "string") return make;
  const content = make({ name: "right", keyPem: right.keyPem, pem: right.pem, issuerPem: issuing.pem });
  folder.write(file, content, "secret");
  return said;
}

async function open(
  { target, platform, mode, exclude, http2, host, port }: DevOptions,
  { server }: Estate,
  { surroundings }: Running,
  printer: EventPrinter,
): Promise<Pick<FrontEnd, "port" | "close">> {
  try {
    return await lodgeFrontEnd(
      { target, platform, mode, exclude, http2 },
      {
        identity: { chainPem: server.pem, privateKeyPem: server.keyPem },
        place: { host: host === "localhost" ? "127.0.0.1" : host, port },
        tell: (event) => void surroundings.stdout.write(printer.print(event, surroundings.clock())),
      },
    );
  } catch (error) {
    throw new FileProblem(whyNotListening(codeOf(error), port));
  }
}

function whyNotListening(code: string, port: number): string {
  if (code === "EADDRINUSE") return `Port ${port} is in use. Give another with --port.`;
  if (code === "EACCES") return `Port ${port} may not be used by this user. Give one above 1023 with --port.`;
  return `The stand cannot listen on port ${port} (${code}).`;
}

const DESCRIPTION =
  "Stand before an app on this machine as App Service or Container Apps would, make callers with right and wrong " +
  "certificates, and show what becomes of each request. For development alone.";

const MORE = `
The stand ends TLS, asks for a client certificate as the platform does, checks nothing about it, and hands it to the app
in the platform's header. It goes on until Ctrl+C.

Exit codes:
  0  it was told to stop
  3  the command was not called as it can be, a file or the port cannot be used, or a package is not installed

Example:
  azure-client-cert dev --target http://localhost:8080 --path /orders --write-env .env.local
  azure-client-cert dev certs --name partner --subject CN=partner,O=Northwind,C=DE --pkcs12
`;
