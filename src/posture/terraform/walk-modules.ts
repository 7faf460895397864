import type { Position } from "../facts/origin.ts";
import { type InstalledModules, installedFolder } from "./installed-modules.ts";
import { type Module, textOf } from "./module.ts";
import { resolvePath } from "./paths.ts";
import { type ProviderFacts, providerVersionOf } from "./provider-versions.ts";
import type { ResourceBody, ResourceInput } from "./resource-input.ts";
import type { Block } from "./syntax/tree.ts";
import { toResourceBody } from "./values/body.ts";
import type { Effort } from "./values/effort.ts";
import { evaluate, type Scope } from "./values/evaluate.ts";
import { ModuleScope, type VariableValues } from "./values/module-scope.ts";
import { repetitionOf } from "./values/repetition.ts";

/** A call of a module whose source is not among the files. */
export interface ModuleCall {
  /** `module.web`, `module.region.module.web`. */
  readonly address: string;
  /** As written: `Azure/avm-res-web-site/azurerm`. */
  readonly source: string;
  /** As written; undefined: none. */
  readonly version: string | undefined;
  readonly position: Position;
  readonly extent: Position;
  /** Where the root module calls the module that this call stands in. Undefined: it stands in the root module. */
  readonly calledFrom: Position | undefined;
  /** The arguments of the call. */
  readonly body: ResourceBody;
}

/** A resource or call of a module that `count` or `for_each` leaves out. */
export interface AbsentBlock {
  readonly address: string;
  readonly position: Position;
}

export interface WalkProblem {
  readonly file: string;
  readonly position: Position;
  readonly problem: string;
}

/** What is found, in the order of the walk. */
export interface Found {
  readonly resources: ResourceInput[];
  readonly modules: ModuleCall[];
  readonly absent: AbsentBlock[];
  readonly problems: WalkProblem[];
  /** Folders of modules that were entered. */
  readonly entered: Set<string>;
}

export interface Workspace {
  readonly modules: ReadonlyMap<string, Module>;
  readonly effort: Effort;
}

/** Deeper than configurations call each other. */
const DEEPEST = 20;

/** More calls than that are no configuration that anybody wrote. */
const MOST_CALLS = 5000;

/** Where the walk stands: one call of one module. */
interface Place {
  readonly module: Module;
  readonly scope: Scope;
  /** Names of the calls that led here. */
  readonly path: readonly string[];
  /** Of the root module first. */
  readonly providers: readonly ProviderFacts[];
  /** Folders of the modules that led here. */
  readonly within: readonly string[];
  readonly installed: InstalledModules;
  /** The call in the root module that led here. Undefined: this is the root module. */
  readonly calledFrom: Position | undefined;
  /** Nothing here will ever be made, since a call that led here is left out. */
  readonly isAbsent: boolean;
}

/** Goes through a root module and all modules that it calls; each is seen once for every call. */
export class Walk {
  readonly #workspace: Workspace;
  readonly #found: Found;
  #calls = 0;

  constructor(workspace: Workspace, found: Found) {
    this.#workspace = workspace;
    this.#found = found;
  }

  enterRoot(module: Module, values: VariableValues, installed: InstalledModules): void {
    const scope = this.#scopeOf(module, values);
    const top = { path: [], providers: [module.providers], within: [], installed, calledFrom: undefined };
    this.#enter({ module, scope, ...top, isAbsent: false });
  }

  #scopeOf({ variables, locals }: Module, values: VariableValues): Scope {
    return new ModuleScope(variables, locals, values, this.#workspace.effort);
  }

  #enter(place: Place): void {
    this.#calls += 1;
    this.#found.entered.add(place.module.folder);
    for (const block of place.module.resources) this.#resource(block, place);
    for (const block of place.module.calls) this.#call(block, place);
  }

  #resource(block: Block, place: Place): void {
    const [type = "", name = ""] = block.labels;
    const { isAbsent, scope } = repetitionOf(block.body, place.scope);
    const address = [...prefixOf(place), type, name].join(".");
    const position = block.source.positionOf(block.head);
    if (isAbsent || place.isAbsent) {
      this.#found.absent.push({ address, position });
      return;
    }
    this.#found.resources.push({
      address,
      type,
      position,
      extent: block.source.positionOf(block.extent),
      calledFrom: place.calledFrom,
      from: "source",
      provider: providerVersionOf(type, place.providers),
      body: toResourceBody(block.body, scope),
    });
  }

  #call(block: Block, place: Place): void {
    const [name = ""] = block.labels;
    const { isAbsent, scope } = repetitionOf(block.body, place.scope);
    const called = this.#calledModule(block, name, place);
    if (called === undefined) {
      this.#foreign(block, scope, place, isAbsent || place.isAbsent);
      return;
    }
    const problem = this.#whyNotEntered(called, place);
    if (problem !== undefined) {
      const position = block.source.positionOf(block.head);
      this.#found.problems.push({ file: block.source.path, position, problem });
      return;
    }
    this.#enter({
      module: called,
      scope: this.#scopeOf(called, argumentsOf(block, scope)),
      path: [...place.path, name],
      providers: [...place.providers, called.providers],
      within: [...place.within, place.module.folder],
      installed: place.installed,
      calledFrom: place.calledFrom ?? block.source.positionOf(block.head),
      isAbsent: isAbsent || place.isAbsent,
    });
  }

  #calledModule(block: Block, name: string, { module, path, installed }: Place): Module | undefined {
    const source = textOf(block.body.attributes.get("source")?.value);
    if (source === undefined) return undefined;
    const isLocal = /^\.\.?(?:\/|$)/.test(source);
    const folder = isLocal ? resolvePath(module.folder, source) : installedFolder(installed, [...path, name]);
    return folder === undefined ? undefined : this.#workspace.modules.get(folder);
  }

  #whyNotEntered({ folder }: Module, place: Place): string | undefined {
    if (folder === place.module.folder || place.within.includes(folder)) return "this module calls itself";
    if (place.within.length >= DEEPEST) return `modules call each other deeper than ${DEEPEST} levels`;
    return this.#calls >= MOST_CALLS ? `there are more than ${MOST_CALLS} calls of modules` : undefined;
  }

  #foreign(block: Block, scope: Scope, place: Place, isAbsent: boolean): void {
    const { source, body } = block;
    const position = source.positionOf(block.head);
    const address = [...prefixOf(place), "module", block.labels[0] ?? ""].join(".");
    if (isAbsent) {
      this.#found.absent.push({ address, position });
      return;
    }
    const written = body.attributes.get("source");
    this.#found.modules.push({
      address,
      source: textOf(written?.value) ?? (written === undefined ? "" : source.quote(written.value)),
      version: textOf(body.attributes.get("version")?.value),
      position,
      extent: source.positionOf(block.extent),
      calledFrom: place.calledFrom,
      body: toResourceBody(body, scope),
    });
  }
}

function prefixOf({ path }: Place): readonly string[] {
  return path.flatMap((name) => ["module", name]);
}

/** What a call gives to the variables of the module it calls. */
function argumentsOf({ body }: Block, scope: Scope): VariableValues {
  return {
    given: (name) => {
      const argument = body.attributes.get(name);
      return argument === undefined ? undefined : evaluate(argument.value, argument.source, scope);
    },
    alternatives: () => [],
  };
}
