import { rootFileOf } from "./called-from.ts";
import type { Candidate } from "./exceptions/apply.ts";
import type { JsonNode, ReadJson } from "./exceptions/json-nodes.ts";
import { unknownRule } from "./exceptions/words.ts";
import type { ScanReport, ScanResult, Unreadable } from "./model.ts";
import type { NamedText } from "./options.ts";
import { isScanRuleId } from "./scan-rules.ts";

/** Findings that were there when it was made. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly BaselineEntry[];
}

/** A finding by its file, address and rule: the same address in another file is another resource. */
export interface BaselineEntry {
  readonly file: string;
  /** The file of the root module that calls the module. Absent: it stands in the root module itself. */
  readonly calledFrom?: string;
  readonly address: string;
  readonly rule: string;
}

/**
 * What a later scan may leave out: every failure and doubt of a report. Not so private keys and expired exceptions, which
 * somebody has to decide about one by one.
 */
export function toBaseline({ results }: ScanReport): Baseline {
  const open = results.filter(({ status }) => status === "fail" || status === "unknown");
  const entries = open.filter(isForBaseline).map(entryOf);
  const unique = new Map(entries.map((entry) => [keyOf(entry), entry]));
  return { version: 1, findings: [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []) };
}

/** What a baseline takes away, and what of it matches nothing any more. */
export function applyBaseline(
  candidates: readonly Candidate[],
  entries: readonly BaselineEntry[],
  path: string,
): { readonly candidates: readonly Candidate[]; readonly notices: readonly string[] } {
  const unmatched = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const known = new Set(unmatched.keys());
  const kept = candidates.map((candidate) => {
    const { result } = candidate;
    const key = keyOf(entryOf(result));
    if (!known.has(key)) return candidate;
    if (result.status === "suppressed") unmatched.delete(key);
    if ((result.status !== "fail" && result.status !== "unknown") || !isForBaseline(result)) return candidate;
    unmatched.delete(key);
    const suppression = { kind: "baseline", reason: `in ${path}`, owner: undefined, until: undefined } as const;
    return { ...candidate, result: { ...result, status: "suppressed" as const, suppression } };
  });
  const notices = [...unmatched.values()].map(
    ({ file, address, rule }) => `${path}: ${rule} of ${address} in ${file} matches no finding any more.`,
  );
  return { candidates: kept, notices };
}

/** Reads what `toBaseline` made. An entry that is none is a problem at its place; the others count. */
export function readBaseline(
  { path, text }: NamedText,
  readJson: ReadJson,
): { readonly entries: readonly BaselineEntry[]; readonly problems: readonly Unreadable[] } {
  const { root, problems: syntax, placeOf } = readJson(path, text);
  if (root === undefined) return { entries: [], problems: syntax };
  const findings = memberOf(root, "findings");
  if (memberOf(root, "version")?.value !== 1 || findings?.type !== "array") {
    const problem = "A baseline is { version: 1, findings: [...] }.";
    return { entries: [], problems: [{ file: path, position: placeOf(root), problem }] };
  }
  const entries: BaselineEntry[] = [];
  const problems: Unreadable[] = [];
  for (const node of findings.children ?? []) {
    const entry = readEntry(node);
    if (typeof entry !== "string") entries.push(entry);
    else problems.push({ file: path, position: placeOf(node), problem: entry });
  }
  return { entries, problems };
}

function readEntry(node: JsonNode): BaselineEntry | string {
  const [file, address, rule, from] = ["file", "address", "rule", "calledFrom"].map(
    (name): unknown => memberOf(node, name)?.value,
  );
  if (typeof file !== "string" || typeof address !== "string" || typeof rule !== "string") {
    return "An entry of a baseline has file, address and rule.";
  }
  if (!isScanRuleId(rule)) return unknownRule(rule);
  return typeof from === "string" ? { file, calledFrom: from, address, rule } : { file, address, rule };
}

function memberOf(node: JsonNode, name: string): JsonNode | undefined {
  return node.type === "object"
    ? node.children?.find(({ children }) => children?.[0]?.value === name)?.children?.[1]
    : undefined;
}

function isForBaseline({ rule }: ScanResult): boolean {
  return rule !== "key-material-in-source" && rule !== "expired-exception";
}

function entryOf(result: ScanResult): BaselineEntry {
  const { position, address, rule } = result;
  const { file } = position;
  const calledFrom = rootFileOf(result);
  return calledFrom === file ? { file, address, rule } : { file, calledFrom, address, rule };
}

function keyOf({ file, calledFrom = file, address, rule }: BaselineEntry): string {
  return JSON.stringify([file, calledFrom, address, rule]);
}
