import type { Setting } from "../../facts/host-settings.ts";
import type { Exposure, ScannedResource, Subject } from "../../scan/model.ts";
import { furtherMembersOf, type ProviderVersion, type ResourceBody, type ResourceInput } from "../resource-input.ts";
import { textOf } from "./settings.ts";

/** The parts of an input that become those of what is judged; a call of a module has them too. */
export type Place = Pick<ResourceInput, "address" | "type" | "position" | "extent" | "calledFrom" | "body">;

/** @param assumed What was assumed of the provider, where something was. */
export function scannedOf(place: Place, subject: Subject, exposure: Exposure, assumed?: string): ScannedResource {
  const { address, type, position, extent, calledFrom, body } = place;
  return Object.freeze({ address, type, position, extent, calledFrom, subject, tags: tagsOf(body), exposure, assumed });
}

/** Undefined when everything that is judged is written. */
export function assumptionOf(settings: object, provider: ProviderVersion): string | undefined {
  const isAssumed = Object.values(settings).some(
    (setting: Partial<Setting<unknown>> | undefined) => setting?.origin?.assumed !== undefined,
  );
  if (!isAssumed) return undefined;
  if (provider.name !== "azurerm") return "Azure's defaults for what is not written";
  return provider.major === undefined
    ? `azurerm of unknown version (${provider.told}): the unsafe default is assumed where versions differ`
    : `azurerm ${provider.major}.x (${provider.told})`;
}

/** The name as written, else the expression that makes it, else what Terraform calls the resource. */
export function nameOf({ address, body }: Pick<Place, "address" | "body">): string {
  const name = textOf(body.attribute("name"));
  if (name.kind === "value" && name.value !== "") return name.value;
  return name.kind === "unresolved" ? writtenIn(name.expression) : (address.split(".").at(-1) ?? address);
}

/** What is written, without the reason why it cannot be told: `var.name` of `var.name (has no default)`. */
export function writtenIn(expression: string): string {
  return expression.replace(/ \(.*\)$/, "");
}

/** Tags whose values can be told. A null is no tag. */
function tagsOf(body: ResourceBody): ScannedResource["tags"] {
  const blocks = body.blocks("tags");
  if (blocks.kind === "unresolved") return { values: {}, isComplete: false };
  const tags = blocks.bodies.flatMap((all) => all.names.map((name) => [name, textOf(all.attribute(name))] as const));
  const whole = body.attribute("tags");
  const isTold = whole.kind !== "unresolved" && (whole.kind !== "value" || furtherMembersOf(whole.value) === undefined);
  return {
    values: Object.fromEntries(tags.flatMap(([name, tag]) => (tag.kind === "value" ? [[name, tag.value]] : []))),
    isComplete: isTold && tags.every(([, tag]) => tag.kind !== "unresolved"),
  };
}
