import type { PublicHost } from "../self-check/app-probe.ts";
import { CertificateReader } from "./certificates.ts";
import type { GivenOptions } from "./option-values.ts";
import { holdsPemMarker } from "./pem-text.ts";
import type { Problems, Reporter } from "./problems.ts";
import { excerpt, unquote } from "./text.ts";

/** Labels of letters, digits and inner hyphens, at most 63 octets each (RFC 1123 section 2.1), and maybe a port. */
const HOST = /^([a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*)(?::([1-9]\d{0,4}))?$/i;

/** Most octets of a host name in text (RFC 1035 section 2.3.4). */
const LONGEST_HOST = 253;

export function publicHostFromText(text: string, report: Reporter): PublicHost | undefined {
  return publicHostFromCode(unquote(text), report);
}

export function publicHostFromCode(value: unknown, report: Reporter): PublicHost | undefined {
  if (typeof value !== "string") {
    report.add("option_wrong_type", "The value is no text.", HOST_REMEDY);
    return undefined;
  }
  const [, host = "", port = "443"] = HOST.exec(value.trim()) ?? [];
  if (host !== "" && host.length <= LONGEST_HOST && Number(port) <= 65_535) {
    return Object.freeze({ host: host.toLowerCase(), port: Number(port) });
  }
  report.add("public_host_malformed", `${excerpt(value)} is no host name with or without a port.`, HOST_REMEDY);
  return undefined;
}

const HOST_REMEDY =
  "Write the name by which callers reach the app, as in orders.contoso.example or orders.contoso.example:8443.";

/** Fewest octets of the key: as many as the HMAC's own, with less it is weaker (RFC 2104 section 3). */
const LEAST_KEY = 32;

export function probeKeyFromText(text: string, report: Reporter): string | undefined {
  return probeKeyFromCode(unquote(text), report);
}

export function probeKeyFromCode(value: unknown, report: Reporter): string | undefined {
  if (typeof value === "string" && Buffer.byteLength(value) >= LEAST_KEY) return value;
  if (typeof value === "string") report.add("probe_key_short", `It has fewer than ${LEAST_KEY} octets.`, KEY_REMEDY);
  else report.add("option_wrong_type", "The value is no text.", KEY_REMEDY);
  return undefined;
}

const KEY_REMEDY = "Write what `openssl rand -base64 32` prints, the same for all instances.";

/** What about the probe is told in code only. */
export interface ProbeCodeSettings {
  readonly probeCa: string | undefined;
  readonly probePlainHttpPort: number;
}

export function readProbeCodeSettings(options: GivenOptions, problems: Problems): ProbeCodeSettings {
  return { probeCa: readCa(options, problems), probePlainHttpPort: readPlainHttpPort(options, problems) ?? 80 };
}

/** Read here, since a connection would pass over what is no certificate, and trust nobody for no reason that is told. */
function readCa(options: GivenOptions, problems: Problems): string | undefined {
  const ca = options.get("probeCa");
  if (ca === undefined) return undefined;
  const report = problems.at("probeCa");
  if (typeof ca !== "string" || !holdsPemMarker(ca)) {
    report.add("option_wrong_type", "It is no text with PEM certificates.", "Pass the PEM text itself.");
    return undefined;
  }
  const reader = new CertificateReader(report);
  reader.readBytes(Buffer.from(ca), "");
  return reader.found.length > 0 ? ca : undefined;
}

function readPlainHttpPort(options: GivenOptions, problems: Problems): number | undefined {
  const port = options.get("probePlainHttpPort");
  if (port === undefined) return undefined;
  if (typeof port === "number" && Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  const remedy = "Pass the port at which the front end speaks plain HTTP, as in 80.";
  problems.at("probePlainHttpPort").add("option_wrong_type", "It is no port.", remedy);
  return undefined;
}
