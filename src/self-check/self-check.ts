import { Announcer, type ChangeListener } from "./announcer.ts";
import { askDeclaration, askProbe, INTERNAL } from "./ask-witnesses.ts";
import { Bell } from "./bell.ts";
import { endRound, hearDeclaration, hearProbing, type Memory, NOTHING_HEARD } from "./memory.ts";
import type { Moment } from "./moment.ts";
import { isProbeDue, isReady } from "./probe-due.ts";
import { Prompts } from "./prompts.ts";
import { afterRound, FIRST, type Schedule } from "./schedule.ts";
import {
  DAY,
  LEAST_BETWEEN_RECHECKS,
  type PromptReason,
  QUARTER_OF_AN_HOUR,
  type SelfCheck,
  type SelfCheckParts,
  type VerifiedOptions,
} from "./self-check-parts.ts";
import { deriveState, type Judging, type SelfCheckState } from "./state.ts";
import { describeStatus, type SelfCheckStatus } from "./status.ts";
import { HOST_UNKNOWN, NO_VERDICT, type Trust, type TrustRequest, trustOf } from "./trust.ts";
import { untilVerified, type Verifiable } from "./until-verified.ts";
import { WaitingRoom } from "./waiting-room.ts";

export type { PromptReason, SelfCheck, VerifiedOptions };

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
  /** Rings when a witness has been heard, and when a check has ended. */
  readonly #heard = new Bell();
  readonly #room = new WaitingRoom();
  #since: Moment;
  readonly #prompts = new Prompts();
  #recheckedAt = Number.NEGATIVE_INFINITY;
  /** Requests come for a host that the probe has not reached. */
  #isProbeWanted = false;
  /** Before that moment a request needs nothing but the state. */
  #wakeAt = Number.NEGATIVE_INFINITY;

  constructor(parts: SelfCheckParts) {
    const { mode, host, context, probe, maxAgeMs = DAY } = parts;
    this.#parts = parts;
    this.#judging = { mode, host, headerFrom: context.headerFrom, hasProbe: probe !== undefined, maxAgeMs };
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
      const trust = trustOf(this.#state, request, now, this.#noticeSwap);
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
      if (now < this.#schedule.blockedUntil || isPointless?.() === true) return;
      if (reason === "host_unreached") this.#isProbeWanted = true;
      if (this.#attempt() === undefined) return;
      this.#prompts.prompted(now);
      this.#announcer.prompted(reason);
    } catch {
      // The next request prompts again.
    }
  }

  /** A request for a host whose names did not lead here the last time: since then slots were swapped, so it is tried again. */
  readonly #noticeSwap = (): void => this.promptRecheck("host_unreached");

  recheck(): void {
    const now = this.#parts.monotonic();
    if (now < this.#recheckedAt + LEAST_BETWEEN_RECHECKS) return;
    this.#recheckedAt = now;
    // Where Resource Manager answered, only the probe is waited for, and it asks nobody but this app.
    if (this.#memory.declarationFailure === undefined) {
      this.#schedule = { ...this.#schedule, blockedUntil: Number.NEGATIVE_INFINITY };
    }
    this.#attempt();
  }

  status(): SelfCheckStatus {
    this.#refreshIfOld();
    return this.#describe(this.#now());
  }

  onChange(listener: ChangeListener): () => void {
    return this.#announcer.onChange(listener);
  }

  async verified({ timeoutMs }: VerifiedOptions = {}): Promise<SelfCheckStatus> {
    const subject: Verifiable = {
      isVerified: () => this.#isVerified(),
      status: () => this.status(),
      check: () => this.#attempt() !== undefined,
      heard: () => this.#heard.next(),
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
    if (isEnforcing || this.#state.current.judgement.because !== "not_demanded") return false;
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
    this.#attempt();
    const step = (): Promise<void> | undefined => (this.#running === undefined ? undefined : this.#heard.next());
    return this.#room.wait(step, () => {
      this.#refreshIfOld();
      return trustOf(this.#state, request, this.#parts.monotonic());
    });
  }

  /** The one check at a time: the one that runs, or a new one unless it is too early. Never throws, never rejects. */
  #attempt(): Promise<void> | undefined {
    try {
      if (this.#running !== undefined || this.#closing.signal.aborted) return this.#running;
      const at = this.#now();
      if (at.monotonic < this.#schedule.blockedUntil && !this.#isProbeAwaited()) return undefined;
      this.#running = this.#check(at).catch(() => undefined);
      this.#setAlarm();
      return this.#running;
    } catch {
      return undefined;
    }
  }

  /** It had nothing to see in the checks before, and now it has. */
  #isProbeAwaited(): boolean {
    const { probe, failure } = this.#memory;
    return probe === undefined && failure === undefined && isReady(this.#parts.probe);
  }

  /** First Resource Manager, whose word counts at once, and then the probe, which may take a minute. */
  async #check(at: Moment): Promise<void> {
    const { signal } = this.#closing;
    let isChange = false;
    let isProbing = false;
    try {
      const { witness, probe, context } = this.#parts;
      const asked = await askDeclaration(witness, context, { at, signal });
      if (signal.aborted) return;
      const declared = hearDeclaration(this.#memory, asked, this.#judging.hasProbe);
      isProbing =
        isReady(probe) && isProbeDue(declared, at.monotonic, { ...this.#judging, isWanted: this.#isProbeWanted });
      isChange = this.#conclude(declared, isProbing);
      if (isProbing && probe !== undefined) {
        this.#isProbeWanted = false;
        const probed = await askProbe(probe, asked.records, { at: this.#now(), signal });
        if (signal.aborted) return;
        isChange = this.#conclude(hearProbing(this.#memory, probed)) || isChange;
      }
    } catch {
      isChange = this.#conclude(this.#withFailure(at, isProbing)) || isChange;
    } finally {
      this.#running = undefined;
      if (!signal.aborted) this.#end(isChange);
      this.#heard.ring();
    }
  }

  /** What the round was about went wrong in here: no witness is to blame for the other. */
  #withFailure(at: Moment, isProbing: boolean): Memory {
    const failure = INTERNAL;
    return isProbing
      ? hearProbing(this.#memory, { at, word: undefined, knewRecords: false, failure })
      : hearDeclaration(this.#memory, { at, declared: undefined, failure }, this.#judging.hasProbe);
  }

  /**
   * What was heard counts from now on.
   *
   * @param isProbing The probe speaks next. What hangs on it alone is told when it has spoken, and not twice.
   * @returns Whether there was anything new to tell.
   */
  #conclude(memory: Memory, isProbing = false): boolean {
    const state = deriveState(memory, this.#judging, this.#parts.monotonic());
    this.#memory = memory;
    this.#state = state;
    this.#setAlarm();
    const isNews = !(isProbing && state.current.trust === NO_VERDICT) && this.#announce();
    this.#heard.ring();
    return isNews;
  }

  /** Once for each check, however many were heard in it. */
  #end(isChange: boolean): void {
    const { random = Math.random, intervalMs = QUARTER_OF_AN_HOUR } = this.#parts;
    const now = this.#parts.monotonic();
    this.#memory = endRound(this.#memory);
    const { failure, declarationFailure } = this.#memory;
    const isGood = failure === undefined && (this.#state.current.judgement.serves || this.#isHeardNo(now));
    const retryAfterSeconds = declarationFailure?.retryAfterSeconds;
    this.#schedule = afterRound(this.#schedule, { now, isGood, intervalMs, retryAfterSeconds, random: random() });
    this.#setAlarm();
    this.#prompts.ended(isChange);
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
    return this.#memory.askedAt !== undefined && this.#state.current.judgement.serves;
  }

  #describe(now: Moment): SelfCheckStatus {
    const isClosed = this.#closing.signal.aborted;
    return describeStatus({
      memory: this.#memory,
      state: this.#state,
      judging: this.#judging,
      isChecking: this.#running !== undefined && !isClosed,
      since: this.#since,
      now,
      nextCheckAt: isClosed ? Number.POSITIVE_INFINITY : this.#schedule.dueAt,
    });
  }
}
