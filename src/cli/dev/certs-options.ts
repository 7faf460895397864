import type { Command } from "commander";
import type { Tools } from "../tools.ts";
import { DEFAULT_FOLDER } from "./options.ts";

/** What was written on the command line. */
export interface CertsOptions {
  /** Of the files. */
  readonly name: string;
  readonly subject: string;
  /** `dns:`, `uri:`, `email:` or `ip:` and the value. */
  readonly sans: readonly string[];
  readonly days: number;
  readonly pkcs12: boolean;
  /** Folder of the certificates. */
  readonly dir: string;
}

interface Given {
  readonly name: string | undefined;
  readonly subject: string | undefined;
  readonly san: readonly string[] | undefined;
  readonly days: number;
  readonly pkcs12: boolean | undefined;
  readonly dir: string;
}

/** Days. The issuing authority lives for five years from its making. */
const LONGEST = 1_825;

export function declareCertsOptions(command: Command, { commander }: Pick<Tools, "commander">): void {
  const { InvalidArgumentError, Option } = commander;
  const refuse = (message: string): never => {
    throw new InvalidArgumentError(message);
  };
  const name = (text: string): string => (/^[a-z0-9][a-z0-9_-]{0,63}$/i.test(text) ? text : refuse(NAME));
  const san = (text: string, before: readonly string[] = []): readonly string[] =>
    /^(?:dns|uri|email|ip):./.test(text) ? [...before, text] : refuse(SAN);
  const days = (text: string): number =>
    /^[1-9]\d{0,3}$/.test(text) && Number(text) <= LONGEST ? Number(text) : refuse(`Write 1 to ${LONGEST}.`);

  command
    .addOption(new Option("--name <name>", HELP.name).argParser(name))
    .addOption(new Option("--subject <name>", HELP.subject))
    .addOption(new Option("--san <name>", HELP.san).argParser(san))
    .addOption(new Option("--days <days>", HELP.days).argParser(days).default(365))
    .addOption(new Option("--pkcs12", HELP.pkcs12))
    .addOption(new Option("--dir <folder>", HELP.dir).default(DEFAULT_FOLDER));
}

/** @returns What is wrong with it, as text. */
export function readCertsOptions(command: Command): CertsOptions | string {
  // An option that the verb above has too ends up there, wherever it was written.
  const { name, subject = `CN=${name}`, san = [], days, pkcs12, dir } = command.optsWithGlobals<Given>();
  if (name === undefined) return "Say what to call the files: --name partner.";
  return { name, subject, sans: san, days, pkcs12: pkcs12 === true, dir };
}

const NAME = "Write letters, digits, `-` and `_` alone: it becomes the name of files.";

const SAN = "Write dns:, uri:, email: or ip: and the value.";

const HELP = {
  name: "What to call the files.",
  subject: "The caller's name: CN=partner,O=Northwind,C=DE. Default: CN=<name>.",
  san: "A further name: dns:, uri:, email: or ip: and the value. Repeatable.",
  days: `Days that it is valid, 1 to ${LONGEST}.`,
  pkcs12: "Make a PKCS#12 file too, with an RSA key.",
  dir: "Folder of the certificates; made if need be.",
} as const;
