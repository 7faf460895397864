import type { Certificate } from "../../certificate/certificate.ts";
import { CertificateReader } from "../../config/certificates.ts";
import { Problems } from "../../config/problems.ts";
import type { ConfigurationProblem } from "../../errors.ts";
import { inWordsForInput } from "./problem-words.ts";
import type { Recognised } from "./recognise.ts";

/** Most certificates of one input: each is described, and a chain has two to four. */
const MOST_CERTIFICATES = 64;

/** Most problems that are told. */
const MOST_PROBLEMS = 16;

export interface ReadCertificates {
  readonly certificates: readonly Certificate[];
  /** Why something in the input is no certificate; nothing of it is repeated. */
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

/** Every certificate in the input, by the reader that the configuration is read with. Never throws. */
export function readCertificates(input: Recognised): ReadCertificates {
  const problems = new Problems();
  const report = problems.at("input");
  const parts = partsOf(input);
  const reader = new CertificateReader(report);
  for (const [index, part] of parts.entries()) {
    if (reader.found.length > MOST_CERTIFICATES || problems.errors.length >= MOST_PROBLEMS) break;
    reader.readBytes(part, parts.length > 1 ? `part ${index + 1}` : "");
  }
  const found = reader.found.map(({ certificate }) => certificate);
  // A header's chain may begin with the caller's own certificate again.
  const certificates = found.filter(({ sha256 }, at) => found.findIndex((other) => other.sha256 === sha256) === at);
  if (found.length > MOST_CERTIFICATES) {
    const message = `There are more than ${MOST_CERTIFICATES} certificates.`;
    report.add("not_a_certificate", message, "Give fewer at a time.");
    return { certificates: [], problems: problems.errors.slice(-1), warnings: problems.warnings };
  }
  if (certificates.length === 0 && problems.errors.length === 0) {
    report.add("not_a_certificate", "There is no certificate in it.", REMEDY);
  }
  const told = problems.errors.slice(0, MOST_PROBLEMS).map(inWordsForInput);
  return { certificates, problems: told, warnings: problems.warnings };
}

const REMEDY = "Give a certificate in PEM, DER or base64, or the value or line of a certificate header.";

function partsOf(input: Recognised): readonly Uint8Array[] {
  switch (input.kind) {
    case "encoded":
      return input.bytes.length === 0 ? [] : [input.bytes];
    case "value":
      return input.recognised.parts.filter(({ length }) => length > 0);
    case "headers":
      return input.lines.flatMap(({ recognised }) => recognised?.parts ?? []).filter(({ length }) => length > 0);
  }
}
