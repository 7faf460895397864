import type { RuleContext } from "../posture/facts/rule.ts";
import { Announcer, type ChangeListener } from "./announcer.ts";
import { askWitnesses, INTERNAL } from "./ask-witnesses.ts";
import type { HostKind, SelfCheckMode } from "./judgement.ts";
import type { SelfCheckLog } from "./log-lines.ts";
import { type Memory, type Moment, NOTHING_HEARD, type Round, remember } from "./memory.ts";
import { isProbeDue } from "./probe-due.ts";
import { afterRound, FIRST, LEAST_BETWEEN_PROMPTS, type Schedule } from "./schedule.ts";
import { settleWithin } from "./settle-within.ts";
import { deriveState, type Judging, type SelfCheckState } from "./state.ts";
import { describeStatus, type SelfCheckStatus } from "./status.ts";
import { HOST_UNKNOWN, NO_VERDICT, type Trust, type TrustRequest, trustOf } from "./trust.ts";
import { untilVerified, type Verifiable } from "./until-verified.ts";
import type { DeclarationWitness, ProbeWitness } from "./witness.ts";

/** Watches whether the host is one whose certificate header can be believed. Nothing in it blocks a boot or throws. */
export interface SelfCheck {
  /** What is known now. One frozen object, replaced as a whole. */
  readonly state: SelfCheckState;
  /** Begins the first check in the background. Without it the first request does. */
  start(): void;
  /**
   * What the certificate header of a request is worth: at once when there is a verdict. While there is none, a bounded
   * number of requests wait a bounded time for it. Never throws and never rejects. Asks the witnesses again when it is
   * time.
   */
  ask(request: TrustRequest): Trust | Promise<Trust>;
  /** As `ask`, without waiting: while there is no verdict, that is the answer. */
  glance(request: TrustRequest): Trust;
  /** Has the witnesses asked out of turn, at most once in 30 seconds. Not for the platform's own pings. */
  promptRecheck(reason: PromptReason): void;
  status(): SelfCheckStatus;
  /** Calls the listener after every change of what is known. What it throws is ignored. Returns what ends that. */
  onChange(listener: ChangeListener): () => void;
  /**
   * Waits until every host is trusted, and has the witnesses asked meanwhile.
   *
   * @throws HostNotVerifiedError (as a rejection) when that takes longer, or the self-check is closed.
   * @throws TypeError (as a rejection) for a time that is none.
   */
  verified(options?: VerifiedOptions): Promise<SelfCheckStatus>;
  /** Abandons what runs and asks nobody any more. What is known goes on to age. */
  close(): void;
}

export type PromptReason = "header_missing" | "header_duplicated" | "host_unknown";

export interface VerifiedOptions {
  /** Milliseconds, a positive integer up to 2^31 - 1. Default 60,000. */
  readonly timeoutMs?: number;
}

export interface SelfCheckParts {
  readonly mode: SelfCheckMode;
  readonly host: HostKind;
  readonly context: RuleContext;
  readonly witness: DeclarationWitness;
  readonly probe?: ProbeWitness | undefined;
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: () => number;
  /** Milliseconds since the epoch. It only dates what is told, and decides nothing. */
  readonly clock: () => number;
  /** From 0 to below 1. Default Math.random. */
  readonly random?: () => number;
  /** How long a yes counts, in milliseconds. Default 24 hours. */
  readonly maxAgeMs?: number;
  /** After how long a request has the witnesses asked again, in milliseconds. Default 15 minutes; 10 % are chance. */
  readonly intervalMs?: number;
  readonly log: SelfCheckLog;
}

/** How many requests wait at a time for the first verdict, and for how long. More get no verdict at once. */
const MOST_WAITING = 100;
const LONGEST_WAIT = 5_000;

const DAY = 86_400_000;
const QUARTER_OF_AN_HOUR = 900_000;
const DEFAULT_TIMEOUT = 60_000;

export function createSelfCheck(parts: SelfCheckParts): SelfCheck {
  return new Watch(parts);
}

class Watch implements SelfCheck {
  readonly #parts: SelfCheckParts;
  readonly #judging: Judging;
  readonly #announcer: Announcer;
  readonly #closing = new AbortController();
  #memory: Memory = NOTHING_HEARD;
  #state: SelfCheckState;
  #schedule: Schedule = FIRST;
  #running: Promise<void> | undefined;
  #waiting = 0;
  #since: Moment;
  #promptedAt = Number.NEGATIVE_INFINITY;
  /** Before that moment a request needs nothing but the state. */
  #wakeAt = Number.NEGATIVE_INFINITY;

  constructor(parts: SelfCheckParts) {
    this.#parts = parts;
    this.#judging = { mode: parts.mode, host: parts.host, maxAgeMs: parts.maxAgeMs ?? DAY };
    this.#announcer = new Announcer(parts.log);
    this.#since = this.#now();
    this.#state = deriveState(NOTHING_HEARD, this.#judging, this.#since.monotonic);
  }

  get state(): SelfCheckState {
    return this.#state;
  }

  start(): void {
    this.#attempt();
  }

  ask(request: TrustRequest): Trust | Promise<Trust> {
    try {
      const trust = this.glance(request);
      return trust === NO_VERDICT ? this.#wait(request) : trust;
    } catch {
      return NO_VERDICT;
    }
  }

