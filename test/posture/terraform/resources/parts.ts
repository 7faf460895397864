import type { Setting } from "../../../../src/posture/facts/host-settings.ts";
import type { Position } from "../../../../src/posture/facts/origin.ts";
import type {
  NestedBlocks,
  ProviderVersion,
  ResourceBody,
  ResourceInput,
} from "../../../../src/posture/terraform/resource-input.ts";

/** Stands for what only Terraform knows. */
class Untold {
  readonly expression: string;

  constructor(expression: string) {
    this.expression = expression;
  }
}

export function untold(expression: string): Untold {
  return new Untold(expression);
}

export type Members = Readonly<Record<string, unknown>>;

export function place(line = 1, file = "main.tf"): Position {
  return { file, line, column: 1, endLine: line, endColumn: 40 };
}

/** A body made of an object: members that are objects are blocks, arrays of objects several of them. */
export function bodyOf(members: Members): ResourceBody {
  const lineOf = (name: string): number => Object.keys(members).indexOf(name) + 2;
  return {
    names: Object.keys(members),
    attribute: (name) => settingOf(members, name, lineOf(name)),
    blocks: (name) => blocksOf(members[name], lineOf(name)),
  };
}

function settingOf(members: Members, name: string, line: number): Setting<unknown> {
  if (!Object.hasOwn(members, name)) return { kind: "absent" };
  const origin = { at: place(line), assumed: undefined };
  const value = members[name];
  if (value instanceof Untold) return { kind: "unresolved", expression: value.expression, origin };
  return value === null ? { kind: "null", origin } : { kind: "value", value, origin };
}

function blocksOf(value: unknown, line: number): NestedBlocks {
  if (value instanceof Untold) return { kind: "unresolved", expression: value.expression };
  const objects = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "object" && item !== null);
  return { kind: "known", bodies: objects.map((item) => ({ ...bodyOf(item as Members), position: place(line) })) };
}

export function azurerm(major: number | undefined): ProviderVersion {
  const told = major === undefined ? "not known" : `~> ${major}.0, required_providers`;
  return { name: "azurerm", major, told };
}

export const AZAPI: ProviderVersion = { name: "azapi", major: 2, told: "~> 2.0, required_providers" };

/** A resource as source has it; `changes` for everything else. */
export function resource(type: string, members: Members, changes: Partial<ResourceInput> = {}): ResourceInput {
  return {
    address: `${type}.orders`,
    type,
    position: place(),
    extent: { ...place(), endLine: 20 },
    from: "source",
    provider: azurerm(4),
    body: bodyOf({ name: "orders", ...members }),
    ...changes,
  };
}
