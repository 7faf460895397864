import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { RIGHT_SUBJECT } from "./estate.ts";
import { attempt, FileProblem } from "./file-problem.ts";
import type { TrustedPeers } from "./options.ts";

/** What the settings depend on. */
export interface EnvSettings {
  readonly platform: "app-service" | "container-apps";
  /** Of the certificates, as written on the command line. */
  readonly folder: string;
  /** Absent: `loopback`. */
  readonly trustedPeers?: TrustedPeers | undefined;
}

/** A file that is ready to be written. */
export interface EnvFilePlan {
  /** Whom the settings in it believe. */
  readonly trustedPeers: TrustedPeers;
  /** The answer is whether anything changed. */
  write(): boolean;
}

const BEGIN = "# >>> azure-client-cert dev";
const END = "# <<< azure-client-cert dev";

/** The settings with which an app behind the stand admits the right caller, and no other. */
export function envBlock({ platform, folder, trustedPeers = "loopback" }: EnvSettings): string {
  const file = (name: string): string => quote(resolve(folder, name));
  return [
    `${BEGIN}: what stands between these two lines is written anew by --write-env. For this machine alone.`,
    `CLIENT_CERT_FRONT_END=${platform}`,
    "# The stand is no host that could be asked about itself. Never set this on Azure.",
    "CLIENT_CERT_SELF_CHECK=off",
    ...PEERS[trustedPeers],
    `CLIENT_CERT_TRUST_ANCHORS=${file("authority.pem")}`,
    `CLIENT_CERT_INTERMEDIATES=${file("issuing.pem")}`,
    `CLIENT_CERT_ALLOWED_SUBJECTS=${quote(RIGHT_SUBJECT)}`,
    END,
    "",
  ].join("\n");
}

const PEERS: Readonly<Record<TrustedPeers, readonly string[]>> = {
  loopback: [
    "# Nobody but the stand, on this machine, may write the certificate header. The guards for Functions and the Fetch",
    "# API see no address and refuse such a list: for those give dev --trusted-peers network-enforced.",
    "CLIENT_CERT_TRUSTED_PEERS='127.0.0.1;::1'",
  ],
  "network-enforced": [
    "# Whoever reaches the app's port is believed, whatever certificate header they write. Only for a machine where",
    "# nobody else can reach that port: let the app listen on localhost alone. Back again: dev --trusted-peers loopback.",
    "CLIENT_CERT_TRUSTED_PEERS=network-enforced",
  ],
};

/**
 * The file's new content: the block takes the place of an earlier one, and all else stays as it is.
 *
 * @param before Undefined: there is no such file.
 * @param force Whether a file in which there is no earlier block may have one added at its end.
 * @throws {FileProblem} The file is somebody else's, or the lines that mark the block are damaged.
 */
export function withBlock(before: string | undefined, block: string, force: boolean): string {
  if (before === undefined || before.trim() === "") return block;
  const found = splitAtBlock(before);
  if (found !== undefined) return found.above + block + found.below;
  if (!force) throw new FileProblem(FOREIGN);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${block}`;
}

/**
 * Reads the file, and says how to write it. Whom the block of an earlier run believes is kept, unless the settings say.
 *
 * @throws {FileProblem}
 */
export function planEnvFile(path: string, settings: EnvSettings, force: boolean): EnvFilePlan {
  const before = existsSync(path) ? attempt("The file cannot be read", () => readFileSync(path, "utf8")) : undefined;
  const trustedPeers = settings.trustedPeers ?? peersIn(before ?? "");
  const after = withBlock(before, envBlock({ ...settings, trustedPeers }), force);
  return {
    trustedPeers,
    write: () => {
      if (after === before) return false;
      attempt("The file cannot be written", () => writeFileSync(path, after));
      return true;
    },
  };
}

const FOREIGN =
  "The file holds what this command did not write. Give --force to add the settings at its end; nothing else in it is " +
  "changed.";

const DAMAGED = `The lines that mark the settings in the file, "${BEGIN}" and "${END}", are not one pair. Mend them by hand.`;

/** Only what stands in the block is kept: outside of it the same variable is somebody else's. */
function peersIn(before: string): TrustedPeers {
  const { block = "" } = splitAtBlock(before) ?? {};
  return parseEnv(block)["CLIENT_CERT_TRUSTED_PEERS"] === "network-enforced" ? "network-enforced" : "loopback";
}

/**
 * @returns Undefined: there is no block.
 * @throws {FileProblem} The lines that mark it are damaged.
 */
function splitAtBlock(text: string): Readonly<Record<"above" | "block" | "below", string>> | undefined {
  const lines = text.split(/(?<=\n)/);
  const begins = indicesOf(lines, BEGIN);
  const ends = indicesOf(lines, END);
  if (begins.length === 0 && ends.length === 0) return undefined;
  const [begin = -1, end = -1] = [begins[0], ends[0]];
  if (begins.length !== 1 || ends.length !== 1 || end < begin) throw new FileProblem(DAMAGED);
  const cut = (from: number, to?: number): string => lines.slice(from, to).join("");
  return { above: cut(0, begin), block: cut(begin, end + 1), below: cut(end + 1) };
}

function indicesOf(lines: readonly string[], mark: string): readonly number[] {
  return lines.flatMap((line, index) => (line.startsWith(mark) ? [index] : []));
}

/** In single quotes readers of such files change nothing; in double ones some turn `\n` into a line end. */
function quote(value: string): string {
  if (/^[\w./:=,@+-]+$/.test(value)) return value;
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}
