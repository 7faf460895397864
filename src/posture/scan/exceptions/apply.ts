import { excerpt } from "../../facts/excerpt.ts";
import type { Position } from "../../facts/origin.ts";
import { isInPath, rootFileOf } from "../called-from.ts";
import { groupBy } from "../group-by.ts";
import type { ScanResult, Suppression, Unreadable } from "../model.ts";
import { SCAN_RULES, type ScanRuleId } from "../scan-rules.ts";
import type { Exception } from "./exception.ts";

/** A result with the block that it is about. */
export interface Candidate {
  readonly result: ScanResult;
  readonly extent: Position;
}

export interface Applied {
  readonly candidates: readonly Candidate[];
  /** One for each exception that has ended and still has something to except. */
  readonly expired: readonly ScanResult[];
  readonly problems: readonly Unreadable[];
  readonly notices: readonly string[];
}

/**
 * Takes away what exceptions cover. Of several that cover a result the first that has not ended counts.
 *
 * @param today `YYYY-MM-DD`.
 */
export function applyExceptions(
  candidates: readonly Candidate[],
  exceptions: readonly Exception[],
  { today, isAsked }: { readonly today: string; readonly isAsked: (rule: ScanRuleId) => boolean },
): Applied {
  const open = candidates.filter(({ result }) => result.status === "fail" || result.status === "unknown");
  // A comment is meant for a block of its own file, and there may be many of both.
  const byFile = groupBy(open, ({ result }) => result.position.file);
  const matches = exceptions.map((exception) => {
    const near = exception.meant.by === "place" ? (byFile.get(exception.position.file) ?? []) : open;
    return { exception, covered: coveredBy(exception, near) };
  });
  const ambiguous = matches.filter(isAmbiguous);
  const clear = matches.filter((match) => !isAmbiguous(match));
  const current = clear.filter(({ exception }) => !hasEnded(exception, today));
  const ended = clear.filter(({ exception, covered }) => hasEnded(exception, today) && covered.length > 0);
  const suppressions = new Map<Candidate, Suppression>();
  for (const { exception, covered } of current.toReversed()) {
    for (const candidate of covered) suppressions.set(candidate, suppressionOf(exception));
  }
  return {
    candidates: candidates.map((candidate) => suppress(candidate, suppressions.get(candidate))),
    expired: isAsked("expired-exception")
      ? ended.flatMap(({ exception, covered }) => expiredOf(exception, covered))
      : [],
    problems: ambiguous.map(({ exception }) => ambiguityOf(exception)),
    notices: clear.flatMap(({ exception, covered }) => noticesOf(exception, covered.length, isAsked)),
  };
}

interface Match {
  readonly exception: Exception;
  readonly covered: readonly Candidate[];
}

function coveredBy(exception: Exception, candidates: readonly Candidate[]): readonly Candidate[] {
  const rules: ReadonlySet<string> = new Set(exception.rules);
  return candidates.filter((candidate) => rules.has(candidate.result.rule) && isMeant(exception, candidate));
}

function isMeant({ meant, position }: Exception, { result, extent }: Candidate): boolean {
  if (meant.by === "name") {
    const isHere = meant.path === undefined || isInPath(result, meant.path);
    return isHere && (meant.address === undefined || isAddress(result.address, meant.address));
  }
  const isBelow = meant.lineBelow === extent.line || meant.lineBelow === result.position.line;
  return isBelow || isWithin(position, extent) || position.line === result.position.line;
}

function isWithin(position: Position, extent: Position): boolean {
  const isAfterStart =
    position.line > extent.line || (position.line === extent.line && position.column >= extent.column);
  const isBeforeEnd =
    position.line < extent.endLine || (position.line === extent.endLine && position.column < extent.endColumn);
  return extent.file === position.file && isAfterStart && isBeforeEnd;
}

/** Without the index of `count` and `for_each` an address means all of them, as source has it. */
function isAddress(address: string, wanted: string): boolean {
  return address === wanted || address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, "") === wanted;
}

/** An address is one of a root module, and several may be scanned at once. */
function isAmbiguous({ exception, covered }: Match): boolean {
  if (exception.meant.by !== "name" || exception.meant.path !== undefined) return false;
  return new Set(covered.map(({ result }) => rootFileOf(result))).size > 1;
}

function ambiguityOf({ position, meant }: Exception): Unreadable {
  const address = meant.by === "name" ? excerpt(meant.address) : "It";
  return { file: position.file, position, problem: `${address} stands in several files: name the path too.` };
}

function hasEnded({ until }: Exception, today: string): boolean {
  return until !== undefined && until < today;
}

function suppress(candidate: Candidate, suppression: Suppression | undefined): Candidate {
  if (suppression === undefined) return candidate;
  return { ...candidate, result: { ...candidate.result, status: "suppressed", suppression } };
}

function suppressionOf({ kind, reason, owner, until }: Exception): Suppression {
  return { kind, reason, owner, until };
}

function expiredOf(exception: Exception, [first]: readonly Candidate[]): readonly ScanResult[] {
  if (first === undefined) return [];
  const { rules, position, reason, owner, until = "" } = exception;
  const whose = owner === undefined ? "" : ` of ${excerpt(owner)}`;
  const result: ScanResult = {
    ...first.result,
    rule: "expired-exception",
    status: "fail",
    severity: SCAN_RULES["expired-exception"].severity,
    position,
    message: `The exception${whose} from ${rules.join(", ")} ended on ${until}: ${excerpt(reason)}. What it excepted counts again.`,
    expression: undefined,
    remedies: [],
    assumed: undefined,
    isRequired: true,
  };
  return [result];
}

function noticesOf(
  { rules, position, until }: Exception,
  covered: number,
  isAsked: (rule: ScanRuleId) => boolean,
): readonly string[] {
  const where = `${position.file}:${position.line}: the exception from ${rules.join(", ")}`;
  const notices: string[] = [];
  if (until === undefined) notices.push(`${where} has no end (until YYYY-MM-DD).`);
  if (covered === 0 && rules.every(isAsked)) notices.push(`${where} matches no finding.`);
  return notices;
}
