import type { Region, ReportingDescriptor } from "sarif";
import type { Position } from "../facts/origin.ts";
import type { Severity } from "../scan/model.ts";
import type { ScanRule } from "../scan/scan-rules.ts";
import { harmless } from "./harmless.ts";

/** Characters that GitHub takes of a description. */
const LONGEST_DESCRIPTION = 1_024;

/** GitHub's scale: above 9 critical, from 7 high, from 4 medium, below low. A note has no number, or it would be one. */
const SCORES: Readonly<Record<Severity, string | undefined>> = {
  high: "8.0",
  medium: "5.5",
  low: "3.0",
  note: undefined,
};

const LEVELS = { high: "error", medium: "warning", low: "note", note: "note" } as const;

/** Rules whose findings are doubts by nature. */
const DOUBTFUL: ReadonlySet<string> = new Set(["state-proves-nothing", "module-not-read"]);

export function toSarifRule(rule: ScanRule): ReportingDescriptor {
  const { id, title, why, severity } = rule;
  const score = SCORES[severity];
  return {
    id,
    name: id,
    shortDescription: { text: title.slice(0, LONGEST_DESCRIPTION) },
    fullDescription: { text: why.slice(0, LONGEST_DESCRIPTION) },
    help: { text: helpLines(rule, plainText).join("\n"), markdown: helpLines(rule, markdownText).join("\n") },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ["security", "azure", "client-certificates"],
      precision: DOUBTFUL.has(id) ? "medium" : "high",
      ...(score === undefined ? {} : { "security-severity": score }),
    },
  };
}

interface Format {
  readonly heading: (text: string) => string;
  readonly code: (text: string) => string;
}

const plainText: Format = { heading: (text) => `${text}:`, code: (text) => text };
const markdownText: Format = { heading: (text) => `## ${text}`, code: (text) => `\`${text}\`` };

/** The rules are this package's own words, so nothing in them needs to be made harmless. */
function helpLines({ why, remedy, resources, references, controls }: ScanRule, format: Format): readonly string[] {
  const elsewhere = references.map(
    ({ source, id, differs }) => `- ${source}: ${format.code(id)}${differs === undefined ? "" : ` (${differs})`}`,
  );
  const mapped = controls.map(
    ({ framework, ids, of }) => `- ${framework}: ${ids.join(", ")}${of === undefined ? "" : ` (${of})`}`,
  );
  return [
    why,
    "",
    format.heading("What mends it"),
    "",
    `${remedy} The report has the lines to write for every finding, and who will be locked out by them.`,
    "",
    format.heading("Resources"),
    "",
    resources.map(format.code).join(", "),
    ...section("References", elsewhere, format),
    ...section("Controls", mapped, format),
  ];
}

function section(title: string, lines: readonly string[], { heading }: Format): readonly string[] {
  return lines.length === 0 ? [] : ["", heading(title), "", ...lines];
}

/** A relative reference (RFC 3986) as it is; an absolute path becomes a `file:` URI. */
export function artifactUri(file: string): string {
  const path = file.split("/").map(encodeSegment).join("/");
  if (file.startsWith("/")) return `file://${path}`;
  return /^[A-Za-z]:\//.test(file) ? `file:///${path}` : path;
}

/** As `encodeURIComponent`, which throws at half a surrogate pair. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, "\ufffd"));
}

export function regionOf({ line, column, endLine, endColumn }: Position): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** Messages hold links, `[text](target)` (SARIF 2.1.0, section 3.11.6); what a file says makes none. */
export function sarifText(text: string): string {
  return harmless(text).replaceAll("](", "] (");
}
