import type { HeaderFailure } from "./findings.ts";
import type { SourceRequest } from "./source.ts";

/** Header lines that Node keeps of a request unless its server says otherwise (node:http, `server.maxHeadersCount`). */
const LINES_KEPT = 1000;

/**
 * Refuses a request with as many header lines as the server keeps. What came after them Node has left out without a word,
 * from `rawHeaders` too: a client that fills a request up with empty lines behind a header of its own would hide what
 * the front end appended.
 */
export function checkHeaderCount({
  rawHeaders,
  socket,
  lineCount,
}: SourceRequest): { readonly ok: true } | HeaderFailure {
  const count = lineCount ?? Math.ceil(rawHeaders.length / 2);
  const most = socket?.server?.maxHeadersCount;
  const limit = typeof most === "number" ? most : LINES_KEPT;
  // Zero: the server keeps all of them.
  const isWhole = limit === 0 || count < limit;
  return isWhole ? WHOLE : { ok: false, code: "headers_cut", details: { count, limit } };
}

const WHOLE = { ok: true } as const;
