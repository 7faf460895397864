import { CERTIFICATE_HEADERS, type ProbedFrontEnd } from "./certificate-header.ts";
import type { Shot } from "./shot.ts";
import { exclusionPrefixes, spellingsOf } from "./spellings.ts";

export interface ProbedHost {
  /** A name, without a port. */
  readonly host: string;
  /** Where it speaks TLS. */
  readonly port: number;
  /** Where it speaks plain HTTP. */
  readonly plainHttpPort: number;
}

/** What is to be tried. The evaluation reads the same, and so knows when something was left out. */
export interface ProbeScope {
  /** No more than `MOST_HOSTS` are tried; with more, nothing is ever proven. */
  readonly hosts: readonly ProbedHost[];
  readonly frontEnd: ProbedFrontEnd;
  /** Undefined: Resource Manager did not tell. No more than `MOST_EXCLUSION_PATHS` are tried. */
  readonly exclusionPaths: readonly string[] | undefined;
  readonly offersHttp2: boolean;
}

export interface PlanOptions extends ProbeScope {
  /** The certificate header's value for B. */
  readonly forged: string;
  /** A new nonce for each request. */
  readonly issue: () => string;
  /** From 0 to below 1, for the order. Absent: Math.random. */
  readonly random?: () => number;
}

/** The path of every request but those under exclusion paths. No app needs a route for it. */
export const PROBE_PATH = "/azure-client-cert-probe";

/** How often each negative request must have been refused, so that more than one server of the front end has spoken. */
export const REFUSALS_OF_A_PROOF = 8;

/** How often one round sends each negative request, every time with positive ones before and after it. */
const PASSES = 2;

/** Rounds that make a proof, when all goes well: four, each with every positive request once. */
export const ROUNDS_OF_A_PROOF: number = REFUSALS_OF_A_PROOF / PASSES;

/** Public hosts in one plan: the site's own and one more. Others want a plan of their own. */
export const MOST_HOSTS = 2;

/** Exclusion paths in one plan, each with five spellings; one with a wildcard counts twice. */
export const MOST_EXCLUSION_PATHS = 8;

/** Requests in one round at most: for each host 8 with a certificate, and twice 5 without and 5 per exclusion path. */
export const MOST_SHOTS: number = MOST_HOSTS * (8 + PASSES * (5 + 5 * MOST_EXCLUSION_PATHS));

/** What a client that wants to be taken for another host writes. No host has this name (RFC 6761 section 6.4). */
export const CLIENT_WRITTEN_HOST = "client-written.invalid";

export const HOST_HEADER_VARIANT = "host name written by the client";

export const FORWARDED_PROTO_VARIANT = "scheme written by the client";

/**
 * The requests of one round, in the order in which they are to be sent, one after the other.
 *
 * Per host every positive request once and every negative one twice, a positive one first and last. Between them the order
 * is chance: a front end that hands requests to its servers in turn would else show each kind to the same ones. So a host
 * that goes away, or starts to refuse everything, shows in the positives around.
 */
export function planRound(options: PlanOptions): readonly Shot[] {
  const templates = options.hosts.slice(0, MOST_HOSTS).flatMap((host) => templatesOf(host, options));
  return Object.freeze(templates.map((template) => Object.freeze({ ...template, nonce: options.issue() })));
}

/** Whether one plan holds all that there is to try. */
export function isWithinBounds({ hosts, exclusionPaths = [] }: ProbeScope): boolean {
  return hosts.length <= MOST_HOSTS && exclusionPrefixes(exclusionPaths).length <= MOST_EXCLUSION_PATHS;
}

/** What tells a request from all others of its round, but for its repetition. */
export function keyOf({ host, port, kind, variant }: Omit<Shot, "nonce">): string {
  return JSON.stringify([host, port, kind, variant]);
}

/** Whether the request must reach the app, for the refusals of its round to mean anything. */
export function isPositive({ kind, variant }: Pick<Shot, "kind" | "variant">): boolean {
  return kind === "certificate-tls13" || kind === "forged-beside" || (kind === "certificate" && variant === "plain");
}

type Template = Omit<Shot, "nonce">;

