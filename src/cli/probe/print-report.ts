import { printRemedy } from "../doctor/print-remedy.ts";
import { Page } from "../text/page.ts";
import type { Paint, Style } from "../text/style.ts";
import type { ProbeReport, ResultReport } from "./report.ts";

/** The report as text: the verdict and what to do first, then request by request. */
export function printReport(report: ProbeReport, style: Style, width: number): string {
  const page = new Page(width);
  const { asked, requests, results, remedy } = report;
  page.verbatim(0, `${asked.host}:${asked.port}, ${FRONT_ENDS[asked.frontEnd]}`, style.strong);
  page.verbatim(0, `protected path ${asked.path}, ${requests.sent} of ${requests.planned} requests sent`, style.quiet);
  page.gap();
  page.prose(0, headlineOf(report), paintOf(WORST[report.verdict], style));
  if (report.absence !== null) page.prose(2, `The host was not there, or not to be trusted [${report.absence}].`);
  if (asked.caller === "none") page.prose(2, "No good caller was given, so not everything could be seen.");
  if (remedy !== null) {
    page.gap();
    page.prose(0, "First:", style.strong);
    printRemedy(page, 2, remedy);
  }
  for (const group of new Set(results.map((result) => result.group))) {
    page.gap();
    page.prose(0, group, style.strong);
    printGroup(
      page,
      results.filter((result) => result.group === group),
      style,
    );
  }
  return page.toString();
}

const FRONT_ENDS = { "app-service": "App Service", "container-apps": "Container Apps" } as const;

const WORST = { good: "pass", refuted: "fail", unknown: "unknown" } as const;

function headlineOf({ verdict, results, isStrangerServed }: ProbeReport): string {
  const wrong = results.filter(({ status }) => status === "fail").length;
  const unknown = results.filter(({ status }) => status === "unknown").length;
  switch (verdict) {
    case "good":
      return `All ${results.length} requests were answered as they should be.`;
    case "refuted":
      return isStrangerServed
        ? `A stranger gets in: ${wrong} of ${results.length} requests were not answered as they should be.`
        : `${wrong} of ${results.length} requests were not answered as they should be.`;
    case "unknown":
      return `It cannot be told: ${unknown} of ${results.length} requests show nothing.`;
  }
}

/** Widths of the columns: `unknown` and two blanks; the usual titles, and the longest that still leave room. */
const STATUS = 9;
const TITLE = 31;
const LONGEST_TITLE = 48;

const WORDS = { pass: "pass", fail: "FAIL", unknown: "unknown" } as const;

function printGroup(page: Page, results: readonly ResultReport[], style: Style): void {
  let before: string | undefined;
  const longest = Math.max(...results.map(({ title }) => title.length)) + 2;
  const width = Math.min(LONGEST_TITLE, Math.max(TITLE, longest));
  for (const { status, title, frontEnd, app, reason } of results) {
    const cells = [
      { text: WORDS[status], width: STATUS, paint: paintOf(status, style) },
      { text: title, width },
    ];
    const text = app.status === "not-reached" ? frontEnd.did : textOf(frontEnd.did, app.did);
    page.row(2, cells, text);
    // The same reason is told once, at the first of those that have it one after the other.
    if (reason !== null && reason !== before) page.prose(2 + STATUS, reason);
    before = reason ?? undefined;
  }
}

function textOf(frontEnd: string, app: string): string {
  return `${frontEnd}; app: ${app}`;
}

function paintOf(status: ResultReport["status"], { good, bad, doubtful }: Style): Paint {
  return { pass: good, fail: bad, unknown: doubtful }[status];
}
