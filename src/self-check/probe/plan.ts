import type { ProbedFrontEnd, Sent } from "./certificate-header.ts";
import type { Round, Shot, ShotKind } from "./shot.ts";
import { exclusionPrefixes } from "./spellings.ts";
import {
  besideTemplates,
  certificateTemplates,
  controlTemplates,
  excludedTemplates,
  hopByHopTemplate,
  openTemplates,
  type ProbedHost,
  plainTemplates,
  sidewaysTemplates,
  type Template,
  type Tried,
} from "./templates.ts";

/** What is to be tried. The evaluation reads the same, and so knows when something was left out. */
export interface ProbeScope {
  /** No more than `MOST_HOSTS` are tried; with more, nothing is ever proven. */
  readonly hosts: readonly ProbedHost[];
  readonly frontEnd: ProbedFrontEnd;
  /** Every name that Resource Manager or the environment knows for this app's hosts. */
  readonly hostNames: readonly string[];
  /** Undefined: Resource Manager did not tell. No more than `MOST_EXCLUSION_PATHS` are tried. */
  readonly exclusionPaths: readonly string[] | undefined;
}

export interface PlanOptions extends ProbeScope {
  readonly sent: Pick<Sent, "b" | "bPlain">;
  /** Which round of the proof it is, from 0: the form of some header lines changes with it. */
  readonly round: number;
  /** From 0 to below 1, for the order. Absent: Math.random. */
  readonly random?: () => number;
}

/**
 * How often each request that forges something or shows nothing must have come to what it should, so that more than one
 * server of the front end has spoken.
 */
export const REFUSALS_OF_A_PROOF = 8;

/** How often one round sends each of those. */
const PASSES = 2;

/** Rounds that make a proof, when all goes well: four. */
export const ROUNDS_OF_A_PROOF: number = REFUSALS_OF_A_PROOF / PASSES;

/** Hosts in one plan: the site's own and one more. Others, and doors of the inside, want a plan of their own. */
export const MOST_HOSTS = 2;

/** Exclusion paths in one plan, each with five spellings; one with a wildcard counts twice. */
export const MOST_EXCLUSION_PATHS = 8;

/**
 * Requests in one round at most. For each host 7 that forge no certificate, 7 of which nothing is wanted and 5 per
 * exclusion path, and twice 16 and 5 per exclusion path. (Where nobody told the exclusion paths, there is one more, and none of those per path.)
 */
export const MOST_SHOTS: number =
  MOST_HOSTS * (7 + 7 + 5 * MOST_EXCLUSION_PATHS + PASSES * (16 + 5 * MOST_EXCLUSION_PATHS));

/**
 * The requests of one round, in the order in which they are to be sent, one after the other. Each gets its nonce when it
 * is sent: a round may take longer than a nonce lives, and is not always sent to its end.
 *
 * Per host (2), and what nothing is wanted of, once and all others twice; first and last those that every host must let through. Between them the order is chance: a front end that hands requests to its servers in turn would else show
 * each kind to the same ones. So a host that goes away, or starts to refuse everything, shows in the positives around.
 *
 * Of a host that is tried over plain HTTP alone there is (5), twice, and nothing else.
 */
export function planRound(options: PlanOptions): readonly Template[] {
  const templates = options.hosts.slice(0, MOST_HOSTS).flatMap((host) => templatesOf(host, options));
  return Object.freeze(templates.map((template) => Object.freeze(template)));
}

/** All rounds of a proof: how often each request is wanted. */
export function planProof(options: Omit<PlanOptions, "round">): readonly Template[] {
  const rounds = Array.from({ length: ROUNDS_OF_A_PROOF }, (_, round) => round);
  return rounds.flatMap((round) => planRound({ ...options, round }));
}

/** Whether one plan holds all that there is to try. */
export function isWithinBounds({ hosts, exclusionPaths = [] }: Pick<ProbeScope, "hosts" | "exclusionPaths">): boolean {
  return hosts.length <= MOST_HOSTS && exclusionPrefixes(exclusionPaths).length <= MOST_EXCLUSION_PATHS;
}

/** What tells a request from all others of its round, but for its repetition. */
export function keyOf({ host, port, kind, variant }: Template): string {
  return JSON.stringify([host, port, kind, variant]);
}

/** Whether the request must reach the app, for the refusals of its round to mean anything. */
export function isPositive({ kind, variant }: Pick<Shot, "kind" | "variant">): boolean {
  if (kind === "certificate") return variant === "plain" || variant === "TLS 1.2";
  return kind === "certificate-tls13" || kind === "forged-beside";
}

/**
 * Kinds of which nothing is wanted but that they were sent: they try what no client has to do, and a front end may turn
 * them down as it likes. What arrives of them counts like everything else.
 */
export const NOTHING_WANTED: readonly ShotKind[] = ["no-certificate-sideways", "forged-sideways", "forged-hop-by-hop"];

/** Whether it asks, in a handshake that any host completes, if the host speaks HTTP/2. */
export function asksForHttp2({ httpVersion }: Pick<Shot, "httpVersion">): boolean {
  return httpVersion === "2 if chosen";
}

export function holdsAll(round: Round, planned: readonly Template[]): boolean {
  const keys = new Set(round.map(({ shot }) => keyOf(shot)));
  return planned.every((shot) => keys.has(keyOf(shot)));
}

function templatesOf(host: ProbedHost, options: PlanOptions): readonly Template[] {
  const { frontEnd, sent, hostNames, exclusionPaths, round, random = Math.random } = options;
  const prefixes = exclusionPaths && exclusionPrefixes(exclusionPaths).slice(0, MOST_EXCLUSION_PATHS);
  const tried: Tried = { frontEnd, sent, prefixes, hostNames };
  const turns = Array.from({ length: PASSES }, (_, pass) => round * PASSES + pass);
  if (host.over === "plain-http") return turns.flatMap((turn) => plainTemplates(host, tried, turn));
  const [first, ...others] = certificateTemplates(host, tried);
  const [last, ...passes] = turns.flatMap((turn) => [
    ...besideTemplates(host, tried),
    ...openTemplates(host, tried),
    ...(host.over === "tls" ? [] : plainTemplates(host, tried, turn)),
    ...excludedTemplates(host, tried, turn),
  ]);
  const unwanted = [...sidewaysTemplates(host, tried, round), hopByHopTemplate(host, tried)];
  const middle = shuffled([...others, ...controlTemplates(host, tried), ...unwanted, ...passes], random);
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
