import { folderOf, resolvePath } from "./paths.ts";
import type { ReadFile } from "./read-files.ts";
import type { Expression } from "./syntax/tree.ts";

/** Folders of downloaded modules, by the names of the calls that lead to them: `web`, `region.web`. */
export type InstalledModules = ReadonlyMap<string, string>;

/** What `terraform init` wrote down in `.terraform/modules/modules.json` about a root module. */
export function installedModulesOf(files: readonly ReadFile[], rootFolder: string): InstalledModules {
  const isOwn = ({ role, source }: ReadFile): boolean =>
    role === "installed modules" && folderOf(folderOf(folderOf(source.path))) === rootFolder;
  const list = files.find(isOwn)?.body.attributes.get("Modules")?.value;
  if (list?.kind !== "tuple") return new Map();
  return new Map(list.items.flatMap((item) => entryOf(item, rootFolder)));
}

export function installedFolder(installed: InstalledModules, path: readonly string[]): string | undefined {
  return installed.get(path.join("."));
}

function entryOf(item: Expression, rootFolder: string): readonly (readonly [string, string])[] {
  if (item.kind !== "object") return [];
  const members = new Map(item.entries.map(([key, value]) => [literalOf(key), literalOf(value)]));
  const [key, folder] = [members.get("Key"), members.get("Dir")];
  if (typeof key !== "string" || typeof folder !== "string") return [];
  const resolved = resolvePath(rootFolder, folder);
  return key === "" ? [] : [[key, resolved]];
}

function literalOf(expression: Expression): unknown {
  return expression.kind === "literal" ? expression.value : undefined;
}
