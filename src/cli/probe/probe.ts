import { closeSync, openSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { safeLines } from "../text/safe-lines.ts";
import { styleOf, widthOf } from "../text/style.ts";
import { toJson } from "../text/to-json.ts";
import type { Running, Verb } from "../verb.ts";
import { announce } from "./announce.ts";
import { declareOptions, type ProbeOptions, readOptions } from "./options.ts";
import type { Person } from "./person.ts";
import { planAttempts } from "./plan-attempts.ts";
import { printReport } from "./print-report.ts";
import { type ProbeReport, toReport } from "./report.ts";
import { sendAll } from "./send-all.ts";
import { mintStrangers } from "./strangers.ts";
import { toJunit } from "./to-junit.ts";

/**
 * `azure-client-cert probe <url>`: who gets in, tried from outside.
 *
 * @param person Whom to ask before anything is sent.
 */
export function createProbe(person: Person): Verb {
  return Object.freeze({
    name: "probe",
    declare(command: Command, running: Running): void {
      command.description(DESCRIPTION).addHelpText("after", MORE);
      declareOptions(command, running.tools);
      command.action(async () => running.end(await run(command, running, person)));
    },
  });
}

async function run(command: Command, running: Running, person: Person): Promise<ExitCode> {
  const { surroundings } = running;
  const say = (text: string): void => void surroundings.stderr.write(safeLines(`${text}\n`));
  const options = readOptions(command);
  if (typeof options === "string") {
    say(`error: ${options}\nTry it with --help.`);
    return EXIT.usage;
  }
  const attempts = planAttempts(options, mintStrangers(options.caller?.certificate, surroundings.clock()));
  say(announce(options, attempts));
  if (!(await isAllowed(options, person, say))) return EXIT.usage;
  if (options.junit !== undefined && !isWritable(options.junit)) {
    say("error: --junit: the file cannot be written. Nothing was sent.");
    return EXIT.usage;
  }
  const replies = await sendAll(attempts, { ca: options.ca, timeoutMs: options.timeout * 1_000 });
  const report = toReport(options, attempts, replies);
  print(report, options, running);
  return report.exitCode;
}

function print(report: ProbeReport, { json, junit }: ProbeOptions, { tools, surroundings }: Running): void {
  const { stdout } = surroundings;
  if (junit !== undefined) writeFileSync(junit, toJunit(report));
  stdout.write(json ? toJson(report) : printReport(report, styleOf(tools, surroundings), widthOf(stdout)));
}

async function isAllowed({ yes }: ProbeOptions, person: Person, say: (text: string) => void): Promise<boolean> {
  if (yes) return true;
  if (!person.isThere) {
    say("error: without a terminal there is nobody to ask. Give --yes to send them. Nothing was sent.");
    return false;
  }
  if (/^y(?:es)?$/i.test((await person.ask("Send them? [y/N] ")).trim())) return true;
  say("Nothing was sent.");
  return false;
}

/** Found out before anything is sent. What stood in the file is gone. */
function isWritable(file: string): boolean {
  try {
    closeSync(openSync(file, "w"));
    return true;
  } catch {
    return false;
  }
}

const DESCRIPTION =
  "Try from outside who gets into an app: strangers without a certificate, with one that nobody trusts, with a " +
  "certificate header that they write themselves, and by other ways. Only for hosts that are yours to try.";

const MORE = `
One request at a time, each over a connection of its own, none repeated; no redirect is followed. All are GET but one
POST of 128 KiB, which is sent with a throw-away certificate. A private key is used for TLS with the host of the URL
alone.

Exit codes:
  0  good: every request was answered as it should be
  1  refuted: a stranger got past the front end or was served, or a good caller was not
  2  cannot tell
  3  the command was not called as it can be, nobody agreed, or a package is not installed

Example:
  azure-client-cert probe https://orders.azurewebsites.net/orders --cert caller.pem --key caller.key
`;
