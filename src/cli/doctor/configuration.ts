import { loadSettings } from "../../config/load.ts";
import type { Settings } from "../../config/settings.ts";
import { ConfigurationError, type ConfigurationProblem } from "../../errors.ts";
import type { Environment } from "../../self-check/host/environment.ts";

/** What the guard would read from the variables. What the app's code passes to it is not seen from here. */
export interface Configuration {
  /** Undefined: there are problems, and the guard would not start. */
  readonly settings: Settings | undefined;
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

export function readConfiguration(environment: Environment, clock: () => number): Configuration {
  try {
    const settings = loadSettings({ env: environment, clock });
    return { settings, problems: [], warnings: settings.warnings };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { settings: undefined, problems: error.problems, warnings: [] };
  }
}
