import type { ProviderVersion } from "../resource-input.ts";
import { memberOf, namesOf, type PlanNode, textIn } from "./plan-nodes.ts";

/** Tells the version of a provider by its name, from the constraints that a plan's configuration repeats. */
export type TellVersion = (name: string) => ProviderVersion;

/** A plan does not say which version made it, only what the configuration allows; a state says nothing of it. */
export function providerVersionsIn(root: PlanNode): TellVersion {
  const configs = memberOf(root, "configuration", "provider_config");
  const constraints = namesOf(configs).flatMap((key) => {
    const config = memberOf(configs, key);
    const constraint = textIn(config, "version_constraint");
    return constraint === undefined
      ? []
      : [{ name: providerOf(textIn(config, "full_name") ?? textIn(config, "name") ?? key), constraint }];
  });
  return (name) => {
    // One version serves the whole configuration, so all constraints hold at once.
    const all = [
      ...new Set(constraints.filter((entry) => entry.name === name).map(({ constraint }) => constraint)),
    ].join(", ");
    const told = all === "" ? "not known" : `${all}, provider_config of the plan`;
    return { name, major: majorOf(all), told };
  };
}

/** `azurerm` of `registry.terraform.io/hashicorp/azurerm`. */
export function providerOf(fullName: string): string {
  return fullName.split("/").at(-1) ?? fullName;
}

/**
 * The one major version that constraints allow; undefined when they allow several or none. `~> 4.0` and `~> 4` stay
 * within 4, `>= 4.0` does not.
 */
export function majorOf(constraints: string): number | undefined {
  let [lowest, highest] = [0, Number.POSITIVE_INFINITY];
  for (const constraint of constraints.split(",")) {
    const found = /^\s*(?<sign>=|!=|>=|>|<=|<|~>)?\s*v?(?<version>\d+(?:\.\d+)*)/.exec(constraint)?.groups;
    const { sign = "=", version } = found ?? {};
    if (version === undefined) continue;
    const [low, high] = majorsOf(sign, version.split(".").map(Number));
    lowest = Math.max(lowest, low);
    highest = Math.min(highest, high);
  }
  return lowest === highest ? lowest : undefined;
}

function majorsOf(sign: string, [major = 0, ...rest]: readonly number[]): readonly [number, number] {
  switch (sign) {
    case "=":
    case "~>":
      return [major, major];
    case ">=":
    case ">":
      return [major, Number.POSITIVE_INFINITY];
    case "<=":
      return [0, major];
    case "<":
      return [0, rest.every((part) => part === 0) ? major - 1 : major];
    default:
      return [0, Number.POSITIVE_INFINITY];
  }
}
