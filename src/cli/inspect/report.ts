import type { ConfigurationProblem } from "../../errors.ts";
import type { FrontEndName } from "../../header/source.ts";
import type { MatchedBy } from "../../verdict/client-certificate.ts";
import type { FindingCode } from "../../verdict/finding.ts";
import type { CheckName, CheckStatus } from "./checks.ts";
import type { CertificateReport } from "./describe-certificate.ts";
import type { InputOrigin } from "./read-input.ts";
import type { RulesOutcome } from "./rule-outcomes.ts";

/**
 * What was found, as `--json` prints it. Within one `schemaVersion` members keep their names and meanings; new ones may
 * come. Times are ISO 8601, digests and identifiers lower-case hexadecimal unless said otherwise, names RFC 4514.
 */
export interface InspectReport {
  readonly verb: "inspect";
  readonly schemaVersion: 1;
  /**
   * `admitted`: every caller in the input is. `refused`: one is not. `misconfigured`: with this configuration the guard
   * does not start. `described`: there was no verdict to give. `unknown`: the input cannot be read.
   */
  readonly verdict: "admitted" | "refused" | "misconfigured" | "described" | "unknown";
  /** What the process ends with: 0 admitted or described, 1 refused or misconfigured, 2 unknown. */
  readonly exitCode: 0 | 1 | 2;
  /** The moment that everything is told and judged for. */
  readonly at: string;
  readonly input: InputReport;
  /** Null: nobody is configured to be trusted, or no verdict was wanted. */
  readonly configuration: ConfigurationReport | null;
  /** One for each caller. Empty: there was nothing to judge, or nothing to judge by. */
  readonly judgements: readonly JudgementReport[];
  /** As they stand in the input. */
  readonly certificates: readonly CertificateReport[];
  /** What to know about all this, in whole sentences. */
  readonly notes: readonly string[];
}

export interface InputReport {
  readonly from: InputOrigin;
  readonly form:
    | "der"
    | "pem"
    | "base64-text"
    | "unknown"
    | "base64"
    | "pem-line"
    | "escaped-pem"
    | "xfcc"
    | "rfc9440"
    | "header-lines";
  /** The form in words. */
  readonly is: string;
  /** Names of the header lines. Empty: there are none. */
  readonly headers: readonly string[];
  /** Why something in it is no certificate. */
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

export interface ConfigurationReport {
  readonly from: "environment" | "env-file";
  /** The front end whose header is read. Null: there are problems. */
  readonly frontEnd: FrontEndName | null;
  /** Who says which: the configuration, or the input where the configuration leaves it open. */
  readonly frontEndFrom: "configuration" | "input";
  /** Null: there are problems. */
  readonly enforce: "on" | "report" | null;
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

export interface JudgementReport {
  /** Index in `certificates`. Null: none could be read. */
  readonly certificate: number | null;
  readonly verdict: "admitted" | "refused";
  /** The reason that is reported first. Null: admitted. */
  readonly code: FindingCode | null;
  /** What `req.clientCert.caller` would say. Null: refused; so are the next two. */
  readonly caller: string | null;
  readonly matchedBy: MatchedBy | null;
  readonly namesVerified: boolean | null;
  /** In the order in which a request passes them. */
  readonly checks: readonly { readonly check: CheckName; readonly status: CheckStatus }[];
  /** How many pins are configured. */
  readonly pins: number;
  /** Null: the caller is pinned, or there are no anchors. */
  readonly path: PathReport | null;
  /** Null: they were not asked. */
  readonly rules: RulesOutcome | null;
  /** Null: rules decide, or there are no anchors. */
  readonly allow: "any-from-anchors" | null;
  readonly findings: readonly FindingReport[];
}

export interface PathReport {
  /** Whether it leads to an anchor. */
  readonly isComplete: boolean;
  /** `otherwise`: it would be valid for another purpose, or at a time at which the caller's certificate is. */
  readonly holds: "as-judged" | "otherwise" | "no";
  /** The caller's first. */
  readonly certificates: readonly PathCertificateReport[];
}

export interface PathCertificateReport {
  readonly role: "caller" | "intermediate" | "anchor";
  readonly subject: string;
  readonly issuer: string;
  readonly notAfter: string;
  readonly sha256: string;
}

export interface FindingReport {
  readonly code: FindingCode;
  /** Index in the path, 0 is the caller's. Null: none in particular. */
  readonly certificateIndex: number | null;
  readonly severity: "error" | "warning";
  /** What the client is answered. */
  readonly status: 403 | 503;
  /** This finding, in a sentence. */
  readonly explanation: string;
  /** The code, in general. */
  readonly meaning: string;
  readonly remedy: string;
  readonly details: object;
}
