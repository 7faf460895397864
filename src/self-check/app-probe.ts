import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { HostSettings } from "../posture/facts/host-settings.ts";
import { Claims } from "./claims.ts";
import { combineFindings, isRefuted, type TriedName } from "./combine-findings.ts";
import type { AppServiceHost, ContainerAppsHost } from "./host/detect-host.ts";
import { type Environment, variable } from "./host/environment.ts";
import { namesOfContainerApp } from "./names-of-container-app.ts";
import { type NameToTry, namesOfAll, namesToTry, type PublicHost } from "./names-to-try.ts";
import {
  type AnswerHead,
  type Arrivals,
  createArrivals,
  type ObservedServer,
  type SeenRequest,
} from "./probe/arrival.ts";
import { attest } from "./probe/attestation.ts";
import { CERTIFICATE_HEADERS, type ProbedFrontEnd } from "./probe/certificate-header.ts";
import { Nonces } from "./probe/nonces.ts";
import { ProbeKey } from "./probe/probe-key.ts";
import type { SendOptions } from "./probe/send.ts";
import type { Answer, Shot } from "./probe/shot.ts";
import { probeName } from "./probe-name.ts";
import { limitTo } from "./time-limit.ts";
import type { ProbeNote, ProbeWitness, ProbeWord } from "./witness.ts";

export type { AnswerHead, ObservedServer, PublicHost, SeenRequest };

/** What tells the app from all others. */
export type ProbedAppHost = Pick<AppServiceHost, "siteName" | "slotName"> | Pick<ContainerAppsHost, "name">;

export interface AppProbeOptions {
  readonly host: ProbedAppHost;
  readonly environment: Environment;
  /** Tried before the names that the platform tells. Undefined: there is no other. */
  readonly publicHost: PublicHost | undefined;
  /** A secret that all instances share, of at least 32 octets. Undefined: only what this process sees counts. */
  readonly key: string | undefined;
  /** Where the front end speaks plain HTTP. */
  readonly plainHttpPort: number;
  /** PEM of the only roots to trust for the app's own host. Undefined: Node's. */
  readonly ca: string | undefined;
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: () => number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** How a request is sent; absent: over the network. */
  readonly send?: (shot: Shot, options: SendOptions) => Promise<Answer>;
}

/** The second witness: it calls the app's own public host and looks what arrives here. */
export interface AppProbe extends ProbeWitness {
  /** Whether a server of this process listens. */
  isReady(): boolean;
  /** One request, told by an adapter's first hook: over HTTP/2 nobody else tells of it. */
  see(request: SeenRequest, answer?: AnswerHead): void;
  /** A request has come, so some server listens, though it may have begun to before there was this probe. */
  noticeRequest(): void;
  /** Watches a server of HTTP/2, or of another copy of `node:http`, until `close`. Returns what ends it before. */
  observe(server: ObservedServer): () => void;
  /**
   * Whether a request is one that a probe of this process has sent, or with a key one of another instance: which no app
   * needs to answer, whichever guard it comes to.
   */
  isOwn(request: SeenRequest): boolean;
  /** Calls back whenever a server of this process begins to listen, and at once if one does. Returns what ends that. */
  onListening(listener: () => void): () => void;
  close(): void;
}

/** Node publishes here when a server has begun to listen (net.Server, diagnostics_channel). */
const LISTENING = "tracing:net.server.listen:asyncEnd";

/**
 * Longest that one name may take, in milliseconds, so that a slow one leaves time for the others: seven hundred requests, as
 * with eight exclusion paths, each of some 170 ms.
 */
const LONGEST_OF_A_NAME = 120_000;

/**
 * Longest that all names may take together, in milliseconds: two that lead here, in full, since the others are given up at
 * their first request. Less than what the self-check waits for its probe, so that it is told why.
 */
const LONGEST_PROBING = 2 * LONGEST_OF_A_NAME;

/** The probes that are not closed. What one of them sent may arrive at the app of another. */
const PROBES = new Set<OwnHostProbe>();

/** Of all probes together. */
const CLAIMS = new Claims();

export function createAppProbe(options: AppProbeOptions): AppProbe {
  return new OwnHostProbe(options);
}

class OwnHostProbe implements AppProbe {
  readonly #options: AppProbeOptions;
  readonly #frontEnd: ProbedFrontEnd;
  readonly #nonces: Nonces;
  readonly #key: ProbeKey | undefined;
  readonly #arrivals: Arrivals;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #ends = new Set<() => void>();
  #isListening = false;

