import type { Setting } from "../../facts/host-settings.ts";
import type { Position } from "../../facts/origin.ts";
import type { NestedBlocks, ResourceBody, ResourceInput } from "../resource-input.ts";

/**
 * Resources of a plan at the places where their source stands, with the source's version of the provider where the plan
 * has none. What is not found in the source, or found in several of its folders alike, keeps its place in the plan.
 */
export function withSourcePositions(
  planned: readonly ResourceInput[],
  written: readonly ResourceInput[],
): readonly ResourceInput[] {
  const find = finderOf(written);
  return planned.map((input) => {
    const source = find(input);
    return source === undefined ? input : placed(input, source);
  });
}

/** Plan and source together, each resource once: the plan knows its values, the source its place. */
export function mergePlanAndSource(
  planned: readonly ResourceInput[],
  written: readonly ResourceInput[],
): readonly ResourceInput[] {
  const find = finderOf(written);
  const found = new Set(planned.map(find));
  return [...withSourcePositions(planned, written), ...written.filter((input) => !found.has(input))];
}

/** Calls of modules that the plan does not see into. Of the others it tells what they make, so nobody has to guess. */
export function modulesOutsidePlan<Call extends { readonly address: string }>(
  calls: readonly Call[],
  planned: readonly ResourceInput[],
): readonly Call[] {
  const seen = new Set(planned.flatMap(({ address }) => modulesAbove(withoutInstances(address))));
  return calls.filter(({ address }) => !seen.has(withoutInstances(address)));
}

/** `module.a` and `module.a.module.b` of `module.a.module.b.azurerm_linux_web_app.c`. */
function modulesAbove(address: string): readonly string[] {
  const parts = address.split(".");
  const depth = parts.findIndex((part, index) => index % 2 === 0 && part !== "module");
  return Array.from({ length: Math.max(depth, 0) / 2 }, (_, index) => parts.slice(0, 2 * index + 2).join("."));
}

/** An address without the instances of `count` and `for_each`. */
export function withoutInstances(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}

type Find = (input: ResourceInput) => ResourceInput | undefined;

/**
 * Another root may use the same address, so the root module is one whose folder is the plan's, or lies above or below
 * it. Of several the one in the plan's own folder is meant.
 */
function finderOf(written: readonly ResourceInput[]): Find {
  const byAddress = new Map<string, ResourceInput[]>();
  for (const input of written) {
    const address = withoutInstances(input.address);
    const known = byAddress.get(address);
    if (known === undefined) byAddress.set(address, [input]);
    else known.push(input);
  }
  return ({ address, position }) => {
    const folder = folderOf(position);
    const candidates = (byAddress.get(withoutInstances(address)) ?? []).filter((candidate) => {
      const root = rootFolderOf(candidate);
      return root.startsWith(folder) || folder.startsWith(root);
    });
    if (candidates.length < 2) return candidates[0];
    const beside = candidates.filter((candidate) => rootFolderOf(candidate) === folder);
    return beside.length === 1 ? beside[0] : undefined;
  };
}

function rootFolderOf({ calledFrom, position }: ResourceInput): string {
  return folderOf(calledFrom ?? position);
}

function folderOf({ file }: Position): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

function placed(input: ResourceInput, source: ResourceInput): ResourceInput {
  const { position, extent, calledFrom } = source;
  const provider = input.provider.major === undefined ? source.provider : input.provider;
  return { ...input, position, extent, calledFrom, provider, body: placedBody(input.body, source.body, position) };
}

/** The plan's values; where the source has an attribute, at its place, else at the block. */
function placedBody(body: ResourceBody, source: ResourceBody, position: Position): ResourceBody {
  return {
    names: body.names,
    attribute: (name) => placedSetting(body.attribute(name), source.attribute(name), position),
    blocks: (name) => placedBlocks(body.blocks(name), source.blocks(name), position),
  };
}

function placedSetting(setting: Setting<unknown>, source: Setting<unknown>, position: Position): Setting<unknown> {
  if (setting.kind === "absent") return setting;
  return { ...setting, origin: { at: source.origin?.at ?? position, assumed: undefined } };
}

function placedBlocks(blocks: NestedBlocks, source: NestedBlocks, position: Position): NestedBlocks {
  if (blocks.kind === "unresolved") return blocks;
  const sources = source.kind === "known" && source.bodies.length === blocks.bodies.length ? source.bodies : [];
  const bodies = blocks.bodies.map((body, index) => {
    const at = sources[index]?.position ?? position;
    return { ...placedBody(body, sources[index] ?? NOTHING, at), position: at };
  });
  return { kind: "known", bodies };
}

const NOTHING: ResourceBody = {
  names: [],
  attribute: () => ({ kind: "absent" }),
  blocks: () => ({ kind: "known", bodies: [] }),
};
