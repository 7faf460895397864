import type { Deed, FrontEndEvent, Visit } from "../../testing/front-end-visit.ts";
import { safeText } from "../../verdict/safe-text.ts";
import { type Cell, Page } from "../text/page.ts";
import { safeLine } from "../text/safe-lines.ts";
import type { Paint, Style } from "../text/style.ts";

/** How events are shown: aligned and painted on a terminal, elsewhere as one line each. */
export interface EventPrinter {
  /** What stands above the table; empty where there is none. */
  readonly heading: string;
  /** @param at Milliseconds since the epoch. */
  print(event: FrontEndEvent, at: number): string;
}

export interface EventPrinterOptions {
  readonly isTerminal: boolean;
  readonly style: Style;
  readonly width: number;
  /** Whether the front end asks by renegotiation. */
  readonly renegotiates: boolean;
  /** The app's URL. */
  readonly app: string;
  nameOf(certificate: Uint8Array): string;
}

/** Widths of the columns. */
const WIDTHS = { time: 10, request: 24, caller: 18, frontEnd: 26 } as const;

export function createEventPrinter(options: EventPrinterOptions): EventPrinter {
  const { isTerminal, style, width } = options;
  const row = (columns: Columns, paints: Partial<Record<keyof Columns, Paint>>): string => {
    const cell = (name: keyof typeof WIDTHS): Cell => ({
      text: columns[name],
      width: WIDTHS[name],
      paint: paints[name],
    });
    const page = new Page(width);
    page.row(0, [cell("time"), cell("request"), cell("caller"), cell("frontEnd")], columns.app);
    return page.toString();
  };
  const absence = tellAbsenceOnce(options.app);
  return {
    heading: isTerminal
      ? row(HEADING, { time: style.strong, request: style.strong, caller: style.strong, frontEnd: style.strong })
      : "",
    print: (event, at) => {
      const columns = columnsOf(event, at, options);
      const line = isTerminal
        ? row(columns, { time: style.quiet, frontEnd: paintOf(event, style) })
        : `${safeLine(Object.values(columns).join(" | "))}\n`;
      return line + absence(event);
    },
  };
}

/** What to say of an app that is not there: once, until it has answered. */
function tellAbsenceOnce(app: string): (event: FrontEndEvent) => string {
  let isAbsent = false;
  return (event) => {
    if (event.kind !== "request" || event.app === undefined) return "";
    const wasAbsent = isAbsent;
    isAbsent = "failure" in event.app;
    return isAbsent && !wasAbsent ? `The app at ${app} does not answer. Start it, or give another --target.\n` : "";
  };
}

interface Columns {
  readonly time: string;
  readonly request: string;
  readonly caller: string;
  readonly frontEnd: string;
  readonly app: string;
}

const HEADING: Columns = { time: "time", request: "request", caller: "caller", frontEnd: "front end", app: "app" };

function columnsOf(event: FrontEndEvent, at: number, { nameOf, renegotiates }: EventPrinterOptions): Columns {
  const time = timeOfDay(at);
  if (event.kind === "connection-refused") {
    return { time, request: "(connection)", caller: "no certificate", frontEnd: "ended: none was shown", app: "-" };
  }
  const { certificate, method, target } = event;
  return {
    time,
    request: `${safeText(method, 32)} ${safeText(withoutQuery(target), LONGEST_PATH)}`,
    caller: certificate === undefined ? "no certificate" : safeText(nameOf(certificate), LONGEST_CALLER),
    frontEnd: [DEEDS[event.deed], ...remarksOn(event, renegotiates)].join(", "),
    app: answerOf(event),
  };
}

const LONGEST_PATH = 80;
const LONGEST_CALLER = 120;

const DEEDS: Readonly<Record<Deed, string>> = {
  forwarded: "forwarded",
  "certificate-required": "403 certificate required",
  "body-too-large": "403 body over 100 KB",
  "renegotiation-failed": "ended: no renegotiation",
  "bad-upgrade": "400 upgrade with a body",
};

function remarksOn(
  { asked, deed, isExcluded, hasForgedHeader, tlsVersion, httpVersion }: Visit,
  renegotiates: boolean,
): readonly string[] {
  const connection = httpVersion.startsWith("2") ? "HTTP/2" : tlsVersion?.replace("TLSv", "TLS ");
  const isAskable = deed === "forwarded" || deed === "certificate-required";
  const isNeverAsked = renegotiates && asked === "not" && !isExcluded && isAskable;
  return [
    ...(isExcluded ? ["excluded path"] : []),
    ...(asked === "by-renegotiation" ? ["asked by renegotiation"] : []),
    ...(isNeverAsked ? [`not asked over ${connection}`] : []),
    ...(hasForgedHeader ? ["client's own header dropped"] : []),
  ];
}

function answerOf({ app }: Visit): string {
  if (app === undefined) return "-";
  if ("failure" in app) return `not reached (${safeText(app.failure, 32)})`;
  return app.problemId === undefined ? `${app.status}` : `${app.status} ${safeText(app.problemId, 80)}`;
}

function paintOf(event: FrontEndEvent, { good, bad, doubtful }: Style): Paint {
  if (event.kind === "connection-refused" || event.deed !== "forwarded") return bad;
  const { app } = event;
  if (app === undefined || "failure" in app) return doubtful;
  return app.status < 400 ? good : bad;
}

/** Without what may be secret. */
function withoutQuery(target: string): string {
  return target.split("?", 1)[0] ?? "";
}

/** As the clock on the wall shows it. */
function timeOfDay(at: number): string {
  const date = new Date(at);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
