import type { RuleContext } from "../posture/facts/rule.ts";
import type { ChangeListener } from "./announcer.ts";
import type { HostKind, SelfCheckMode } from "./judgement.ts";
import type { SelfCheckLog } from "./log-lines.ts";
import type { SelfCheckState } from "./state.ts";
import type { SelfCheckStatus } from "./status.ts";
import type { Trust, TrustRequest } from "./trust.ts";
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
  /**
   * Has the witnesses asked now, unless Resource Manager has just failed, and at most once in 5 seconds. For what the app
   * itself does, never for a request.
   */
  recheck(): void;
  status(): SelfCheckStatus;
  /** Calls the listener after every change of what is known. What it throws is ignored. Returns what ends that. */
  onChange(listener: ChangeListener): () => void;
  /**
   * Waits until the hosts whose requests come here are trusted, which are all until it is known which they are, and has the
   * witnesses asked meanwhile.
   *
   * @throws HostNotVerifiedError (as a rejection) when that takes longer, or the self-check is closed.
   * @throws TypeError (as a rejection) for a time that is none.
   */
  verified(options?: VerifiedOptions): Promise<SelfCheckStatus>;
  /** Abandons what runs and asks nobody any more. What is known goes on to age. */
  close(): void;
}

export type PromptReason = "header_missing" | "header_duplicated" | "host_unknown" | "host_unreached";

export interface VerifiedOptions {
  /** Milliseconds, a positive integer up to 2^31 - 1. Default 60,000. */
  readonly timeoutMs?: number;
}

/** What a self-check is made of. */
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
export const DAY = 86_400_000;

/** Role assignments and settings take some ten minutes to work in Azure itself: asking more often shows little more. */
export const QUARTER_OF_AN_HOUR = 900_000;

/** Whoever calls: as long as the first wait between checks. */
export const LEAST_BETWEEN_RECHECKS = 5_000;
