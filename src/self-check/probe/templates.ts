import { isIP } from "node:net";
import { toHostKey } from "../host-name.ts";
import { CERTIFICATE_HEADERS, type ProbedFrontEnd, type Sent } from "./certificate-header.ts";
import type { Shot } from "./shot.ts";
import { type Spelling, spellingsOf } from "./spellings.ts";

export interface ProbedHost {
  /** A name, without a port. */
  readonly host: string;
  /** Where it speaks TLS. */
  readonly port: number;
  /** Where it speaks plain HTTP. */
  readonly plainHttpPort: number;
  /** As `Shot` has it. Absent: the host. */
  readonly serverName?: string | undefined;
  /** Absent: both are tried. Over plain HTTP alone no certificate can be shown, so nothing must arrive there. */
  readonly over?: "tls" | "plain-http" | undefined;
}

/** What every host is tried with. */
export interface Tried {
  readonly frontEnd: ProbedFrontEnd;
  /** The certificate header's values for the two Bs. */
  readonly sent: Pick<Sent, "b" | "bPlain">;
  /** As `exclusionPrefixes` gives them. Undefined: nobody told the exclusion paths. */
  readonly prefixes: readonly string[] | undefined;
  /** Every name that is known for this app's hosts. */
  readonly hostNames: readonly string[];
}

/** A request without its nonce. */
export type Template = Omit<Shot, "nonce">;

/** The path of every request but those under exclusion paths. No app needs a route for it. */
export const PROBE_PATH = "/azure-client-cert-probe";

/** What a client that wants to be taken for another host writes. No host has this name (RFC 6761 section 6.4). */
export const CLIENT_WRITTEN_HOST = "client-written.invalid";

export const HOST_HEADER_VARIANT = "host name written by the client";

export const FORWARDED_PROTO_VARIANT = "scheme written by the client";

/**
 * (2), over each of the ways that lead through the front end, and the same with headers that a client writes to be taken
 * for another.
 */
export function certificateTemplates(place: ProbedHost, { frontEnd, prefixes }: Tried): readonly Template[] {
  const base: Template = { ...secureAt(place), kind: "certificate", variant: "plain", presentsCertificate: true };
  const hostLine: HeaderLine = ["WAS-DEFAULT-HOSTNAME", CLIENT_WRITTEN_HOST];
  const hostHeader = { ...base, variant: HOST_HEADER_VARIANT, headers: [hostLine] };
  const hostHeaders: readonly Template[] = [
    hostHeader,
    { ...hostHeader, variant: `${HOST_HEADER_VARIANT}, two lines`, headers: [hostLine, hostLine] },
    { ...hostHeader, ...OVER_HTTP2, variant: `${HOST_HEADER_VARIANT}, HTTP/2`, headers: [inLowerCase(hostLine)] },
  ];
  return [
    base,
    { ...base, ...OVER_TLS12, variant: "TLS 1.2" },
    ...(prefixes === undefined ? [{ ...base, kind: "certificate-tls13", tls: "1.3" } as const] : []),
    { ...base, httpVersion: "2 if chosen", variant: "HTTP/2 if chosen" },
    ...(frontEnd === "app-service" ? hostHeaders : []),
    { ...base, variant: FORWARDED_PROTO_VARIANT, headers: [["X-Forwarded-Proto", "http"]] },
  ];
}

/** (4). */
export function besideTemplates(place: ProbedHost, tried: Tried): readonly Template[] {
  const base = { ...secureAt(place), kind: "forged-beside", presentsCertificate: true } as const;
  return waysOfWriting(forgedLine(tried)).map((way) => ({ ...base, ...way }));
}

/** (1) and (3). */
export function openTemplates(place: ProbedHost, tried: Tried): readonly Template[] {
  const none: Template = { ...secureAt(place), kind: "no-certificate", variant: "HTTP/1.1" };
  return [
    none,
    { ...none, ...OVER_HTTP2, variant: "HTTP/2" },
    { ...none, ...OVER_TLS12, variant: "TLS 1.2" },
    ...waysOfWriting(forgedLine(tried)).map((way): Template => ({ ...none, kind: "forged", ...way })),
  ];
}

/**
 * (1) and (3) as somebody sends them who looks for a name under which nothing is demanded: TLS asks for no name, or for
 * another than the host's.
 *
 * @param turn Chooses the other name, of those that are known and one that nobody has.
 */
