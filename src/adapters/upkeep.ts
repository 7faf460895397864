import type { GuardCore } from "../guard/guard.ts";
import type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
import type { Health } from "../guard/health.ts";
import type { VerifiedOptions } from "../self-check/self-check.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";

/** What a guard offers beside guarding. */
export interface GuardUpkeep {
  /** For a health endpoint, to be answered with 200: says what wants an operator. Holds no secret. */
  health(): Health;
  /** What is known of the host that the app runs on, and how to wait for it. */
  readonly selfCheck: GuardSelfCheck;
  /** Short for `selfCheck.verified`. */
  verified(options?: VerifiedOptions): Promise<SelfCheckStatus | SelfCheckOff>;
  /** Writes what the log still owes and stops the timers; for the end of the process. */
  close(): void;
}

export function upkeepOf(core: GuardCore): GuardUpkeep {
  return {
    health: () => core.health(),
    selfCheck: core.selfCheck,
    verified: (options?: VerifiedOptions) => core.selfCheck.verified(options),
    close: () => core.close(),
  };
}
