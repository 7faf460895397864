import { mergePlanAndSource, withoutInstances } from "../terraform/plan/source-positions.ts";
import { isPlan, readPlan } from "../terraform/read-plan.ts";
import { readTerraformSource, type SourceReading } from "../terraform/read-source.ts";
import type { ResourceInput } from "../terraform/resource-input.ts";
import { modulesToScanned } from "../terraform/resources/modules.ts";
import { toScanned } from "../terraform/resources/to-scanned.ts";
import type { TerraformTools } from "../terraform/syntax/load-tools.ts";
import { type DecodedFile, decodeSources } from "./decode-sources.ts";
import type { ExceptionReading } from "./exceptions/exception.ts";
import { type Comment, readInlineExceptions } from "./exceptions/inline.ts";
import { groupBy } from "./group-by.ts";
import { findKeyPlaces, type KeyPlace } from "./key-places.ts";
import type { ScannedResource, Unreadable } from "./model.ts";
import type { ScanProgress, ScanSource } from "./options.ts";

/** All that is in the sources, before anything is judged. */
export interface Reading {
  readonly resources: readonly ScannedResource[];
  readonly keys: readonly KeyPlace[];
  readonly inline: ExceptionReading;
  readonly unreadable: readonly Unreadable[];
  readonly notices: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/** A file that cannot be read is told, and the others are read. */
export function readAll(
  sources: readonly ScanSource[],
  tools: TerraformTools,
  onProgress: (progress: ScanProgress) => void,
): Reading {
  const decoded = decodeSources(sources, (done) => onProgress({ step: "decode", done, of: sources.length }));
  const configuration = decoded.files.filter(({ role }) => role === "terraform");
  const others = decoded.files.filter(({ role }) => role === "other");
  const plans = others.filter(({ text }) => isPlan(text));
  const known = [...configuration, ...plans];
  onProgress({ step: "read", done: 0, of: known.length });
  const source = readTerraformSource(configuration, tools, { isJudged: mayBeJudged });
  const planned = plans.map(({ path, text }) => readPlan(path, text, tools));
  onProgress({ step: "read", done: known.length, of: known.length });
  const inputs = planned.flatMap(({ resources }) => resources);
  const modules = modulesToScanned(withoutPlanned(source.modules, inputs));
  return {
    resources: [...judged(mergePlanAndSource(inputs, source.resources)), ...modules.resources],
    keys: known.flatMap(findKeyPlaces),
    inline: inlineExceptionsIn(configuration, source.comments),
    unreadable: [
      ...decoded.unreadable,
      ...others.filter((file) => !plans.includes(file)).map(toNoTerraform),
      ...source.unreadable,
      ...planned.flatMap(({ unreadable }) => unreadable),
    ],
    notices: modules.leftOut === 0 ? [] : [leftOutNotice(modules.leftOut)],
    files: known.length,
    bytes: decoded.bytes,
  };
}

/** Whether a type may be one that is judged; of the others nothing is evaluated. */
function mayBeJudged(type: string): boolean {
  return /^azapi_|^azurerm_(?:.*(?:web_app|function_app|app_service|container_app|static_)|logic_app_standard|data_factory_linked)/.test(
    type,
  );
}

function judged(inputs: readonly ResourceInput[]): readonly ScannedResource[] {
  return inputs.flatMap((input) => toScanned(input) ?? []);
}

/** What a plan shows of a module need not be guessed from its call. */
function withoutPlanned(calls: SourceReading["modules"], planned: readonly ResourceInput[]): SourceReading["modules"] {
  const addresses = planned.map(({ address }) => withoutInstances(address));
  return calls.filter((call) => !addresses.some((address) => address.startsWith(`${withoutInstances(call.address)}.`)));
}

function leftOutNotice(count: number): string {
  const calls = count === 1 ? "1 call of a module" : `${count} calls of modules`;
  return `${calls} whose source is not here left out: nothing about them speaks of an app.`;
}

function toNoTerraform({ path }: DecodedFile): Unreadable {
  return { file: path, position: undefined, problem: "it is neither Terraform nor a plan in JSON" };
}

const DIRECTIVE = "azure-client-cert:";

/** Only files with something that looks like an exception are looked at line by line. */
function inlineExceptionsIn(files: readonly DecodedFile[], comments: readonly Comment[]): ExceptionReading {
  const byFile = groupBy(comments, ({ position }) => position.file);
  const readings = files.flatMap(({ path, text }) => {
    const own = byFile.get(path) ?? [];
    return own.some((comment) => comment.text.includes(DIRECTIVE)) ? readInlineExceptions(own, text.split("\n")) : [];
  });
  return {
    exceptions: readings.flatMap(({ exceptions }) => exceptions),
    problems: readings.flatMap(({ problems }) => problems),
  };
}
