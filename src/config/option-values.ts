import { kindOf } from "../rules/rule-shape.ts";
import type { OptionName } from "./options.ts";
import type { Problems } from "./problems.ts";
import { didYouMean } from "./suggest.ts";
import { enumerate, excerpt } from "./text.ts";

/** The options that code gave, by name. What is written there was not yet looked at. */
export type GivenOptions = ReadonlyMap<OptionName, unknown>;

/** Every option there is: `Record` makes the compiler ask for each. */
const OPTIONS: Readonly<Record<OptionName, true>> = {
  trustAnchors: true,
  intermediates: true,
  pinned: true,
  allow: true,
  openPaths: true,
  enforce: true,
  reportUntil: true,
  frontEnd: true,
  trustedPeers: true,
  selfCheck: true,
  hostResourceId: true,
  publicHost: true,
  probeKey: true,
  probeCa: true,
  probePlainHttpPort: true,
  credential: true,
  cloud: true,
  selfCheckMaxAgeSeconds: true,
  clockSkewSeconds: true,
  conformance: true,
  log: true,
  clock: true,
  env: true,
  authorize: true,
};

/** Names of all options, in the order of the documentation. */
export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTIONS).filter(isOptionName);

/**
 * Reads each member of the options once. Only own members count: what a polluted prototype holds was not written by the
 * operator. A member that is present and undefined is an error, because `authorize: checks.owner` with a slip in
 * `owner` must not mean "no check".
 */
export function readOptions(options: unknown, problems: Problems): GivenOptions {
  const given = new Map<OptionName, unknown>();
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    const message = `The options are ${kindOf(options)} and no object.`;
    problems.at("options").add("option_wrong_type", message, "Pass an object, or nothing.");
    return given;
  }
  for (const [name, value] of Object.entries(options)) {
    if (!isOptionName(name)) {
      const message = `There is no option of this name.${didYouMean(name, OPTION_NAMES)}`;
      const remedy = `The options are ${enumerate(OPTION_NAMES)}.`;
      problems.at(excerpt(name).slice(1, -1)).add("option_unknown", message, remedy);
    } else if (value === undefined) {
      const message = "It is present and undefined.";
      problems.at(name).add("option_wrong_type", message, "Give it a value, or leave the option out.");
      given.set(name, undefined);
    } else {
      given.set(name, value);
    }
  }
  return given;
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}
