import { DerError } from "../../../src/asn1/der-error.ts";
import { parseCertificate } from "../../../src/certificate/certificate.ts";
import type { Conformance } from "../../../src/certificate/profile.ts";
import { buildPath, type CertificateInput, type ValidationResult, validatePath } from "../../../src/path/validate.ts";
import { type Hierarchy, type PolicyDemands, TIME } from "./hierarchy.ts";
import { mint } from "./mint.ts";
import type { Question } from "./openssl.ts";

/** A hierarchy with its certificates. */
export interface Case {
  readonly hierarchy: Hierarchy;
  readonly question: Question;
  readonly leaf: CertificateInput;
  readonly intermediates: readonly CertificateInput[];
  readonly anchors: readonly CertificateInput[];
}

export function toCase(hierarchy: Hierarchy): Case {
  const ders = mint(hierarchy);
  const of = (place: string): Uint8Array[] =>
    hierarchy.certificates.filter((plan) => plan.place === place).map(({ id }) => ders.get(id) as Uint8Array);
  const [leaf = new Uint8Array(0)] = of("leaf");
  const question: Question = {
    leaf,
    intermediates: of("intermediate"),
    anchors: of("anchor"),
    demands: hierarchy.demands,
    alone: hierarchy.certificates.some(
      ({ place, subject, options }) => place !== "leaf" && (subject === "" || options.issuer === ""),
    ),
  };
  return {
    hierarchy,
    question,
    leaf: parse(leaf),
    intermediates: question.intermediates.map(parse),
    anchors: question.anchors.map(parse),
  };
}

/** Once, and not once per verdict. What cannot be parsed stays as it is, for `validatePath` to say so. */
function parse(der: Uint8Array): CertificateInput {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof DerError) return der;
    throw error;
  }
}

export function judge({ leaf, intermediates, anchors, question }: Case, conformance: Conformance): ValidationResult {
  return validate(leaf, intermediates, anchors, question.demands, conformance);
}

/** Verdicts over each path that leads to an anchor by names, as if nothing else were there. */
export function judgeEachPath(subject: Case, conformance: Conformance): readonly ValidationResult[] {
  const { leaf, intermediates, anchors, question } = subject;
  const paths = buildPath({ leaf, intermediates, anchors, time: TIME }, 50);
  const results = paths.map((path) => validate(leaf, path.slice(1, -1), path.slice(-1), question.demands, conformance));
  return results.length === 0 ? [judge(subject, conformance)] : results;
}

function validate(
  leaf: CertificateInput,
  intermediates: readonly CertificateInput[],
  anchors: readonly CertificateInput[],
  demands: PolicyDemands,
  conformance: Conformance,
): ValidationResult {
  return validatePath({ leaf, intermediates, anchors, time: TIME, purpose: "clientAuth", conformance, ...demands });
}
