import { vi } from "vitest";
import type { PromptReason, SelfCheck } from "../../src/self-check/self-check.ts";
import type { HostView, SelfCheckState } from "../../src/self-check/state.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import type { Trust } from "../../src/self-check/trust.ts";

export interface FakeSays {
  /** What `ask` answers; a function is called. */
  readonly trust?: Trust | (() => Trust | Promise<Trust>);
  /** Whether an exclusion path covers requests. Default: none does. */
  readonly isExcluded?: boolean;
  readonly authenticity?: "proven" | "refuted" | "unknown";
  readonly status?: Partial<SelfCheckStatus>;
}

export interface FakeSelfCheck extends SelfCheck {
  readonly prompts: PromptReason[];
  readonly asked: { ask: number; glance: number };
}

/** A self-check that says what a test wants, and remembers what it was asked. */
export function fakeSelfCheck({ trust = { kind: "trusted" }, ...says }: FakeSays = {}): FakeSelfCheck {
  const prompts: PromptReason[] = [];
  const asked = { ask: 0, glance: 0 };
  const status = { ...STATUS, ...says.status };
  const worst: HostView = {
    judgement: { ...judgement(status), authenticity: says.authenticity ?? "unknown" },
    trust: { kind: "no-verdict" },
    isUnreached: false,
    isCovered: () => says.isExcluded ?? false,
  };
  const state: SelfCheckState = {
    validUntil: Number.POSITIVE_INFINITY,
    uniform: undefined,
    worst,
    current: worst,
    views: [],
    isHostKnown: false,
    viewOf: () => worst,
    isExcluded: () => says.isExcluded ?? false,
  };
  return {
    prompts,
    asked,
    state,
    start: vi.fn(),
    ask: () => {
      asked.ask += 1;
      return typeof trust === "function" ? trust() : trust;
    },
    glance: () => {
      asked.glance += 1;
      return { kind: "no-verdict" };
    },
    promptRecheck: (reason, isPointless) => {
      if (isPointless?.() !== true) prompts.push(reason);
    },
    recheck: vi.fn(),
    status: () => status,
    onChange: () => () => undefined,
    verified: () => Promise.resolve(status),
    close: vi.fn(),
  };
}

function judgement({ demand, authenticity, serves, because, isStandingWarning }: SelfCheckStatus) {
  return { demand, authenticity, serves, because, isStandingWarning };
}

/** Of a host that demands certificates, without a probe. */
export const STATUS: SelfCheckStatus = {
  mode: "enforce",
  headerFrom: "host",
  demand: "yes",
  authenticity: "unknown",
  serves: true,
  because: "authenticity_unproven",
  isStandingWarning: true,
  trust: "trusted",
  since: null,
  sinceSeconds: 0,
  trustEndsAt: null,
  trustEndsInSeconds: 86_400,
  isChecking: false,
  checks: 1,
  nextCheckInSeconds: 900,
  isHostKnown: false,
  records: [],
  resourceManager: { heardAt: null, heardSecondsAgo: 5 },
  probe: null,
  failure: null,
  notices: [],
  remedy: null,
};
