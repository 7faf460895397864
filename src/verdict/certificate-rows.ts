import type { CertificateFindings } from "../certificate/findings.ts";
import type { Table } from "./row.ts";

/** Bytes that cannot be read as a certificate. */
export const CERTIFICATE_ROWS: Table<CertificateFindings> = {
  certificate_malformed: {
    rank: 210,
    status: 403,
    severity: "error",
    details: { problem: "what the reader met", offset: "where, in octets from the start of the certificate" },
    meaning:
      "The bytes are not exactly one certificate in DER (RFC 5280 section 4). What other software reads into them is " +
      "not certain, so nothing is read into them here.",
    remedy:
      "Look at the caller's certificate with `openssl asn1parse -inform DER -i -in file`, and have it issued again " +
      "by a CA that encodes it as RFC 5280 says.",
    sentence: ({ problem, offset }, whose) => `${whose} is not valid DER: ${problem} (offset ${offset}).`,
  },
};
