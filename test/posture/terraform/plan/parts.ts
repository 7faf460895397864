import * as jsonc from "jsonc-parser";
import { type PlanReading, readPlan } from "../../../../src/posture/terraform/read-plan.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface Planned {
  readonly address: string;
  readonly values?: Json;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  readonly actions?: readonly string[];
  readonly mode?: string;
  readonly provider?: string;
  readonly change?: Json;
}

function typeOf(address: string): string {
  return (
    address
      .replace(/\[[^\]]*\]/g, "")
      .split(".")
      .at(-2) ?? ""
  );
}

export function resourceOf({ address, values = {}, mode = "managed", provider, sensitive = {} }: Planned): Json {
  const provider_name = `registry.terraform.io/${provider ?? "hashicorp/azurerm"}`;
  return {
    address,
    mode,
    type: typeOf(address),
    name: "orders",
    provider_name,
    schema_version: 0,
    values,
    sensitive_values: sensitive,
  };
}

function changeOf({
  address,
  values = {},
  unknown = {},
  sensitive = {},
  actions = ["create"],
  change = {},
}: Planned): Json {
  return {
    address,
    change: {
      actions,
      before: null,
      after: values,
      after_unknown: unknown,
      before_sensitive: false,
      after_sensitive: sensitive,
    },
    ...change,
  };
}

/** What `terraform show -json` prints of a plan; `constraint` is that of azurerm. */
export function planOf(planned: readonly Planned[], constraint?: string, changes: Json = {}): Json {
  const azurerm = {
    name: "azurerm",
    full_name: "registry.terraform.io/hashicorp/azurerm",
    ...(constraint === undefined ? {} : { version_constraint: constraint }),
  };
  return {
    format_version: "1.2",
    terraform_version: "1.9.8",
    planned_values: { root_module: { resources: planned.map(resourceOf) } },
    resource_changes: planned.map(changeOf),
    configuration: { provider_config: { azurerm } },
    ...changes,
  };
}

/** What it prints of a state. */
export function stateOf(planned: readonly Planned[]): Json {
  return {
    format_version: "1.0",
    terraform_version: "1.9.8",
    values: { root_module: { resources: planned.map(resourceOf) } },
  };
}

export function read(content: Json | string | Uint8Array, path = "plan.json"): PlanReading {
  const isText = typeof content === "string" || content instanceof Uint8Array;
  return readPlan(path, isText ? content : JSON.stringify(content), { jsonc });
}
