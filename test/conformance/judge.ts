import { decodePem } from "../../src/certificate/pem.ts";
import { type Conformance, type Purpose, parseCertificate, validatePath } from "../../src/x509.ts";
import type { LimboCase, LimboResult } from "./limbo.ts";
import { isFor } from "./peer-name.ts";

/** An answer with what it cost. */
export interface Answer extends LimboResult {
  /** Units of the budget. */
  readonly work: number;
}

/**
 * Namespaces that hold RFC 5280 to the letter are judged strictly. `webpki` (the CA/Browser Forum's rules for public servers), `online` (what
 * public servers really send) and anything else are judged as an app would judge.
 */
const STRICT: ReadonlySet<string> = new Set(["rfc5280", "pathological", "cve", "pathlen"]);

export function judge(testcase: LimboCase): Answer {
  if (testcase.crls.length > 0) return skip(testcase, "revocation is not part of path validation here");
  const leaf = der(testcase.peer_certificate);
  const result = validatePath({
    leaf,
    intermediates: testcase.untrusted_intermediates.map(der),
    anchors: testcase.trusted_certs.map(der),
    time: testcase.validation_time === null ? new Date() : new Date(testcase.validation_time),
    purpose: purposeOf(testcase),
    conformance: conformanceOf(testcase),
    ...(testcase.max_chain_depth !== null && { maxPathLength: testcase.max_chain_depth }),
  });
  const problem = result.ok ? peerProblem(testcase, leaf) : describe(result.findings);
  return {
    id: testcase.id,
    actual_result: problem === null ? "SUCCESS" : "FAILURE",
    context: problem,
    work: result.work,
  };
}

function skip({ id }: LimboCase, context: string): Answer {
  return { id, actual_result: "SKIPPED", context, work: 0 };
}

function conformanceOf({ id }: LimboCase): Conformance {
  return STRICT.has(id.split("::")[0] ?? "") ? "strict" : "standard";
}

/** Cases that ask for no purpose ask about the path alone. */
function purposeOf({ extended_key_usage }: LimboCase): Purpose {
  if (extended_key_usage.includes("clientAuth")) return "clientAuth";
  return extended_key_usage.includes("serverAuth") ? "serverAuth" : "any";
}

function peerProblem({ expected_peer_name, expected_peer_names }: LimboCase, leaf: Uint8Array): string | null {
  const expected = expected_peer_name === null ? expected_peer_names : [expected_peer_name];
  const certificate = parseCertificate(leaf);
  const missing = expected.find((name) => !isFor(certificate, name));
  return missing === undefined ? null : `not for ${missing.kind} ${missing.value}`;
}

function der(pem: string): Uint8Array {
  const [block] = decodePem(pem);
  if (block === undefined) throw new Error("a case without a certificate");
  return block.der;
}

function describe(findings: readonly { readonly code: string; readonly certificateIndex: number | null }[]): string {
  return findings.map(({ code, certificateIndex }) => `${code} at ${certificateIndex ?? "-"}`).join(", ");
}
