import type { Decision, Refused } from "../guard/decision.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";

interface Found {
  readonly client: ClientCertificate | undefined;
  readonly report: Verdict | undefined;
}

// By the request object itself: nothing but a guard can write here, and a copy of a request has no caller.
const FOUND = new WeakMap<object, Found>();

/**
 * The caller, as the guard found it. Undefined on open paths, in report mode for those who would have been refused, and
 * for every other object than the one that the guard was given: a request that was cloned or made anew has no caller.
 */
export function clientCertOf(request: object): ClientCertificate | undefined {
  return FOUND.get(request)?.client;
}

/** Report mode only: what the guard found, also for those who would have been refused. */
export function clientCertReportOf(request: object): Verdict | undefined {
  return FOUND.get(request)?.report;
}

/** Each guard begins so: what an earlier one found does not count. */
export function forgetCaller(request: object): void {
  FOUND.delete(request);
}

export function rememberCaller(request: object, decision: Exclude<Decision, Refused>): void {
  if (decision.kind === "admitted") FOUND.set(request, { client: decision.client, report: decision.report });
  else if (decision.kind === "reported") FOUND.set(request, { client: undefined, report: decision.report });
}
