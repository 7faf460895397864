import type { Setting } from "../facts/host-settings.ts";
import type { Position } from "../facts/origin.ts";

/** One resource of Terraform, from source or from a plan, before anybody knows what its attributes mean. */
export interface ResourceInput {
  /** As Terraform writes it: `module.web["eu"].azurerm_linux_web_app.orders[0]`; from source without the index of `count` and `for_each`. */
  readonly address: string;
  /** `azurerm_linux_web_app`. */
  readonly type: string;
  /** Of the block's first line; in a plan without source, of the resource in the plan. */
  readonly position: Position;
  /** Where the whole block stands: an exception inside it is meant for it. */
  readonly extent: Position;
  /** Where the root module calls the module that it stands in. Absent: it stands in the root module, or nobody knows. */
  readonly calledFrom?: Position | undefined;
  /** `plan` has the provider's defaults filled in, and values that are known only after apply. */
  readonly from: "source" | "plan";
  readonly provider: ProviderVersion;
  readonly body: ResourceBody;
}

/** Which version of a provider's defaults counts. */
export interface ProviderVersion {
  /** `azurerm`, `azapi`. */
  readonly name: string;
  /** Major version; undefined: nothing tells it, and the unsafe default is assumed. */
  readonly major: number | undefined;
  /** How it is known: `4.14.0, .terraform.lock.hcl`, `~> 4.0, required_providers`, `not known`. */
  readonly told: string;
}

/** What stands in a block. */
export interface ResourceBody {
  /** An attribute, evaluated as far as that can be done without Terraform, with its place. */
  attribute(name: string): Setting<unknown>;
  /** Nested blocks of one name, `dynamic` ones too; an attribute of that name that holds objects counts as blocks. */
  blocks(name: string): NestedBlocks;
  /** Names of all attributes and blocks that are written. */
  readonly names: readonly string[];
}

export type NestedBlocks =
  | { readonly kind: "known"; readonly bodies: readonly (ResourceBody & { readonly position: Position })[] }
  /** How many there are, or what is in them, only Terraform knows: the expression that decides it. */
  | { readonly kind: "unresolved"; readonly expression: string };

/**
 * Stands in a value for a member that only Terraform knows: `{ owner = var.owner }` is an object whose `owner` is this. An
 * attribute that is unknown as a whole is a setting of kind `unresolved` and never this.
 */
export class UnresolvedMember {
  /** What is written, shortened, and why it cannot be known. */
  readonly expression: string;

  constructor(expression: string) {
    this.expression = expression;
    Object.freeze(this);
  }
}

/**
 * A property of an object that may have members beside those that are known, as `merge(var.tags, { a = 1 })` has: the
 * expression that decides it. Objects that are known to the last member do not have it.
 */
export const FURTHER_MEMBERS: unique symbol = Symbol("further members");

/** What decides about further members of an object. Undefined: it has none, or it is no object. */
export function furtherMembersOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const expression: unknown = Reflect.get(value, FURTHER_MEMBERS);
  return typeof expression === "string" ? expression : undefined;
}
