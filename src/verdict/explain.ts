import type { AnyFinding, FindingCode, FindingDetails } from "./finding.ts";
import { safeText } from "./safe-text.ts";
import { FINDINGS } from "./table.ts";

/** Most UTF-16 units of an explanation. Details have limits of their own, so that no name crowds out what to do. */
const MAX_LENGTH = 1024;

/** Most entries of a list that are shown. A certificate may have hundreds of names. */
const MAX_ENTRIES = 8;

/**
 * One sentence for the operator: what was found, in which certificate, with its details. Fit for a log line whatever
 * the certificate holds; never meant for the client.
 */
export function explain(finding: AnyFinding): string {
  return safeText(sentenceOf(finding.code, finding.details, finding.certificateIndex), MAX_LENGTH);
}

function sentenceOf<Code extends FindingCode>(code: Code, details: FindingDetails[Code], index: number | null): string {
  return FINDINGS[code].sentence(safeDetails(details), whose(index));
}

function whose(index: number | null): string {
  if (index === null) return "The certificate";
  return index === 0 ? "The caller's certificate" : `Certificate ${index} of the path (0 is the caller's)`;
}

/** The same details with every text made safe and short. */
function safeDetails<Details extends object>(details: Details): Details {
  const safe = Object.entries(details).map(([member, value]) => [member, safeValue(value)]);
  return Object.fromEntries(safe) as Details;
}

function safeValue(value: unknown): unknown {
  if (typeof value === "string") return safeText(value);
  if (!Array.isArray(value)) return value;
  const shown = value.slice(0, MAX_ENTRIES).map((entry) => safeText(String(entry), 100));
  return value.length > MAX_ENTRIES ? [...shown, `and ${value.length - MAX_ENTRIES} more`] : shown;
}
