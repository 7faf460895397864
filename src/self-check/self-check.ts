import type { RuleContext } from "../posture/facts/rule.ts";
import { Announcer, type ChangeListener } from "./announcer.ts";
import { askWitnesses, INTERNAL } from "./ask-witnesses.ts";
import type { HostKind, SelfCheckMode } from "./judgement.ts";
import type { SelfCheckLog } from "./log-lines.ts";
import { type Memory, type Moment, NOTHING_HEARD, type Round, remember } from "./memory.ts";
import { isProbeDue } from "./probe-due.ts";
import { Prompts } from "./prompts.ts";
import { afterRound, FIRST, type Schedule } from "./schedule.ts";
import { deriveState, type Judging, type SelfCheckState } from "./state.ts";
import { describeStatus, type SelfCheckStatus } from "./status.ts";
import { HOST_UNKNOWN, NO_VERDICT, type Trust, type TrustRequest, trustOf } from "./trust.ts";
import { untilVerified, type Verifiable } from "./until-verified.ts";
import { WaitingRoom } from "./waiting-room.ts";
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
  /**
   * Has the witnesses asked out of turn, at most once in 30 seconds; after a prompt that changed nothing twice as rarely,
   * down to once in 15 minutes. Not for the platform's own pings.
   *
   * @param isPointless Whether the request shows nothing, as under an exclusion path. Called only when the witnesses would
   *   be asked, since to find out may cost more than to refuse. Absent: it does show something.
   */
  promptRecheck(reason: PromptReason, isPointless?: () => boolean): void;
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
  /** False in report mode, where a no refuses nobody and is not asked for again in a hurry. Default true. */
  readonly isEnforcing?: boolean;
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
  /** After how long a request has the witnesses asked again, in milliseconds. Default 15 minutes; 25 % are chance. */
  readonly intervalMs?: number;
  readonly log: SelfCheckLog;
}

/** An outage of Azure's management is over by then, or somebody has seen the hourly line about it. */
const DAY = 86_400_000;

/** Role assignments and settings take some ten minutes to work in Azure itself: asking more often shows little more. */
const QUARTER_OF_AN_HOUR = 900_000;

/** As long as one question to Resource Manager may take with all its attempts. */
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
  readonly #room = new WaitingRoom();
  #since: Moment;
  readonly #prompts = new Prompts();
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
      if (trust === HOST_UNKNOWN) this.promptRecheck("host_unknown", () => this.#state.worst.isCovered(request));
      return trust;
    } catch {
      return NO_VERDICT;
    }
  }

  promptRecheck(reason: PromptReason, isPointless?: () => boolean): void {
    try {
      const now = this.#parts.monotonic();
      if (this.#running !== undefined || !this.#prompts.isDue(now) || this.#isHeardNo(now)) return;
      if (now < this.#schedule.blockedUntil || isPointless?.() === true || this.#attempt() === undefined) return;
      this.#prompts.prompted(now);
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

  /** A no that is still new, and refuses nobody: there is nothing to find out in a hurry. */
  #isHeardNo(now: number): boolean {
    const { isEnforcing = true, intervalMs = QUARTER_OF_AN_HOUR } = this.#parts;
    if (isEnforcing || this.#state.worst.judgement.because !== "not_demanded") return false;
    return this.#memory.records.some(({ declared }) => declared.said === "no" && now < declared.at + intervalMs);
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
    return this.#room.wait(this.#attempt(), () => {
      this.#refreshIfOld();
      return trustOf(this.#state, request, this.#parts.monotonic());
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
    this.#memory = memory;
    this.#state = state;
    const isGood = round.failure === undefined && (state.worst.judgement.serves || this.#isHeardNo(now));
    const retryAfterSeconds = round.failure?.retryAfterSeconds;
    this.#schedule = afterRound(this.#schedule, { now, isGood, intervalMs, retryAfterSeconds, random: random() });
    this.#setAlarm();
    this.#prompts.ended(this.#announce());
    this.#announcer.checked(this.#describe(this.#now()));
  }

  #refreshIfOld(): void {
    const now = this.#parts.monotonic();
    if (now < this.#state.validUntil) return;
    this.#state = deriveState(this.#memory, this.#judging, now);
    this.#setAlarm();
    this.#announce();
  }

  /** Whether there was anything new. */
  #announce(): boolean {
    const now = this.#now();
    if (!this.#announcer.isChange(this.#describe(now))) return false;
    this.#since = now;
    this.#announcer.announce(this.#describe(now), now.monotonic);
    this.#setAlarm();
    return true;
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
