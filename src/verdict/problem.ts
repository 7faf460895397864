/** An answer to a client, ready to be sent. */
export interface ProblemResponse {
  readonly status: 403 | 503;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `urn:uuid:...`: the same in the body and in the operator's log line. */
  readonly id: string;
}

/** The status in words, as `about:blank` wants it: RFC 9110 sections 15.5.4 and 15.6.4, RFC 9457 section 4.2.1. */
const TITLES = { 403: "Forbidden", 503: "Service Unavailable" } as const;

/**
 * Seconds. A host that was not verified is asked about again after 5 seconds at first and about a minute at most, so half
 * a minute finds most of what has been mended, and few callers in between.
 */
const DEFAULT_RETRY_AFTER = 30;

/**
 * The answer to a refused request: problem details (RFC 9457) that tell the client nothing but its status, and an
 * `instance` by which the operator finds the reason in the log. All else is constant, whatever the reason.
 *
 * @param retryAfterSeconds Of a 503 only (RFC 9110 section 10.2.3): rounded up to whole seconds, at least 1; default
 *   30.
 */
export function problemResponse(status: 403 | 503, retryAfterSeconds: number = DEFAULT_RETRY_AFTER): ProblemResponse {
  const id = `urn:uuid:${globalThis.crypto.randomUUID()}`;
  const body = JSON.stringify({ type: "about:blank", title: TITLES[status], status, instance: id });
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  if (status === 403) return { status, headers, body, id };
  const seconds = Number.isFinite(retryAfterSeconds) ? Math.max(1, Math.ceil(retryAfterSeconds)) : DEFAULT_RETRY_AFTER;
  return { status, headers: { ...headers, "retry-after": String(seconds) }, body, id };
}
