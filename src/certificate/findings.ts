import type { Finding } from "./finding.ts";

/** What can be wrong with the encoding of one certificate. */
export interface CertificateFindings {
  /** `problem`: what the reader says; `offset`: where, in octets from the start of the certificate. */
  certificate_malformed: { problem: string; offset: number };
}

export type CertificateFinding = Finding<CertificateFindings>;