export function sidewaysTemplates(place: ProbedHost, tried: Tried, turn: number): readonly Template[] {
  const own = [place.host, place.serverName ?? place.host].map(toHostKey);
  const known = [...new Set(tried.hostNames.map(toHostKey))].filter((name) => isIP(name) === 0 && !own.includes(name));
  const names = [...known, CLIENT_WRITTEN_HOST];
  const line = forgedLine(tried);
  const ways = [
    { sideways: { serverName: undefined }, variant: "no server name" },
    { sideways: { serverName: names[turn % names.length] }, variant: "another server name" },
  ];
  return ways.flatMap((way): readonly Template[] => {
    const none: Template = { ...secureAt(place), ...way, kind: "no-certificate-sideways" };
    const forged: Template = { ...none, kind: "forged-sideways", headers: [line] };
    const overHttp2 = { ...OVER_HTTP2, variant: `${way.variant}, HTTP/2`, headers: [inLowerCase(line)] };
    return [none, forged, { ...forged, ...overHttp2 }];
  });
}

/** (4), where the client names the front end's own header as one that ends with the connection. */
export function hopByHopTemplate(place: ProbedHost, tried: Tried): Template {
  const [name, value] = forgedLine(tried);
  const base = { ...secureAt(place), kind: "forged-hop-by-hop", presentsCertificate: true } as const;
  const headers = [
    ["Connection", name],
    [name, value],
  ] as const;
  return { ...base, variant: "named in Connection", headers };
}

/**
 * (5), in one of the forms of a header line.
 *
 * @param turn Chooses the form. In the eight turns of a proof each form has its turn at least twice.
 */
export function plainTemplates(place: ProbedHost, { frontEnd, sent }: Tried, turn: number): readonly Template[] {
  const form = formOf([CERTIFICATE_HEADERS[frontEnd], sent.bPlain], turn);
  return [{ ...secureAt(place), ...form, kind: "forged-plain-http", scheme: "http", port: place.plainHttpPort }];
}

/**
 * (6), each in one of the forms of a header line.
 *
 * @param turn As for (5). It bounds the number of requests: every spelling of every exclusion path in every form would be
 *   three times as many.
 */
export function excludedTemplates(place: ProbedHost, tried: Tried, turn: number): readonly Template[] {
  const form = formOf(forgedLine(tried), turn);
  const excluded = { ...secureAt(place), kind: "forged-excluded", headers: form.headers } as const;
  return spelt(tried).map(({ name, path }) => ({ ...excluded, variant: `${name}, ${form.variant}`, path }));
}

/** What shows that a spelling of (6) leads to this app at all. */
export function controlTemplates(place: ProbedHost, tried: Tried): readonly Template[] {
  const base = { ...secureAt(place), kind: "certificate-excluded", presentsCertificate: true } as const;
  return spelt(tried).map(({ name, path }) => ({ ...base, variant: name, path }));
}

type HeaderLine = readonly [name: string, value: string];

type Form = Pick<Template, "variant" | "headers">;

function formsOf(line: HeaderLine): readonly Form[] {
  return [
    { variant: "one line", headers: [line] },
    { variant: "two lines", headers: [line, line] },
    { variant: "lower case", headers: [inLowerCase(line)] },
  ];
}

function formOf(line: HeaderLine, turn: number): Form {
  return formsOf(line)[turn % 3] as Form;
}

/** Every name is in lower case in HTTP/2 (RFC 9113 section 8.2.1), so there it is no form of its own. */
function waysOfWriting(line: HeaderLine): readonly (Form & Partial<Template>)[] {
  const small = inLowerCase(line);
  return [
    ...formsOf(line),
    { ...OVER_HTTP2, variant: "one line, HTTP/2", headers: [small] },
    { ...OVER_HTTP2, variant: "two lines, HTTP/2", headers: [small, small] },
    { ...OVER_TLS12, variant: "one line, TLS 1.2", headers: [line] },
  ];
}

function forgedLine({ frontEnd, sent }: Tried): HeaderLine {
  return [CERTIFICATE_HEADERS[frontEnd], sent.b];
}

function inLowerCase([name, value]: HeaderLine): HeaderLine {
  return [name.toLowerCase(), value];
}

function spelt({ prefixes = [] }: Tried): readonly Spelling[] {
  return prefixes.flatMap((prefix) =>
    spellingsOf(prefix, PROBE_PATH).map(({ name, path }) => ({ name: `${prefix}, ${name}`, path })),
  );
}

function secureAt({ host, port, serverName }: ProbedHost): Secure {
  return { ...SECURE, host, port, ...(serverName === undefined ? {} : { serverName }) };
}

type Secure = typeof SECURE & Pick<Template, "host" | "port" | "serverName">;

const SECURE = {
  scheme: "https",
  httpVersion: "1.1",
  tls: "any",
  presentsCertificate: false,
  headers: [],
  path: PROBE_PATH,
} as const;

/** Another way through the front end, which a host need not have. */
const OVER_HTTP2 = { httpVersion: "2" } as const;

/** The same: here a front end can ask for the certificate later, by renegotiation. */
const OVER_TLS12 = { tls: "1.2" } as const;
