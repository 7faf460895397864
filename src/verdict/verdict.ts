import type { Certificate } from "../certificate/certificate.ts";
import type { ClientCertificate } from "./client-certificate.ts";
import type { AnyFinding, FindingCode } from "./finding.ts";

/** What became of one request's certificate. */
export type Verdict = AdmittedVerdict | RefusedVerdict;

export interface AdmittedVerdict {
  readonly ok: true;
  readonly client: ClientCertificate;
  /** Warnings only; empty when there are none. */
  readonly findings: readonly AnyFinding[];
}

export interface RefusedVerdict {
  readonly ok: false;
  /** The reason to report first: the code of `primaryFinding(findings)`. */
  readonly code: FindingCode;
  /** At least one is an error. */
  readonly findings: readonly AnyFinding[];
  /** What the caller presented; undefined when it could not be read. Nothing in it is verified. */
  readonly certificate: Certificate | undefined;
}
