import type { SelfCheck } from "../self-check/self-check.ts";
import type { Trust } from "../self-check/trust.ts";
import type { AnyFinding, FindingCode } from "../verdict/finding.ts";
import type { RefusedVerdict, Verdict } from "../verdict/verdict.ts";
import type { GuardRequest } from "./decision.ts";
import type { GuardFinding } from "./findings.ts";
import { isPlatformPing } from "./platform-ping.ts";

/** What a verdict about a certificate is worth on this host. */
export interface HostTrust {
  /** The verdict, or a refusal because nobody vouches for the header. Never throws and never rejects. */
  vouch(verdict: Verdict, request: GuardRequest): Verdict | Promise<Verdict>;
}

/**
 * @param selfCheck Undefined: nobody is asked, as somebody wrote down.
 * @param enforce In report mode the verdict on the host does not count, but a header that a client may have written is
 *   never shown to the app.
 */
export function createHostTrust(selfCheck: SelfCheck | undefined, enforce: "on" | "report"): HostTrust {
  if (selfCheck === undefined) return { vouch: (verdict) => verdict };
  return enforce === "report" ? new ReportingTrust(selfCheck) : new EnforcingTrust(selfCheck);
}

class EnforcingTrust implements HostTrust {
  readonly #selfCheck: SelfCheck;

  constructor(selfCheck: SelfCheck) {
    this.#selfCheck = selfCheck;
  }

  vouch(verdict: Verdict, request: GuardRequest): Verdict | Promise<Verdict> {
    // Who is refused anyway need not wait, but may be a sign that the host has changed.
    if (!verdict.ok) return promptedBy(verdict, request, this.#selfCheck);
    const trust = this.#selfCheck.ask(request);
    return trust instanceof Promise
      ? trust.then((late) => judge(verdict, late, request))
      : judge(verdict, trust, request);
  }
}

class ReportingTrust implements HostTrust {
  readonly #selfCheck: SelfCheck;

  constructor(selfCheck: SelfCheck) {
    this.#selfCheck = selfCheck;
  }

  vouch(verdict: Verdict, request: GuardRequest): Verdict {
    if (!verdict.ok) promptedBy(verdict, request, this.#selfCheck);
    // For what it has asked by the way; the verdict on the host does not count here. The platform's own pings have nobody
    // asked, whatever host they name.
    if (verdict.ok || !isPlatformPing(request.rawHeaders, verdict.findings)) this.#selfCheck.glance(request);
    const { state } = this.#selfCheck;
    const hasHeader = verdict.ok || verdict.code !== "header_missing";
    if (hasHeader && state.isExcluded(request.rawHeaders, request.rawUrl)) return refused(verdict, excluded(request));
    const { authenticity } = (state.viewOf(request.rawHeaders) ?? state.worst).judgement;
    if (!verdict.ok || authenticity !== "refuted") return verdict;
    return refused(verdict, finding("host_refuted", { because: "authenticity_refuted" }));
  }
}

function judge(verdict: Verdict, trust: Trust, request: GuardRequest): Verdict {
  switch (trust.kind) {
    case "trusted":
      return verdict;
    case "excluded":
      return refused(verdict, excluded(request));
    case "no-verdict":
      return refused(verdict, finding("host_not_verified", { because: "no_verdict" }));
    case "distrusted":
      return refused(verdict, finding(REFUTED.includes(trust.because) ? "host_refuted" : "host_not_verified", trust));
  }
}

const REFUTED: readonly string[] = ["not_demanded", "authenticity_refuted"];

function excluded({ rawUrl }: GuardRequest): GuardFinding {
  // Without the query, which may hold what no log should.
  const path = rawUrl.split("?", 1)[0] ?? "";
  return { code: "path_excluded", certificateIndex: null, severity: "error", details: { path } };
}

function finding(code: "host_refuted" | "host_not_verified", { because }: { readonly because: string }): GuardFinding {
  return { code, certificateIndex: null, severity: "error", details: { because } };
}

/** The refusal, beside whatever else was found: what refused the certificate itself comes first. */
function refused(verdict: Verdict, why: GuardFinding): RefusedVerdict {
  const findings: readonly AnyFinding[] = [...verdict.findings, why];
  return verdict.ok
    ? { ok: false, code: why.code, findings, certificate: verdict.client.certificate }
    : { ...verdict, findings };
}

/** On a protected path a header that is missing or doubled is what a host that changed would show first. */
const PROMPTING: readonly FindingCode[] = ["header_missing", "header_duplicated"];

function promptedBy(verdict: RefusedVerdict, request: GuardRequest, selfCheck: SelfCheck): RefusedVerdict {
  const { rawHeaders, rawUrl } = request;
  const { code, findings } = verdict;
  if (PROMPTING.includes(code) && !isPlatformPing(rawHeaders, findings)) {
    const reason = code === "header_missing" ? "header_missing" : "header_duplicated";
    // Where the platform asks nobody for a certificate, a missing header shows nothing.
    selfCheck.promptRecheck(reason, () => selfCheck.state.isExcluded(rawHeaders, rawUrl));
  }
  return verdict;
}