  glance(request: TrustRequest): Trust {
    try {
      const now = this.#parts.monotonic();
      if (!(now < this.#wakeAt)) this.#wake();
      const trust = trustOf(this.#state, request, now);
      if (trust === HOST_UNKNOWN) this.promptRecheck("host_unknown");
      return trust;
    } catch {
      return NO_VERDICT;
    }
  }

  promptRecheck(reason: PromptReason): void {
    try {
      const now = this.#parts.monotonic();
      if (this.#running !== undefined || now < this.#promptedAt + LEAST_BETWEEN_PROMPTS) return;
      if (this.#attempt() === undefined) return;
      this.#promptedAt = now;
      this.#announcer.prompted(reason);
    } catch {
      // The next request prompts again.
    }
  }

  status(): SelfCheckStatus {
    this.#refreshIfOld();
    return this.#describe(this.#now());
  }

  onChange(listener: ChangeListener): () => void {
    return this.#announcer.onChange(listener);
  }

  async verified({ timeoutMs = DEFAULT_TIMEOUT }: VerifiedOptions = {}): Promise<SelfCheckStatus> {
    const subject: Verifiable = {
      isVerified: () => this.#isVerified(),
      status: () => this.status(),
      check: () => this.#attempt(),
      blockedForMs: () => this.#schedule.blockedUntil - this.#parts.monotonic(),
      signal: this.#closing.signal,
    };
    return untilVerified(subject, timeoutMs);
  }

  close(): void {
    this.#closing.abort();
  }

  #now(): Moment {
    return { monotonic: this.#parts.monotonic(), epoch: this.#parts.clock() };
  }

  /** Does what time has brought: words that aged, a check that is due, a reminder. */
  #wake(): void {
    this.#refreshIfOld();
    const now = this.#parts.monotonic();
    if (!(now < this.#schedule.dueAt)) this.#attempt();
    if (!(now < this.#announcer.remindAt(this.#memory, this.#state))) {
      this.#announcer.remind(this.#memory, this.#describe(this.#now()), now);
    }
    this.#setAlarm();
  }

  #setAlarm(): void {
    const isIdle = this.#running === undefined && !this.#closing.signal.aborted;
    const reminder = this.#announcer.remindAt(this.#memory, this.#state);
    this.#wakeAt = Math.min(this.#state.validUntil, reminder, isIdle ? this.#schedule.dueAt : Number.POSITIVE_INFINITY);
  }

  /** A request without a verdict waits for the check that runs or may begin; while none may, there is nothing to wait for. */
  #wait(request: TrustRequest): Trust | Promise<Trust> {
    const check = this.#attempt();
    if (check === undefined || this.#waiting >= MOST_WAITING) return NO_VERDICT;
    this.#waiting += 1;
    return settleWithin(() => check, LONGEST_WAIT)
      .then(() => {
        this.#refreshIfOld();
        return trustOf(this.#state, request, this.#parts.monotonic());
      })
      .catch(() => NO_VERDICT)
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** The one check at a time: the one that runs, or a new one unless it is too early. Never throws, never rejects. */
  #attempt(): Promise<void> | undefined {
    try {
      if (this.#running !== undefined || this.#closing.signal.aborted) return this.#running;
      const at = this.#now();
      if (at.monotonic < this.#schedule.blockedUntil) return undefined;
      this.#running = this.#check(at).catch(() => undefined);
      this.#setAlarm();
      return this.#running;
    } catch {
      return undefined;
    }
  }

  async #check(at: Moment): Promise<void> {
    const { witness, probe, context } = this.#parts;
    const { signal } = this.#closing;
    const failed: Round = { at, declared: undefined, probe: undefined, failure: INTERNAL };
    const isDue = (declared: Round["declared"]): boolean =>
      isProbeDue(this.#memory, declared, at.monotonic, this.#judging.maxAgeMs);
    const round = await askWitnesses({ witness, probe, context, at, isProbeDue: isDue, signal }).catch(() => failed);
    this.#running = undefined;
    if (signal.aborted) return;
    try {
      this.#conclude(round);
    } catch {
      this.#conclude(failed);
    }
  }

  #conclude(round: Round): void {
    const { probe, random = Math.random, intervalMs = QUARTER_OF_AN_HOUR } = this.#parts;
    const memory = remember(this.#memory, round, probe !== undefined);
    const now = this.#parts.monotonic();
    const state = deriveState(memory, this.#judging, now);
    const isGood = round.failure === undefined && state.worst.judgement.serves;
    this.#schedule = afterRound(this.#schedule, { now, isGood, intervalMs, random: random() });
    this.#memory = memory;
    this.#state = state;
    this.#setAlarm();
    this.#announce();
    this.#announcer.checked(this.#describe(this.#now()));
  }

  #refreshIfOld(): void {
    const now = this.#parts.monotonic();
    if (now < this.#state.validUntil) return;
    this.#state = deriveState(this.#memory, this.#judging, now);
    this.#setAlarm();
    this.#announce();
  }

  #announce(): void {
    const now = this.#now();
    if (!this.#announcer.isChange(this.#describe(now))) return;
    this.#since = now;
    this.#announcer.announce(this.#describe(now));
  }

  #isVerified(): boolean {
    this.#refreshIfOld();
    return this.#memory.rounds > 0 && this.#state.worst.judgement.serves;
  }

  #describe(now: Moment): SelfCheckStatus {
    const isClosed = this.#closing.signal.aborted;
    return describeStatus({
      memory: this.#memory,
      state: this.#state,
      judging: this.#judging,
      hasProbe: this.#parts.probe !== undefined,
      isChecking: this.#running !== undefined && !isClosed,
      since: this.#since,
      now,
      nextCheckAt: isClosed ? Number.POSITIVE_INFINITY : this.#schedule.dueAt,
    });
  }
}
