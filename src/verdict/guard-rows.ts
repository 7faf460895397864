import type { GuardFindings } from "../guard/findings.ts";
import type { Table } from "./row.ts";

/** What happened after the certificate was judged. */
export const GUARD_ROWS: Table<GuardFindings> = {
  path_excluded: {
    rank: 502,
    status: 403,
    severity: "error",
    details: { path: "the request target as received, without the query" },
    meaning:
      "The platform is told to ask nobody for a certificate under this path (`clientCertExclusionPaths`), or may read it " +
      "as such a path, so the certificate header on it may be anybody's.",
    remedy:
      "Remove the exclusion path, or list the path among the open paths if it needs no certificate: a path cannot be " +
      "both.",
    sentence: ({ path }) =>
      `The platform asks nobody for a certificate under ${path}, so the header there means nothing.`,
  },
  host_refuted: {
    rank: 504,
    status: 503,
    severity: "error",
    details: { because: "`not_demanded` or `authenticity_refuted`" },
    meaning:
      "The certificate is right, and the host lets requests without one in (or, behind a gateway, requests past it), or a " +
      "client was seen to write the header itself. So whoever sent this may not hold the certificate's key.",
    remedy:
      "Run `azure-client-cert doctor`, which prints the command that mends the host; the log line " +
      "`client_certificate_host_verdict` has it too.",
    sentence: ({ because }) => `The host's certificate header cannot be believed (${because}).`,
  },
  host_not_verified: {
    rank: 506,
    status: 503,
    severity: "error",
    details: { because: "`no_verdict`, `demand_unknown`, `authenticity_unproven` or `host_unknown`" },
    meaning:
      "The certificate is right, and nobody can tell yet, or any more, whether the host demands certificates or, behind a " +
      "gateway, lets in nobody but the gateway. Without that the header may be anybody's.",
    remedy:
      "Run `azure-client-cert doctor`: usually the app's identity or its Reader role on the site is missing, or Resource " +
      "Manager cannot be reached. It is tried again by itself.",
    sentence: ({ because }) => `Nobody can tell whether the host keeps forged certificate headers out (${because}).`,
  },
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
