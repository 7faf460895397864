import { randomBytes } from "node:crypto";
import type { ProbeKey } from "./probe-key.ts";

/** The request header that carries a nonce. In lower case. */
export const NONCE_HEADER = "azure-client-cert-probe";

export interface NonceOptions {
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: () => number;
  /** Milliseconds since 1970: nonces of other instances are judged by it, for they share no other clock. */
  readonly clock: () => number;
  /** Absent: what other instances issue is unknown here. */
  readonly key?: ProbeKey | undefined;
  /** Milliseconds that a nonce lives. Default 60 000: longer than a request of the probe may take. */
  readonly lifetime?: number;
}

/** Whose nonce a request brought, and whether it was the first to bring it. */
export interface TakenNonce {
  readonly issuer: "this-process" | "another-instance";
  readonly isFirst: boolean;
}

/** Bits of a nonce are these octets times eight. */
const RANDOM_OCTETS = 16;

/** Nonces that are remembered at a time, of either issuer. A round with every exclusion path takes a few hundred. */
export const MOST_NONCES = 4096;

/** How far the clocks of two instances may be apart, in seconds, each way. */
const CLOCK_DIFFERENCE = 60;

/** `<random>.<seconds since 1970>.<HMAC>`: 22 characters, up to 12, and 43. */
const SIGNED = /^([A-Za-z0-9_-]{22})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})$/;

const LONGEST_SIGNED = 79;

/**
 * The nonces of the probe: 128 random bits, good for one request, within a minute. Whoever sends one that this process
 * did not issue sends an ordinary request, so there is nothing here that a stranger can ask.
 *
 * They are looked up in a Map, not compared in constant time: what a client could learn from the time is a part of a
 * hash of a value that it has to guess whole, that dies within a minute, and that gets it nothing but a note in the
 * memory of the process. The HMAC of other instances' nonces, which would be worth forging, is compared in constant time.
 */
export class Nonces {
  readonly #options: Required<Omit<NonceOptions, "key">>;
  readonly #key: ProbeKey | undefined;
  readonly #own: Memory;
  readonly #foreign: Memory;

  constructor(options: NonceOptions) {
    const { monotonic, clock, key, lifetime = 60_000 } = options;
    this.#options = { monotonic, clock, lifetime };
    this.#key = key;
    // Longer than an HMAC is accepted: until then a nonce that has had its time must be recognised, or it would pass for
    // a new one of another instance.
    const keep = lifetime + (2 * CLOCK_DIFFERENCE + 1) * 1000;
    this.#own = new Memory(monotonic, keep);
    this.#foreign = new Memory(monotonic, keep);
  }

  /** Whether another one may be issued now. */
  hasRoom(): boolean {
    return this.#own.hasRoom();
  }

  /** A new nonce, for which there has to be room. Throws RangeError when 4096 were issued within three minutes. */
  issue(): string {
    const random = randomBytes(RANDOM_OCTETS).toString("base64url");
    const nonce = this.#key === undefined ? random : this.#signed(random, this.#key);
    if (this.#own.add(nonce) === undefined) throw new RangeError(`more than ${MOST_NONCES} nonces were issued`);
    return nonce;
  }

  /** Uses a nonce up. Undefined: it is a stranger's, or has expired, and the request is an ordinary one. */
  take(nonce: string): TakenNonce | undefined {
    const own = this.#own.get(nonce);
    if (own !== undefined) return this.isLive(nonce) ? { issuer: "this-process", isFirst: use(own) } : undefined;
    if (this.#key === undefined || !this.#isOfEstate(nonce, this.#key)) return undefined;
    const foreign = this.#foreign.get(nonce) ?? this.#foreign.add(nonce);
    // One for which there is no room could come again: better not known than known twice.
    return foreign === undefined ? undefined : { issuer: "another-instance", isFirst: use(foreign) };
  }

  /** Whether this process issued the nonce and a request could still bring it. */
  isLive(nonce: string): boolean {
    const own = this.#own.get(nonce);
    return own !== undefined && !own.isVoid && this.#options.monotonic() - own.since < this.#options.lifetime;
  }

  /** Whether this process issued the nonce, not long before it issued the last one. */
  remembers(nonce: string): boolean {
    return this.#own.get(nonce) !== undefined;
  }

  /** Gives up all nonces that this process issued: requests that bring one are ordinary from now on. */
  forget(): void {
    this.#own.voidAll();
  }

  #signed(random: string, key: ProbeKey): string {
    const seconds = String(Math.floor(this.#options.clock() / 1000));
    return `${random}.${seconds}.${key.sign("nonce", random, seconds)}`;
  }

  #isOfEstate(nonce: string, key: ProbeKey): boolean {
    if (nonce.length > LONGEST_SIGNED) return false;
    const [, random, seconds = "", signature = ""] = SIGNED.exec(nonce) ?? [];
    const age = Math.floor(this.#options.clock() / 1000) - Number(seconds);
    const isFresh = age >= -CLOCK_DIFFERENCE && age <= this.#options.lifetime / 1000 + CLOCK_DIFFERENCE;
    return random !== undefined && isFresh && key.verify(signature, "nonce", random, seconds);
  }
}

interface Remembered {
  /** On the clock that is never set. */
  readonly since: number;
  isUsed: boolean;
  isVoid: boolean;
}

function use(remembered: Remembered): boolean {
  const isFirst = !remembered.isUsed;
  remembered.isUsed = true;
  return isFirst;
}

/** Nonces for a while each, and not more than `MOST_NONCES` of them. */
class Memory {
  readonly #monotonic: () => number;
  readonly #keep: number;
  readonly #nonces = new Map<string, Remembered>();

  constructor(monotonic: () => number, keep: number) {
    this.#monotonic = monotonic;
    this.#keep = keep;
  }

  get(nonce: string): Remembered | undefined {
    return this.#nonces.get(nonce);
  }

  hasRoom(): boolean {
    this.#dropUntil(this.#monotonic() - this.#keep);
    return this.#nonces.size < MOST_NONCES;
  }

  /** Undefined: there is no room for it. */
  add(nonce: string): Remembered | undefined {
    if (!this.hasRoom()) return undefined;
    const remembered = { since: this.#monotonic(), isUsed: false, isVoid: false };
    this.#nonces.set(nonce, remembered);
    return remembered;
  }

  voidAll(): void {
    for (const remembered of this.#nonces.values()) remembered.isVoid = true;
  }

  /** They stand in the order in which they came. */
  #dropUntil(time: number): void {
    for (const [nonce, { since }] of this.#nonces) {
      if (since > time) return;
      this.#nonces.delete(nonce);
    }
  }
}