function templatesOf(host: ProbedHost, options: PlanOptions): readonly Template[] {
  const forged = [CERTIFICATE_HEADERS[options.frontEnd], options.forged] as const;
  const withCertificate = [...plainPositives(host, options), ...besides(host, options, forged)];
  const positives = withCertificate.filter(isPositive);
  const asides = withCertificate.filter((template) => !isPositive(template));
  const negatives = [...openNegatives(host, options, forged), ...excludedNegatives(host, options, forged)];
  const third = (pass: number): readonly Template[] => positives.filter((_, index) => index % (PASSES + 1) === pass);
  const passes = Array.from({ length: PASSES }, (_, pass) => [...third(pass), ...negatives]);
  const [first, ...others] = [...passes.flat(), ...asides, ...third(PASSES)];
  const last = others.pop();
  const middle = shuffled(others, options.random ?? Math.random);
  return [first, ...middle, last].filter((template) => template !== undefined);
}

/** Fisher and Yates' shuffle, of a copy. */
function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [result[last], result[chosen]] = [result[chosen] as Item, result[last] as Item];
  }
  return result;
}

/** (2), and the same with headers that a client writes to be taken for another. */
function plainPositives({ host, port }: ProbedHost, { frontEnd, exclusionPaths }: ProbeScope): readonly Template[] {
  const base: Template = { ...SECURE, kind: "certificate", variant: "plain", host, port, presentsCertificate: true };
  const hostHeader: Template = {
    ...base,
    variant: HOST_HEADER_VARIANT,
    headers: [["WAS-DEFAULT-HOSTNAME", CLIENT_WRITTEN_HOST]],
  };
  return [
    base,
    ...(exclusionPaths === undefined ? [{ ...base, kind: "certificate-tls13", tls: "1.3" } as const] : []),
    ...(frontEnd === "app-service" ? [hostHeader] : []),
    { ...base, variant: FORWARDED_PROTO_VARIANT, headers: [["X-Forwarded-Proto", "http"]] },
  ];
}

type HeaderLine = readonly [name: string, value: string];

/** (4). Every name is in lower case in HTTP/2 (RFC 9113 section 8.2.1), so there it is no variant of its own. */
function besides({ host, port }: ProbedHost, { offersHttp2 }: ProbeScope, forged: HeaderLine): readonly Template[] {
  const [name, value] = forged;
  const base = { ...SECURE, kind: "forged-beside", host, port, presentsCertificate: true } as const;
  const small: HeaderLine = [name.toLowerCase(), value];
  const http1: readonly Template[] = [
    { ...base, variant: "one line", headers: [forged] },
    { ...base, variant: "two lines", headers: [forged, forged] },
    { ...base, variant: "lower case", headers: [small] },
  ];
  const http2: readonly Template[] = [
    { ...base, variant: "one line, HTTP/2", httpVersion: "2", headers: [small] },
    { ...base, variant: "two lines, HTTP/2", httpVersion: "2", headers: [small, small] },
  ];
  return offersHttp2 ? [...http1, ...http2] : http1;
}

/** (1), (3) and (5). The first two over HTTP/2 as well, which may take another way through the front end. */
function openNegatives(
  { host, port, plainHttpPort }: ProbedHost,
  { offersHttp2 }: ProbeScope,
  forged: HeaderLine,
): readonly Template[] {
  const none: Template = { ...SECURE, kind: "no-certificate", variant: "HTTP/1.1", host, port };
  const header: Template = { ...none, kind: "forged", headers: [forged] };
  const overHttp2 = { variant: "HTTP/2", httpVersion: "2" } as const;
  return [
    none,
    header,
    ...(offersHttp2
      ? [
          { ...none, ...overHttp2 },
          { ...header, ...overHttp2, headers: [[forged[0].toLowerCase(), forged[1]] as const] },
        ]
      : []),
    { ...header, kind: "forged-plain-http", variant: "plain HTTP", scheme: "http", port: plainHttpPort },
  ];
}

/** (6). */
function excludedNegatives(
  { host, port }: ProbedHost,
  { exclusionPaths = [] }: ProbeScope,
  forged: HeaderLine,
): readonly Template[] {
  const base = { ...SECURE, kind: "forged-excluded", host, port, headers: [forged] } as const;
  const prefixes = exclusionPrefixes(exclusionPaths).slice(0, MOST_EXCLUSION_PATHS);
  return prefixes.flatMap((prefix) =>
    spellingsOf(prefix, PROBE_PATH).map(
      ({ name, path }): Template => ({ ...base, variant: `${prefix}, ${name}`, path }),
    ),
  );
}

const SECURE = {
  scheme: "https",
  httpVersion: "1.1",
  tls: "any",
  presentsCertificate: false,
  headers: [],
  path: PROBE_PATH,
} as const;
