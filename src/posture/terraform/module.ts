import type { ProviderFacts } from "./provider-versions.ts";
import type { ReadFile } from "./read-files.ts";
import type { Attribute, Block, Body, Expression } from "./syntax/tree.ts";
import type { Variable } from "./values/module-scope.ts";

/** The files of one folder, which Terraform reads as one. */
export interface Module {
  readonly folder: string;
  readonly resources: readonly Block[];
  readonly calls: readonly Block[];
  readonly variables: ReadonlyMap<string, Variable & { readonly block: Block }>;
  readonly locals: ReadonlyMap<string, Attribute>;
  readonly providers: ProviderFacts;
}

/** Puts the files of one folder together. Overrides come last and win (Terraform, "Override Files"). */
export function toModule(folder: string, files: readonly ReadFile[]): Module {
  const blocks = files.flatMap(({ role, body }) => (role === "configuration" ? body.blocks : []));
  const overrides = files.flatMap(({ role, body }) => (role === "override" ? body.blocks : []));
  const merged = overrides.reduce(withOverride, blocks);
  const ofType = (type: string): readonly Block[] => merged.filter((block) => block.type === type);
  return {
    folder,
    resources: ofType("resource").filter(({ labels }) => labels.length === 2),
    calls: ofType("module").filter(({ labels }) => labels.length === 1),
    variables: new Map(ofType("variable").map((block) => [block.labels[0] ?? "", toVariable(block)])),
    locals: new Map(ofType("locals").flatMap(({ body }) => [...body.attributes])),
    providers: {
      locked: lockedVersions(files),
      constraints: constraintsOf(ofType("terraform"), ofType("provider")),
    },
  };
}

/** An override changes the block it is named as; where there is none, or where blocks have no names, it stands beside. */
function withOverride(blocks: readonly Block[], override: Block): readonly Block[] {
  const isSame = ({ type, labels }: Block): boolean =>
    type === override.type && labels.length > 0 && labels.join("\n") === override.labels.join("\n");
  if (!blocks.some(isSame)) return [...blocks, override];
  return blocks.map((block) => (isSame(block) ? { ...block, body: mergedBody(block.body, override.body) } : block));
}

function mergedBody(base: Body, override: Body): Body {
  const replaced = new Set(override.blocks.map(({ type }) => type));
  return {
    attributes: new Map([...base.attributes, ...override.attributes]),
    blocks: [...base.blocks.filter(({ type }) => !replaced.has(type)), ...override.blocks],
    isDamaged: base.isDamaged || override.isDamaged,
  };
}

function toVariable(block: Block): Variable & { readonly block: Block } {
  const { attributes } = block.body;
  const nullable = attributes.get("nullable")?.value;
  return {
    name: block.labels[0] ?? "",
    default: attributes.get("default"),
    type: attributes.get("type"),
    isNullable: !(nullable?.kind === "literal" && nullable.value === false),
    block,
  };
}

function lockedVersions(files: readonly ReadFile[]): ReadonlyMap<string, string> {
  const locks = files.flatMap(({ role, body }) => (role === "lock" ? body.blocks : []));
  return new Map(
    locks.flatMap(({ labels, body }): readonly (readonly [string, string])[] => {
      const version = textOf(body.attributes.get("version")?.value);
      const name = labels[0]?.split("/").at(-1);
      return name === undefined || version === undefined ? [] : [[name, version]];
    }),
  );
}

/** From `required_providers`, and from the `version` of provider blocks, which Terraform before 0.13 had. */
function constraintsOf(
  terraform: readonly Block[],
  providers: readonly Block[],
): ReadonlyMap<string, readonly string[]> {
  const required = terraform.flatMap(({ body }) => [
    ...body.blocks.filter(({ type }) => type === "required_providers").map((block) => [...block.body.attributes]),
  ]);
  const found = new Map<string, readonly string[]>();
  const add = (name: string, constraint: string | undefined): void => {
    if (constraint !== undefined) found.set(name, [...(found.get(name) ?? []), constraint]);
  };
  for (const [name, { value }] of required.flat()) {
    const source = textOf(memberOf(value, "source"))?.split("/").at(-1);
    add(source ?? name, textOf(value) ?? textOf(memberOf(value, "version")));
  }
  for (const { labels, body } of providers) add(labels[0] ?? "", textOf(body.attributes.get("version")?.value));
  return found;
}

function memberOf(expression: Expression, name: string): Expression | undefined {
  if (expression.kind !== "object") return undefined;
  return expression.entries.find(([key]) => key.kind === "literal" && key.value === name)?.[1];
}

/** Undefined: it is no text, or not a plain one. */
export function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === "literal" && typeof expression.value === "string" ? expression.value : undefined;
}
