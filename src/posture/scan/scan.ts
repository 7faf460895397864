import { loadTerraformTools, type TerraformTools } from "../terraform/syntax/load-tools.ts";
import { applyBaseline, type BaselineEntry, readBaseline } from "./baseline.ts";
import { applyExceptions } from "./exceptions/apply.ts";
import type { Exception, ExceptionReading } from "./exceptions/exception.ts";
import { readExceptionFile } from "./exceptions/file.ts";
import { createJsonReader, type ReadJson } from "./exceptions/json-nodes.ts";
import { judge } from "./judge.ts";
import type { ScanReport, Unreadable } from "./model.ts";
import type { ScanOptions, ScanSource } from "./options.ts";
import { type Reading, readAll } from "./read-all.ts";
import { isTagInDoubt } from "./scope.ts";
import { type Settled, settleOptions } from "./settle-options.ts";
import { sortResults } from "./sort-results.ts";

/**
 * Reads Terraform source and plans, and says of every resource that takes or sends requests whether client certificates
 * are demanded. What is wrong in a file is in the report, and hides nothing of the other files.
 *
 * @param sources As `readSources` reads them: `.tf`, `.tofu` and their JSON forms, values of variables, lock files, the
 *   list of installed modules, and plans as `terraform show -json` prints them.
 * @returns Rejects with a `ScanOptionsError` when the options are wrong, and as `import()` does when `web-tree-sitter` or
 *   `jsonc-parser` is not installed.
 */
export async function scan(sources: readonly ScanSource[], options: ScanOptions = {}): Promise<ScanReport> {
  const settled = settleOptions(options);
  const tools = await loadTerraformTools();
  const reading = readAll(sources, tools, options.onProgress ?? (() => undefined));
  return report(reading, settled, options, toDecisions(reading, options, tools, settled));
}

/** What somebody decided before, read from wherever it stands. */
interface Decisions {
  readonly exceptions: readonly Exception[];
  readonly baseline: readonly BaselineEntry[];
  readonly problems: readonly Unreadable[];
}

function toDecisions(
  { inline }: Reading,
  { exceptions, baseline }: ScanOptions,
  { jsonc }: TerraformTools,
  { inlineIgnores }: Settled,
): Decisions {
  const readJson: ReadJson = createJsonReader(jsonc);
  const fromFile = exceptions === undefined ? NONE : readExceptionFile(exceptions, readJson);
  const fromComments = inlineIgnores ? inline : NONE;
  const known = baseline === undefined ? { entries: [], problems: [] } : readBaseline(baseline, readJson);
  return {
    exceptions: [...fromComments.exceptions, ...fromFile.exceptions],
    baseline: known.entries,
    problems: [...fromComments.problems, ...fromFile.problems, ...known.problems],
  };
}

const NONE: ExceptionReading = Object.freeze({ exceptions: [], problems: [] });

function report(reading: Reading, settled: Settled, options: ScanOptions, decisions: Decisions): ScanReport {
  const found = judge(reading, settled);
  const excepted = applyExceptions(found, decisions.exceptions, settled);
  const known = applyBaseline(excepted.candidates, decisions.baseline, options.baseline?.path ?? "");
  const results = [...known.candidates.map(({ result }) => result), ...excepted.expired];
  const kept = settled.scope === "required" ? results.filter(({ isRequired }) => isRequired) : results;
  options.onProgress?.({ step: "judge", done: reading.resources.length, of: reading.resources.length });
  return Object.freeze({
    results: sortResults(kept),
    resources: Object.freeze([...reading.resources]),
    unreadable: Object.freeze([
      ...(options.unreadable ?? []),
      ...reading.unreadable,
      ...decisions.problems,
      ...excepted.problems,
    ]),
    scanned: Object.freeze({ files: reading.files, bytes: reading.bytes, resources: reading.resources.length }),
    notices: Object.freeze([
      ...reading.notices,
      ...tagNotices(reading, settled),
      ...excepted.notices,
      ...known.notices,
    ]),
  });
}

/** A tag that only Terraform knows could be the one that makes a resource's findings count. */
function tagNotices({ resources }: Reading, settled: Settled): readonly string[] {
  const doubtful = resources.filter((resource) => isTagInDoubt(resource, settled));
  if (doubtful.length === 0) return [];
  const [first] = doubtful;
  const others = doubtful.length === 1 ? "" : ` and ${doubtful.length - 1} more`;
  return [
    `Tags of ${first?.address}${others} cannot be told, so it is not known whether they must demand certificates: list ` +
      "them by path or kind, or let every resource count.",
  ];
}
