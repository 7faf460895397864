import type { Setting } from "../facts/host-settings.ts";
import type { Position } from "../facts/origin.ts";
import { installedModulesOf } from "./installed-modules.ts";
import { type Module, toModule } from "./module.ts";
import { folderOf, isDownloaded, resolvePath } from "./paths.ts";
import { type IsJudged, type ReadFile, readFile, roleOf, type TextFile } from "./read-files.ts";
import type { ResourceInput } from "./resource-input.ts";
import type { TerraformTools } from "./syntax/load-tools.ts";
import type { LongLiteral, SourceComment } from "./syntax/tree.ts";
import { Effort } from "./values/effort.ts";
import { constant } from "./values/module-scope.ts";
import { toSetting } from "./values/settings.ts";
import { sharedVariableFiles, valuesOfFiles } from "./variable-files.ts";
import { type AbsentBlock, type Found, type ModuleCall, Walk } from "./walk-modules.ts";

/** What stands in a tree of Terraform files, evaluated as far as that can be done without Terraform. */
export interface SourceReading {
  /** Once for each call of the module they stand in. Their values are computed when they are asked for. */
  readonly resources: readonly ResourceInput[];
  /** Calls of modules whose source is not among the files. */
  readonly modules: readonly ModuleCall[];
  /** What `count = 0` and the like leave out. */
  readonly absent: readonly AbsentBlock[];
  readonly comments: readonly SourceComment[];
  /** Strings that may hold a key, in all files, variable values too. */
  readonly literals: readonly LongLiteral[];
  readonly variables: readonly VariableFact[];
  /** Places that could not be read. What stands around them was. */
  readonly unreadable: readonly UnreadablePlace[];
}

/** A variable as it is declared. */
export interface VariableFact {
  readonly name: string;
  readonly position: Position;
  readonly default: Setting<unknown>;
  readonly isSensitive: boolean;
}

export interface UnreadablePlace {
  readonly file: string;
  readonly position: Position;
  readonly problem: string;
}

export interface SourceOptions {
  /** Of which resources everything is read. Absent: of all. */
  readonly isJudged?: IsJudged;
}

/**
 * Reads the Terraform files of a tree: `.tf`, `.tofu`, their JSON forms, `.tfvars`, `.terraform.lock.hcl` and
 * `.terraform/modules/modules.json`; others are passed over. Files of one folder are one module. A module that no call
 * leads to is a root; the others are seen as their callers call them.
 */
export function readTerraformSource(
  files: readonly TextFile[],
  tools: TerraformTools,
  { isJudged = () => true }: SourceOptions = {},
): SourceReading {
  const read = files.flatMap((file) => {
    const role = roleOf(file.path);
    return role === undefined ? [] : [readFile(file, role, tools, isJudged)];
  });
  const effort = new Effort();
  const byFolder = groupByFolder(read);
  const modules = new Map([...byFolder].map(([folder, own]) => [folder, toModule(folder, own)]));
  const found = walkAll(modules, byFolder, read, effort);
  const problems = read.flatMap(({ source, problems: own }) => own.map((one) => ({ file: source.path, ...one })));
  return {
    resources: found.resources,
    modules: found.modules,
    absent: found.absent,
    comments: read.flatMap(({ comments }) => comments),
    literals: read.flatMap(({ literals }) => literals),
    variables: [...modules.values()].flatMap((module) => variableFacts(module, effort)),
    unreadable: [...problems, ...found.problems],
  };
}

function groupByFolder(files: readonly ReadFile[]): ReadonlyMap<string, readonly ReadFile[]> {
  const folders = new Map<string, ReadFile[]>();
  for (const file of files) {
    const folder = folderOf(file.source.path);
    const others = folders.get(folder);
    if (others === undefined) folders.set(folder, [file]);
    else others.push(file);
  }
  return folders;
}

/** Roots first. What no root leads to, as modules that call each other in a ring, is a root too. */
function walkAll(
  modules: ReadonlyMap<string, Module>,
  byFolder: ReadonlyMap<string, readonly ReadFile[]>,
  files: readonly ReadFile[],
  effort: Effort,
): Found {
  const found: Found = { resources: [], modules: [], absent: [], problems: [], entered: new Set() };
  const walk = new Walk({ modules, effort }, found);
  const own = [...modules.values()].filter(({ folder }) => !isDownloaded(folder));
  const called = new Set(own.flatMap(calledFolders));
  const roots = own.filter(({ folder }) => !called.has(folder));
  const shared = sharedVariableFiles(
    byFolder,
    roots.map(({ folder }) => folder),
  );
  const lists = files.filter(({ role }) => role === "installed modules");
  for (const module of [...roots, ...own]) {
    if (found.entered.has(module.folder)) continue;
    const beside = byFolder.get(module.folder) ?? [];
    const values = valuesOfFiles(beside, shared.get(module.folder) ?? [], effort);
    walk.enterRoot(module, values, installedModulesOf(lists, module.folder));
  }
  return found;
}

function calledFolders({ folder, calls }: Module): readonly string[] {
  return calls.flatMap(({ body }) => {
    const source = body.attributes.get("source")?.value;
    const isLocal = source?.kind === "literal" && /^\.\.?(?:\/|$)/.test(String(source.value));
    return isLocal ? resolvePath(folder, String(source.value)) : [];
  });
}

function variableFacts({ variables }: Module, effort: Effort): readonly VariableFact[] {
  return [...variables.values()].map(({ name, default: written, block }) => {
    const sensitive = block.body.attributes.get("sensitive")?.value;
    return {
      name,
      position: block.source.positionOf(block.head),
      default:
        written === undefined
          ? { kind: "absent" }
          : toSetting(constant(written.value, written.source, effort), written),
      isSensitive: sensitive?.kind === "literal" && sensitive.value === true,
    };
  });
}
