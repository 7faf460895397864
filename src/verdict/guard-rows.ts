import type { GuardFindings } from "../guard/findings.ts";
import type { Table } from "./row.ts";

/** What happened after the certificate was judged. */
export const GUARD_ROWS: Table<GuardFindings> = {
  authorize_refused: {
    rank: 510,
    status: 403,
    severity: "error",
    details: {},
    meaning:
      "The certificate is right, and the application's own `authorize` answered with something other than `true`.",
    remedy:
      "If this caller is to get in, look at what `authorize` decides by. It admits only by returning or resolving " +
      "`true`; a truthy value does not count.",
    sentence: () => "The application's authorize did not answer true for this caller.",
  },
  authorize_failed: {
    rank: 520,
    status: 403,
    severity: "error",
    details: { problem: "the message of what was thrown" },
    meaning:
      "The certificate is right, and the application's own `authorize` threw or rejected, so nobody vouched for the " +
      "caller.",
    remedy: "Mend `authorize`, or what it depends on: until it answers, every caller it is asked about is refused.",
    sentence: ({ problem }) => `The application's authorize failed: ${problem}`,
  },
  authorize_timed_out: {
    rank: 530,
    status: 403,
    severity: "error",
    details: { milliseconds: "how long its answer was waited for" },
    meaning: "The certificate is right, and the application's own `authorize` did not answer in time.",
    remedy:
      "Make `authorize` faster, or what it depends on: give its queries a shorter time limit, or cache its answers.",
    sentence: ({ milliseconds }) => `The application's authorize did not answer within ${milliseconds} milliseconds.`,
  },
  internal_error: {
    rank: 540,
    status: 403,
    severity: "error",
    details: { problem: "the message of what was thrown" },
    meaning: "This package failed while it judged the request, and refused it. That is a bug in the package.",
    remedy:
      "Report it with this log line and the caller's certificate to the authors of azure-client-cert, in private if " +
      "a client can cause it (SECURITY.md).",
    sentence: ({ problem }) => `azure-client-cert failed on this request: ${problem}`,
  },
};
