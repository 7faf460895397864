import type { FrontEndSettings } from "../header/source.ts";
import { certificateFrom } from "./certificate-from.ts";
import { explain } from "./explain.ts";
import type { FindingCode } from "./finding.ts";
import { safeText } from "./safe-text.ts";
import { FINDINGS, primaryFinding } from "./table.ts";
import type { RefusedVerdict } from "./verdict.ts";

/** What a log line says of the request beside the verdict. */
export interface RefusedRequest {
  /** `urn:uuid:...`: of the answer that the client got. */
  readonly id: string;
  readonly method: string;
  /** As received; what follows `?` is left out of the line, since it may hold secrets. */
  readonly rawUrl: string;
  /** `report`: the request was let through, and the line says who would be refused. */
  readonly enforce: "on" | "report";
  /** Absent: not known. */
  readonly frontEnd?: FrontEndSettings;
}

/** The fields of one refusal's log line: plain texts and numbers, each on one line and of bounded length. */
export interface RefusalLine {
  readonly event: "client_certificate_refused" | "client_certificate_would_be_refused";
  readonly id: string;
  readonly code: FindingCode;
  /** What was found in this request. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
  /** All codes with the index of the certificate, in the order found; absent when there is only one. */
  readonly findings?: readonly string[];
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** `app-service`: who was to hand over the certificate. Absent, like the next: not known. */
  readonly frontEnd?: string;
  /** `header X-ARR-ClientCert`. */
  readonly certificateFrom?: string;
  /**
   * RFC 4514, as the caller presented it, not verified. Absent, like the three after it, when no certificate could be
   * read.
   */
  readonly subject?: string;
  /** RFC 4514, as the leaf names it. */
  readonly issuer?: string;
  readonly serialNumber?: string;
  readonly sha256?: string;
}

/** Most findings that are listed. */
const MAX_FINDINGS = 16;

/** What the operator reads about one refusal. Nothing in it can end the line, steer a terminal or hide. */
export function refusalLine(verdict: RefusedVerdict, request: RefusedRequest): RefusalLine {
  const primary = primaryFinding(verdict.findings);
  return {
    event: request.enforce === "on" ? "client_certificate_refused" : "client_certificate_would_be_refused",
    id: request.id,
    code: primary.code,
    reason: explain(primary),
    hint: FINDINGS[primary.code].remedy,
    ...listed(verdict),
    method: safeText(request.method, 32),
    path: safeText(withoutQuery(request.rawUrl)),
    ...expected(request),
    ...presented(verdict),
  };
}

function listed({ findings }: RefusedVerdict): { findings?: readonly string[] } {
  if (findings.length < 2) return {};
  const place = (index: number | null): string => (index === null ? "" : ` at ${index}`);
  return {
    findings: findings.slice(0, MAX_FINDINGS).map((finding) => finding.code + place(finding.certificateIndex)),
  };
}

function expected({ frontEnd }: RefusedRequest): Pick<RefusalLine, "frontEnd" | "certificateFrom"> {
  return frontEnd === undefined ? {} : { frontEnd: frontEnd.name, certificateFrom: certificateFrom(frontEnd) };
}

function presented({
  certificate,
}: RefusedVerdict): Pick<RefusalLine, "subject" | "issuer" | "serialNumber" | "sha256"> {
  if (certificate === undefined) return {};
  return {
    subject: safeText(certificate.subject.toString()),
    issuer: safeText(certificate.issuer.toString()),
    serialNumber: safeText(certificate.serialNumber, 128),
    sha256: certificate.sha256,
  };
}

function withoutQuery(rawUrl: string): string {
  const end = rawUrl.indexOf("?");
  return end < 0 ? rawUrl : rawUrl.slice(0, end);
}
