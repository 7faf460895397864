import type { Finding } from "../certificate/finding.ts";

/** What can go wrong after the certificate was judged: the user's own last word, and this package itself. */
export interface GuardFindings {
  /** Nobody can tell yet, or any more, whether the host keeps out what it must. */
  host_not_verified: { because: string };
  /** The host does not keep out what it must, as the platform says or as was seen. */
  host_refuted: { because: string };
  /** The platform asks nobody for a certificate under this path. */
  path_excluded: { path: string };
  /** `authorize` answered, and not with `true`. */
  authorize_refused: Record<never, never>;
  /** `authorize` threw or rejected; `problem` is the message of what it threw. */
  authorize_failed: { problem: string };
  /** `authorize` did not answer in time. */
  authorize_timed_out: { milliseconds: number };
  /** This package failed. `problem` is for its operator and its authors, never for the client. */
  internal_error: { problem: string };
}

export type GuardFinding = Finding<GuardFindings>;
