import type { ReadCertificates } from "./read-certificates.ts";
import type { InputOrigin } from "./read-input.ts";
import type { Recognised } from "./recognise.ts";
import type { InputReport } from "./report.ts";

export function describeInput(from: InputOrigin, input: Recognised, read: ReadCertificates): InputReport {
  const form = input.kind === "headers" ? "header-lines" : input.form;
  return {
    from,
    form,
    is: WORDS[form],
    headers: input.kind === "headers" ? input.lines.map(({ name }) => name) : [],
    problems: read.problems,
    warnings: read.warnings,
  };
}

const WORDS: Readonly<Record<InputReport["form"], string>> = {
  der: "binary (DER)",
  pem: "PEM",
  "base64-text": "base64 text",
  unknown: "nothing that is known here",
  base64: "base64 in one line, as App Service writes X-ARR-ClientCert",
  "pem-line": "PEM in one line, as a header carries it",
  "escaped-pem": "percent-encoded PEM, as a header carries it",
  xfcc: "X-Forwarded-Client-Cert, as Container Apps (Envoy) writes it",
  rfc9440: "Client-Cert, as RFC 9440 writes it",
  "header-lines": "lines of a request's headers",
};
