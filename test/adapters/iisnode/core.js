import { loadSettings } from "../dist/config/load.js";
import { composeGuard } from "../dist/guard/guard.js";
import { createSelfCheckFor } from "../dist/guard/guard-self-check.js";
import { composeValidator } from "../dist/validator.js";

/** The guard as the adapters make it, with a Resource Manager of the test's own. */
export function createCore(options = {}) {
  const settings = loadSettings(options);
  const monotonic = () => performance.now();
  const selfCheck = createSelfCheckFor(settings, monotonic, JSON.parse(process.env.STAND_IN));
  return composeGuard({ settings, validator: composeValidator(settings, settings.clock), selfCheck, monotonic });
}
