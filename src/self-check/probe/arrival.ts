import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { EventEmitter } from "node:events";
import { headerLines } from "../../header/raw-headers.ts";
import { ATTESTATION_HEADER } from "./attestation.ts";
import { NONCE_HEADER, type Nonces } from "./nonces.ts";
import type { Arrival } from "./shot.ts";
import { NOT_WATCHING, type Sighting, Sightings } from "./sightings.ts";

/** What is needed of a request. */
export interface SeenRequest {
  /** Name, value, name, value, as in `http.IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
}

/** What is needed of its answer, before anybody writes the head. */
export interface AnswerHead {
  setHeader(name: string, value: string): unknown;
}

/** A server of `node:http`, `node:https` or `node:http2`. */
export type ObservedServer = Pick<EventEmitter, "listenerCount" | "prependListener" | "removeListener">;

export interface ArrivalOptions {
  readonly nonces: Nonces;
  /** The header in which the front end hands over the certificate, in lower case. */
  readonly headerName: string;
  /** What to answer to another instance's probe. Absent: nothing. */
  readonly attest?: ((nonce: string, arrival: Arrival) => string) | undefined;
}

/** Sees requests of the probe arrive, before any middleware. None of it ever throws into a server. */
export interface Arrivals {
  /**
   * Watches every HTTP/1 server of this thread, and what `observe` and `see` are told of, until the function that it
   * returns is called. Before it a request costs nothing here, and during it one look through its header names. Nonces
   * that were issued before are void. With a key, watch as long as the app lives: other instances ask at any time.
   */
  watch(): () => void;
  /**
   * Watches a server that Node's diagnostics channel does not tell of: HTTP/2, or one that a copy of `node:http` made.
   * Call it when the server has its request listener. Returns what ends it. Harmless where the channel tells too.
   */
  observe(server: ObservedServer): () => void;
  /** One request that came in, by an adapter's first hook. Harmless where the request was seen before. */
  see(request: SeenRequest, answer?: AnswerHead): void;
  /** Whether a request was one of the probe's, of this process or of another instance. */
  isOwn(request: SeenRequest): boolean;
  /** What is known of a nonce now. A replay can change it until it expires, so ask again at the end of a round. */
  of(nonce: string): Sighting;
}

/** Node publishes here before it emits `request` (diagnostics_channel, "http.server.request.start"); not for HTTP/2. */
const REQUEST_START = "http.server.request.start";

export function createArrivals({ nonces, headerName, attest }: ArrivalOptions): Arrivals {
  const sightings = new Sightings(nonces);
  // One request may be told of by the channel, by `observe` and by an adapter.
  const counted = new WeakSet<object>();
  let watchers = 0;

  const note = (request: SeenRequest, answer: AnswerHead | undefined): void => {
    const { rawHeaders } = request;
    const [nonce, ...others] = headerLines(rawHeaders, NONCE_HEADER);
    if (nonce === undefined || others.length > 0 || counted.has(request) || counted.has(rawHeaders)) return;
    const taken = nonces.take(nonce);
    if (taken === undefined) return;
    counted.add(request).add(rawHeaders);
    const arrival = arrivalOf(rawHeaders, headerName);
    if (taken.issuer === "this-process") sightings.record(nonce, arrival, taken.isFirst);
    else if (taken.isFirst && attest !== undefined) answer?.setHeader(ATTESTATION_HEADER, attest(nonce, arrival));
  };

  const see = (request: SeenRequest, answer?: AnswerHead): void => {
    if (watchers === 0) return;
    try {
      note(request, answer);
    } catch {
      // A head that is written already, or a server like no other: the probe learns less, the request goes on.
    }
  };

  // What a subscriber throws ends the process as an uncaught exception; nothing here can, before `see` catches it.
  const onRequestStart = (message: unknown): void => {
    const { request, response } = (message ?? {}) as { readonly request: SeenRequest; readonly response: AnswerHead };
    see(request, response);
  };

  return {
    watch: () => {
      if (watchers === 0) {
        // A request that came before was not seen, so its absence must not count.
        nonces.forget();
        subscribe(REQUEST_START, onRequestStart);
      }
      watchers += 1;
      return once(() => {
        watchers -= 1;
        if (watchers > 0) return;
        unsubscribe(REQUEST_START, onRequestStart);
        sightings.clear();
      });
    },
    observe: (server) => observe(server, see),
    see,
    isOwn: (request) => counted.has(request) || counted.has(request.rawHeaders),
    of: (nonce) => (watchers === 0 ? NOT_WATCHING : sightings.of(nonce)),
  };
}

function arrivalOf(rawHeaders: readonly string[], headerName: string): Arrival {
  return Object.freeze({
    certificateLines: frozenLines(rawHeaders, headerName),
    forwardedProto: frozenLines(rawHeaders, "x-forwarded-proto"),
    defaultHostName: frozenLines(rawHeaders, "was-default-hostname"),
  });
}

function frozenLines(rawHeaders: readonly string[], name: string): readonly string[] {
  return Object.freeze([...headerLines(rawHeaders, name)]);
}

/**
 * A listener for `request` would make an HTTP/2 server that only knows streams answer each of them twice, so there it
 * is `stream`, where no header of the answer can be set.
 */
function observe(server: ObservedServer, see: Arrivals["see"]): () => void {
  const hasStreamsOnly = "updateSettings" in server && server.listenerCount("request") === 0;
  if (hasStreamsOnly) {
    const onStream = (_stream: unknown, _headers: unknown, _flags: unknown, rawHeaders: readonly string[]): void =>
      see({ rawHeaders });
    server.prependListener("stream", onStream);
    return once(() => server.removeListener("stream", onStream));
  }
  const onRequest = (request: SeenRequest, response: AnswerHead): void => see(request, response);
  server.prependListener("request", onRequest);
  return once(() => server.removeListener("request", onRequest));
}

function once(action: () => unknown): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}
