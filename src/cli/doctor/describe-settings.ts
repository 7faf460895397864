import type { Certificate } from "../../certificate/certificate.ts";
import type { Settings } from "../../config/settings.ts";
import { unquote } from "../../config/text.ts";
import { VARIABLES, type Variables } from "../../config/variables.ts";
import type { Environment } from "../../self-check/host/environment.ts";
import { safeText } from "../../verdict/safe-text.ts";
import { type StartLine, startLine } from "../../verdict/start-line.ts";

/** One setting as it counts. */
export interface SettingReport {
  /** `CLIENT_CERT_ENFORCE`. */
  readonly variable: string;
  /** The option in code that would take its place. */
  readonly option: string;
  /** Who says so: the variable, the host that the app runs on, or nobody. */
  readonly origin: "environment" | "host" | "default";
  /** Null: there is none, or the configuration has problems, and then nothing that was written is shown. */
  readonly value: string | readonly string[] | readonly CertificateReport[] | null;
}

export interface CertificateReport {
  /** RFC 4514. */
  readonly subject: string;
  /** ISO 8601. */
  readonly notAfter: string;
  readonly sha256: string;
}

export interface Described {
  /** Undefined: there are problems. */
  readonly settings: Settings | undefined;
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Every variable that this version reads, with what counts. A value is shown only once the whole configuration has
 * proved to be one: before, a private key or a password may stand in any of them.
 */
export function describeSettings({ settings, environment, platform, now }: Described): readonly SettingReport[] {
  const texts = textsOf(environment, platform);
  const line = settings === undefined ? undefined : startLine(settings, now);
  return KEYS.map((key) => {
    const { name, option } = VARIABLES[key];
    const text = texts.get(name);
    const value = settings === undefined || line === undefined ? null : VALUES[key]({ settings, line, text });
    return {
      variable: name,
      option,
      origin: text === undefined ? (FROM_HOST[key] ?? "default") : "environment",
      value,
    };
  });
}

const KEYS = Object.keys(VARIABLES) as readonly (keyof Variables)[];

/** Windows does not tell cases apart in names of variables. */
function textsOf(environment: Environment, platform: NodeJS.Platform): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, text] of Object.entries(environment)) {
    if (text !== undefined) texts.set(platform === "win32" ? name.toUpperCase() : name, text);
  }
  return texts;
}

const FROM_HOST: { readonly [Key in keyof Variables]?: "host" } = { frontEnd: "host", hostResourceId: "host" };

interface Seen {
  readonly settings: Settings;
  readonly line: StartLine;
  /** What the variable holds; undefined: it is not set. */
  readonly text: string | undefined;
}

/** `Record` makes the compiler ask for each: whoever adds a variable decides what of it is shown. */
const VALUES: Readonly<Record<keyof Variables, (seen: Seen) => SettingReport["value"]>> = {
  trustAnchors: ({ settings }) => certificates(settings.trustAnchors),
  intermediates: ({ settings }) => certificates(settings.intermediates),
  pinned: ({ settings }) => orNull(settings.pins.map(({ kind, sha256 }) => `${PREFIX[kind]}${sha256}`)),
  allow: ({ line, text }) => (typeof line.allow === "string" ? line.allow : written(text)),
  allowedIssuers: ({ text }) => written(text),
  allowedSubjects: ({ text }) => written(text),
  allowedSans: ({ text }) => written(text),
  allowedThumbprints: ({ text }) => written(text),
  eku: ({ text }) => written(text) ?? "clientAuth",
  openPaths: ({ settings }) => orNull(settings.openPaths),
  enforce: ({ line }) => line.enforce,
  reportUntil: ({ settings }) => (settings.reportUntil === undefined ? null : isoTime(settings.reportUntil)),
  frontEnd: ({ line }) => `${line.frontEnd}: ${line.certificateFrom}`,
  trustedPeers: ({ line }) => line.trustedPeers,
  selfCheck: ({ line }) => line.selfCheck,
  hostResourceId: ({ settings, text }) => written(text) ?? resourceOf(settings),
  publicHost: ({ settings }) =>
    settings.publicHost === undefined ? null : `${settings.publicHost.host}:${settings.publicHost.port}`,
  // A secret: only that it is there.
  probeKey: ({ settings }) => (settings.probeKey === undefined ? null : "set"),
  clockSkew: ({ line }) => `${line.clockSkewSeconds.notBefore} s before, ${line.clockSkewSeconds.notAfter} s after`,
};

const PREFIX = { certificate: "sha256:", key: "spki-sha256:" } as const;

/** Names and rules, as they were written: a configuration without problems has nothing but those in such a variable. */
function written(text: string | undefined): string | null {
  return text === undefined ? null : safeText(unquote(text), 1_024);
}

function certificates(list: readonly Certificate[]): readonly CertificateReport[] | null {
  return orNull(
    list.map(({ subject, notAfter, sha256 }) => ({
      subject: safeText(subject.toString()),
      notAfter: isoTime(notAfter),
      sha256,
    })),
  );
}

function orNull<Item>(list: readonly Item[]): readonly Item[] | null {
  return list.length === 0 ? null : list;
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function resourceOf({ host }: Settings): string | null {
  return host?.resource === undefined ? null : decodeURI(host.resource.path);
}
