import type { Attempt } from "./attempt.ts";
import type { Reply } from "./reply.ts";
import { type SendOptions, sendAttempt } from "./send-attempt.ts";

/** Codes by which Node tells that there is no such host, or none that can be trusted to be it. */
const ABSENT =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)$/;

/** Sends one request after the other. When the first shows that the host is not there, the others are left out. */
export async function sendAll(attempts: readonly Attempt[], options: SendOptions): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (const attempt of attempts) {
    const isAbsent = absenceOf(replies) !== undefined;
    replies.push(isAbsent ? { kind: "not-sent" } : await sendAttempt(attempt, options));
  }
  return replies;
}

/** The code by which the first request failed. Undefined: the host is there. */
export function absenceOf([first]: readonly Reply[]): string | undefined {
  return first?.kind === "failed" && ABSENT.test(first.code) ? first.code : undefined;
}
