import type { Because } from "./judgement.ts";
import type { SelfCheckState } from "./state.ts";

/** What the certificate header of one request is worth. */
export type Trust =
  /** The host vouches for it. */
  | { readonly kind: "trusted" }
  /** The platform asks nobody for a certificate under this path: the caller is nobody, whatever the header says. */
  | { readonly kind: "excluded" }
  | { readonly kind: "distrusted"; readonly because: Because | "host_unknown" }
  /** Nobody has spoken yet, or the last yes is too old. */
  | { readonly kind: "no-verdict" };

/** What is looked at of a request. */
export interface TrustRequest {
  /** Name, value, name, value, as in `http.IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
  /** The request target as received. */
  readonly rawUrl: string;
}

export const TRUSTED: Trust = Object.freeze({ kind: "trusted" });
export const EXCLUDED: Trust = Object.freeze({ kind: "excluded" });
export const NO_VERDICT: Trust = Object.freeze({ kind: "no-verdict" });
export const HOST_UNKNOWN: Trust = Object.freeze({ kind: "distrusted", because: "host_unknown" });

/**
 * What a state says of one request. Nearly always that is the same for all requests, and then none is looked at.
 *
 * @param now Milliseconds, on the clock that the state was made by. Once the state has expired it says nothing.
 * @param noticeUnreached Called when the request is for a host whose names did not lead here the last time.
 */
export function trustOf(
  state: SelfCheckState,
  request: TrustRequest,
  now: number,
  noticeUnreached?: () => void,
): Trust {
  // Written so that a time that is no number has expired.
  if (!(now < state.validUntil)) return NO_VERDICT;
  if (state.uniform !== undefined) return state.uniform;
  const view = state.viewOf(request.rawHeaders);
  if (view === undefined) return HOST_UNKNOWN;
  if (view.isUnreached) noticeUnreached?.();
  return view.isCovered(request) ? EXCLUDED : view.trust;
}
