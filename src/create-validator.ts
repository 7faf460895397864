import { loadSettings } from "./config/load.ts";
import type { GuardOptions } from "./config/options.ts";
import { ConfigurationError, type ConfigurationProblem } from "./errors.ts";
import { composeValidator, type Validator } from "./validator.ts";

export type { FrontEndOption, FrontEndOptions } from "./config/front-end.ts";

/** The options of a guard that concern the decision itself. */
export type ValidatorOptions = Pick<
  GuardOptions,
  | "trustAnchors"
  | "intermediates"
  | "pinned"
  | "allow"
  | "frontEnd"
  | "trustedPeers"
  | "clockSkewSeconds"
  | "conformance"
  | "clock"
>;

/** A validator with what was odd about its options and no error. */
export interface CreatedValidator extends Validator {
  readonly warnings: readonly ConfigurationProblem[];
}

const OPTIONS: Readonly<Record<keyof ValidatorOptions, true>> = {
  trustAnchors: true,
  intermediates: true,
  pinned: true,
  allow: true,
  frontEnd: true,
  trustedPeers: true,
  clockSkewSeconds: true,
  conformance: true,
  clock: true,
};

/**
 * The core without a framework: from a request to a verdict. Reads no environment variable. `frontEnd` defaults to
 * `app-service`.
 *
 * Whether the header may be believed is the caller's duty here: nothing looks at the host, opens paths or writes a log. With
 * `trustedPeers` as a list, or the front end `socket`, a request needs its `socket`. Throws ConfigurationError with every
 * problem of the options.
 */
export function createValidator(options: ValidatorOptions): CreatedValidator {
  assertKnown(options ?? {});
  const settings = loadSettings({ frontEnd: "app-service", ...options, selfCheck: "off", env: {} });
  return { ...composeValidator(settings, settings.clock), warnings: settings.warnings };
}

/** What only a guard does must not look as if it were done. */
function assertKnown(options: ValidatorOptions): void {
  const foreign = Object.keys(options).filter((name) => !Object.hasOwn(OPTIONS, name));
  if (foreign.length === 0) return;
  throw new ConfigurationError(
    foreign.map((source) => ({
      code: "option_unknown",
      source,
      message: "A validator has no such option.",
      remedy: `Remove it, or use the guard of a framework. A validator has ${Object.keys(OPTIONS).join(", ")}.`,
    })),
  );
}
