import { fileNameOf, folderOf } from "./paths.ts";
import type { ReadFile } from "./read-files.ts";
import type { Effort } from "./values/effort.ts";
import { constant, type VariableValues } from "./values/module-scope.ts";
import type { Value } from "./values/value.ts";

/**
 * What the files of values in the folder of a root module say (Terraform, "Variable Definition Precedence"):
 * `terraform.tfvars`, then its JSON form, then `*.auto.tfvars` and `*.auto.tfvars.json` by name; the last one counts.
 * Others count only when the command line names them, which no file tells.
 *
 * @param shared Files of other folders that the command line may name.
 */
export function valuesOfFiles(
  beside: readonly ReadFile[],
  shared: readonly ReadFile[],
  effort: Effort,
): VariableValues {
  const variables = beside.filter(({ role }) => role === "variables");
  const automatic = variables.filter((file) => rankOf(file) !== undefined).sort(byPrecedence);
  const named = [...variables.filter((file) => rankOf(file) === undefined), ...shared];
  return {
    given: (name) => automatic.flatMap((file) => valueIn(file, name, effort) ?? []).at(-1),
    alternatives: (name) =>
      named.flatMap((file): readonly (readonly [string, Value])[] => {
        const value = valueIn(file, name, effort);
        const { path } = file.source;
        return value === undefined ? [] : [[shared.includes(file) ? path : fileNameOf(path), value]];
      }),
  };
}

/**
 * Values in folders of their own, by the folder of the root modules that may be given them: those nearest to where the
 * files lie, in the first folder above that has any (`infra/main.tf` beside `environments/prod.tfvars`).
 */
export function sharedVariableFiles(
  byFolder: ReadonlyMap<string, readonly ReadFile[]>,
  roots: readonly string[],
): ReadonlyMap<string, readonly ReadFile[]> {
  const below = new Map<string, string[]>();
  const isConfigured = (folder: string): boolean =>
    (byFolder.get(folder) ?? []).some(({ role }) => role === "configuration");
  for (const root of roots.filter(isConfigured)) for (const folder of foldersAbove(root)) addTo(below, folder, root);
  const shared = new Map<string, ReadFile[]>();
  for (const [folder, files] of byFolder) {
    const variables = files.filter(({ role }) => role === "variables");
    if (variables.length === 0 || isConfigured(folder)) continue;
    const above = foldersAbove(folder).find((one) => below.has(one)) ?? "";
    for (const root of below.get(above) ?? []) for (const file of variables) addTo(shared, root, file);
  }
  return shared;
}

/** The folder itself first, and at last the one that holds all. */
function foldersAbove(folder: string): readonly string[] {
  const folders = [folder];
  for (let above = folder; above !== ""; folders.push(above)) above = folderOf(above);
  return folders;
}

function addTo<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function valueIn({ body }: ReadFile, name: string, effort: Effort): Value | undefined {
  const attribute = body.attributes.get(name);
  return attribute === undefined ? undefined : constant(attribute.value, attribute.source, effort);
}

/** Undefined: Terraform does not read it by itself. */
function rankOf({ source }: ReadFile): number | undefined {
  const name = fileNameOf(source.path);
  if (name === "terraform.tfvars") return 0;
  if (name === "terraform.tfvars.json") return 1;
  return /\.auto\.tfvars(?:\.json)?$/.test(name) ? 2 : undefined;
}

function byPrecedence(one: ReadFile, other: ReadFile): number {
  const ranks = (rankOf(one) ?? 0) - (rankOf(other) ?? 0);
  if (ranks !== 0) return ranks;
  return one.source.path < other.source.path ? -1 : 1;
}
