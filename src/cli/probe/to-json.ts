import type { ProbeReport } from "./report.ts";

/** One JSON document (RFC 8259) and a line end, in printable ASCII, so that nothing in it steers a terminal. */
export function toJson(report: ProbeReport): string {
  return `${JSON.stringify(report, undefined, 2).replace(/[^\n\x20-\x7e]/g, escapeUnit)}\n`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
