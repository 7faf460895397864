import { type Certificate, parseCertificate } from "../../certificate/certificate.ts";
import { thumbprint } from "../../certificate/thumbprint.ts";
import type { Settings } from "../../config/settings.ts";
import { createSource } from "../../header/create-source.ts";
import { composeValidator } from "../../validator.ts";
import { explain } from "../../verdict/explain.ts";
import type { AnyFinding } from "../../verdict/finding.ts";
import { FINDINGS } from "../../verdict/table.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import type { Arrival } from "./arrival.ts";
import { CHECKS, statusesOf } from "./checks.ts";
import { type NearestPath, nearestPath } from "./nearest-path.ts";
import type { FindingReport, JudgementReport, PathReport } from "./report.ts";
import { outcomesOfRules } from "./rule-outcomes.ts";

/**
 * Judges one caller as the guard would. The verdict is the validator's own; the rest is found beside it, to be shown.
 *
 * @param certificates Those that are described.
 * @param time Milliseconds since the epoch.
 */
export function judge(
  settings: Settings,
  { frontEnd, rawHeaders, isHeaderJudged }: Arrival,
  certificates: readonly Certificate[],
  time: number,
): JudgementReport {
  // Nobody connects here, so there is no peer to be trusted or not.
  const judged: Settings = { ...settings, frontEnd, trustedPeers: undefined };
  const verdict = composeValidator(judged, () => time).validate({ rawHeaders });
  const leaf = verdict.ok ? verdict.client.certificate : verdict.certificate;
  const hasAnchors = settings.trustAnchors.length > 0;
  const isPinned = leaf !== undefined && settings.pins.some(({ kind, sha256 }) => sha256 === digestOf(kind, leaf));
  const path =
    leaf === undefined || isPinned || !hasAnchors
      ? undefined
      : nearestPath(settings, leaf, besides(judged, rawHeaders), time);
  const statuses = statusesOf(verdict, { isHeaderJudged, hasAnchors, isPinned });
  const index = certificates.findIndex(({ sha256 }) => sha256 === leaf?.sha256);
  return {
    certificate: index < 0 ? null : index,
    verdict: verdict.ok ? "admitted" : "refused",
    ...admittedAs(verdict),
    checks: CHECKS.map((check) => ({ check, status: statuses[check] })),
    pins: settings.pins.length,
    path: path === undefined ? null : toPathReport(path, settings),
    rules: (path && outcomesOfRules(settings.allow, path)) ?? null,
    allow: typeof settings.allow === "string" ? settings.allow : null,
    findings: verdict.findings.map(toFindingReport),
  };
}

/** What came beside the caller's own certificate, as the validator would try it. */
function besides({ frontEnd }: Settings, rawHeaders: readonly string[]): readonly Certificate[] {
  const read = createSource(frontEnd, (bytes) => thumbprint("sha256", bytes))({ rawHeaders });
  return read.ok ? (read.candidates ?? []).flatMap(parseOrNone) : [];
}

function parseOrNone(der: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(der)];
  } catch {
    return [];
  }
}

function digestOf(kind: "certificate" | "key", { sha256, spkiSha256 }: Certificate): string {
  return kind === "certificate" ? sha256 : spkiSha256;
}

function admittedAs(verdict: Verdict): Pick<JudgementReport, "caller" | "matchedBy" | "namesVerified" | "code"> {
  if (!verdict.ok) return { code: verdict.code, caller: null, matchedBy: null, namesVerified: null };
  const { caller, matchedBy, namesVerified } = verdict.client;
  return { code: null, caller, matchedBy, namesVerified };
}

function toPathReport({ certificates, isComplete, holds }: NearestPath, { trustAnchors }: Settings): PathReport {
  const anchors = new Set(trustAnchors.map(({ sha256 }) => sha256));
  return {
    isComplete,
    holds,
    certificates: certificates.map(({ subject, issuer, notAfter, sha256 }, index) => ({
      role: index === 0 ? "caller" : anchors.has(sha256) ? "anchor" : "intermediate",
      subject: subject.toString(),
      issuer: issuer.toString(),
      notAfter: new Date(notAfter).toISOString(),
      sha256,
    })),
  };
}

function toFindingReport(finding: AnyFinding): FindingReport {
  const { code, certificateIndex, severity, details } = finding;
  const { status, meaning, remedy } = FINDINGS[code];
  return { code, certificateIndex, severity, status, explanation: explain(finding), meaning, remedy, details };
}