  constructor(options: AppProbeOptions) {
    const { key, host, environment, monotonic, clock } = options;
    this.#options = options;
    this.#frontEnd = "siteName" in host ? "app-service" : "container-apps";
    this.#key = key === undefined ? undefined : new ProbeKey(key, scopeOf(host, environment));
    this.#nonces = new Nonces({ monotonic, clock, ...(this.#key === undefined ? {} : { key: this.#key }) });
    this.#arrivals = createArrivals({
      nonces: this.#nonces,
      headerName: CERTIFICATE_HEADERS[this.#frontEnd].toLowerCase(),
      attest: this.#key === undefined ? undefined : attest.bind(undefined, this.#key),
    });
    // Other instances ask at any time; without a key nobody can, and watching begins with a probing of its own.
    if (this.#key !== undefined) this.#ends.add(this.#arrivals.watch());
    subscribe(LISTENING, this.#noticeListening);
    PROBES.add(this);
  }

  readonly #noticeListening = (): void => {
    this.#isListening = true;
    for (const listener of this.#listeners) callBack(listener);
  };

  isReady(): boolean {
    return this.#isListening;
  }

  async probe(records: readonly HostSettings[] | undefined): Promise<ProbeWord> {
    const { plainHttpPort, ca, clock, send } = this.#options;
    const names = this.#namesToTry(records);
    if (names.length === 0) return NOWHERE;
    const limit = limitTo(LONGEST_PROBING);
    const signal = AbortSignal.any([this.#closing.signal, limit.signal]);
    const sight = { nonces: this.#nonces, arrivals: this.#arrivals, key: this.#key };
    const how = { ...sight, frontEnd: this.#frontEnd, plainHttpPort, ca, send };
    const tried: TriedName[] = [];
    // Watched all the while, so that it is known afterwards what arrived.
    const stop = this.#arrivals.watch();
    try {
      for (const name of names) {
        if (signal.aborted || tried.some(isRefuted)) break;
        const hostNames = [...namesOfAll(records), name.host];
        tried.push(
          await inTime(signal, (within) => probeName(name, { ...how, now: clock(), hostNames, signal: within })),
        );
      }
    } finally {
      limit.end();
      stop();
    }
    const recordIds = records?.map(({ id }) => id);
    const isDemandTried = this.#frontEnd === "app-service";
    return combineFindings({ names: tried, isComplete: tried.length === names.length, recordIds, isDemandTried });
  }

  #namesToTry(records: readonly HostSettings[] | undefined): readonly NameToTry[] {
    const { publicHost, environment } = this.#options;
    const namesOf = this.#frontEnd === "app-service" ? namesToTry : namesOfContainerApp;
    return namesOf(publicHost, environment, records);
  }

  see(request: SeenRequest, answer?: AnswerHead): void {
    this.noticeRequest();
    for (const probe of PROBES) probe.#arrivals.see(request, answer);
  }

  noticeRequest(): void {
    if (!this.#isListening) this.#noticeListening();
  }

  observe(server: ObservedServer): () => void {
    // Of one that does not listen yet the channel will tell.
    if (!("listening" in server) || server.listening !== false) this.noticeRequest();
    const stops = [...PROBES].map((probe) => probe.#arrivals.observe(server));
    const end = (): void => {
      this.#ends.delete(end);
      for (const stop of stops) stop();
    };
    this.#ends.add(end);
    return end;
  }

  isOwn(request: SeenRequest): boolean {
    for (const probe of PROBES) if (probe.#arrivals.isOwn(request)) return CLAIMS.isFirst(request);
    return false;
  }

  onListening(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#isListening) callBack(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closing.abort();
    PROBES.delete(this);
    for (const end of [...this.#ends]) end();
    unsubscribe(LISTENING, this.#noticeListening);
  }
}

/** @param probe Given a signal that is aborted with the other one, or when the name has had its time. */
async function inTime(signal: AbortSignal, probe: (within: AbortSignal) => Promise<TriedName>): Promise<TriedName> {
  const limit = limitTo(LONGEST_OF_A_NAME);
  try {
    return await probe(AbortSignal.any([signal, limit.signal]));
  } finally {
    limit.end();
  }
}

/**
 * What the instances of one host have in common. The slot is in it, as it was when the process started: else the instances
 * of every slot would vouch for what comes to them. Each slot's name would then seem to lead here, and what gets in at one
 * that demands nothing would be held against the site. The price: after a swap, instances that start later call
 * themselves otherwise than those that were swapped, and vouch for them only once these have been restarted. Of a container app all revisions do, since they stand behind one ingress;
 * its name is unique within its environment alone, which the suffix of the environment's names tells.
 */
function scopeOf(host: ProbedAppHost, environment: Environment): string {
  if ("siteName" in host) return `${host.siteName}/${host.slotName ?? ""}`;
  return `container app ${host.name} ${variable(environment, "CONTAINER_APP_ENV_DNS_SUFFIX") ?? ""}`;
}

/** Whoever listens must not keep a server from starting. */
function callBack(listener: () => void): void {
  try {
    listener();
  } catch {
    // It is no concern of whoever starts one.
  }
}

const NO_HOST: ProbeNote = Object.freeze({
  question: "authenticity",
  code: "positive_missing",
  message: "It is not known by which name the app is reached from outside.",
  remedy: "Set CLIENT_CERT_PUBLIC_HOST to it.",
});

const NOWHERE: ProbeWord = Object.freeze({
  demand: "inconclusive",
  authenticity: "inconclusive",
  isContradicted: false,
  names: Object.freeze([]),
  isHostHeaderOverwritten: undefined,
  exclusions: Object.freeze([]),
  reasons: Object.freeze([NO_HOST]),
});
