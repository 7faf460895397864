import type { Position } from "../facts/origin.ts";
import { planBody } from "./plan/plan-body.ts";
import { itemsOf, memberOf, type PlanNode, positionOf, textIn } from "./plan/plan-nodes.ts";
import { providerOf, providerVersionsIn, type TellVersion } from "./plan/provider-versions.ts";
import type { ResourceInput } from "./resource-input.ts";
import { decodeText } from "./syntax/decode-text.ts";
import type { TerraformTools } from "./syntax/load-tools.ts";
import { SourceText } from "./syntax/source-text.ts";

/** What a plan or a state holds. */
export interface PlanReading {
  readonly resources: readonly ResourceInput[];
  /** What of it could not be read. The rest is read all the same. */
  readonly unreadable: readonly {
    readonly file: string;
    readonly position: Position | undefined;
    readonly problem: string;
  }[];
}

/** Whether a text is what `terraform show -json` prints of a plan or a state. It is looked at, not read. */
export function isPlan(text: string): boolean {
  if (!/^\s*\{/.test(text) || !text.includes('"format_version"')) return false;
  return text.includes('"planned_values"') || (text.includes('"values"') && text.includes('"terraform_version"'));
}

/**
 * Reads what `terraform show -json` prints: the resources of a plan as they will be, or of a state as they are, of all
 * modules. What a plan deletes is left out.
 *
 * @param content Bytes may be UTF-8 or UTF-16, with a byte order mark or without.
 */
export function readPlan(
  path: string,
  content: string | Uint8Array,
  { jsonc }: Pick<TerraformTools, "jsonc">,
): PlanReading {
  const text = typeof content === "string" ? content.replace(/^\uFEFF/, "") : decodeText(content);
  if (text === undefined) return failed(path, "it is neither UTF-8 nor UTF-16");
  const places = new SourceText(path, text);
  const { root, problems } = parse(text, jsonc);
  const unreadable = problems.map(({ problem, ...place }) => {
    return { file: path, position: positionOf(places, place), problem };
  });
  const top = memberOf(root, "planned_values", "root_module") ?? memberOf(root, "values", "root_module");
  if (root === undefined || top === undefined) {
    // An empty state has no module at all.
    const isEmpty = unreadable.length === 0 && memberOf(root, "format_version") !== undefined;
    return isEmpty || unreadable.length > 0 ? { resources: [], unreadable } : failed(path, "it is no plan");
  }
  const plan: Plan = {
    changes: changesIn(root),
    tellVersion: providerVersionsIn(root),
    places,
    evaluate: jsonc.getNodeValue,
  };
  const resources = modulesIn(top).flatMap((module) => itemsOf(memberOf(module, "resources")));
  return { resources: resources.flatMap((resource) => toInput(resource, plan)), unreadable };
}

interface Problem {
  readonly offset: number;
  readonly length: number;
  readonly problem: string;
}

interface Parsed {
  readonly root: PlanNode | undefined;
  readonly problems: readonly Problem[];
}

/** The parser calls itself for every level, so a file of brackets alone could end the whole scan. */
function parse(text: string, jsonc: TerraformTools["jsonc"]): Parsed {
  const errors: NonNullable<Parameters<typeof jsonc.parseTree>[1]> = [];
  try {
    const root = jsonc.parseTree(text, errors as never[], { disallowComments: true });
    const problems = errors.slice(0, MOST_PROBLEMS).map(({ error, ...place }) => {
      return { ...place, problem: `this is no JSON: ${jsonc.printParseErrorCode(error)}` };
    });
    return { root, problems };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { root: undefined, problems: [{ offset: 0, length: 0, problem: "it is nested too deeply" }] };
  }
}

/** Enough to mend a file by. */
const MOST_PROBLEMS = 10;

function failed(file: string, problem: string): PlanReading {
  return { resources: [], unreadable: [{ file, position: undefined, problem }] };
}

/** A module and all below it, by a stack: how deep modules are nested is the file's say. */
function modulesIn(top: PlanNode | undefined): readonly PlanNode[] {
  const found: PlanNode[] = [];
  const waiting = top === undefined ? [] : [top];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    found.push(module);
    waiting.push(...[...itemsOf(memberOf(module, "child_modules"))].reverse());
  }
  return found;
}

/** The changes of a plan by address. Objects that only wait to be destroyed (`deposed`) are no resource's future. */
function changesIn(root: PlanNode): ReadonlyMap<string, PlanNode> {
  const changes = itemsOf(memberOf(root, "resource_changes")).filter(
    (change) => memberOf(change, "deposed") === undefined,
  );
  return new Map(
    changes.flatMap((node) => {
      const [address, change] = [textIn(node, "address"), memberOf(node, "change")];
      return address === undefined || change === undefined ? [] : [[address, change] as const];
    }),
  );
}

interface Plan {
  readonly changes: ReadonlyMap<string, PlanNode>;
  readonly tellVersion: TellVersion;
  readonly places: SourceText;
  readonly evaluate: (node: PlanNode) => unknown;
}

function toInput(resource: PlanNode, { changes, tellVersion, places, evaluate }: Plan): readonly ResourceInput[] {
  const [address, type] = [textIn(resource, "address"), textIn(resource, "type")];
  if (address === undefined || type === undefined || (textIn(resource, "mode") ?? "managed") !== "managed") return [];
  const change = changes.get(address);
  if (isDeleted(change)) return [];
  const marked = {
    values: memberOf(resource, "values"),
    unknown: memberOf(change, "after_unknown"),
    sensitive: memberOf(change, "after_sensitive") ?? memberOf(resource, "sensitive_values"),
  };
  const provider = providerOf(textIn(resource, "provider_name") ?? type.split("_")[0] ?? "");
  const extent = positionOf(places, resource);
  return [
    {
      address,
      type,
      position: positionOf(places, memberOf(resource, "address") ?? resource),
      extent,
      from: "plan",
      provider: tellVersion(provider),
      body: planBody(marked, places, evaluate),
    },
  ];
}

function isDeleted(change: PlanNode | undefined): boolean {
  const actions = itemsOf(memberOf(change, "actions"));
  return actions.length === 1 && actions[0]?.value === "delete";
}
