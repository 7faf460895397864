import { type Certificate, parseCertificate } from "../../src/certificate/certificate.ts";
import type { GuardLogger } from "../../src/config/options.ts";
import type { Settings } from "../../src/config/settings.ts";
import type { GuardRequest } from "../../src/guard/decision.ts";
import { composeGuard, type GuardCore } from "../../src/guard/guard.ts";
import type { SelfCheck } from "../../src/self-check/self-check.ts";
import { createAuthority } from "../../src/testing/index.ts";
import type { ClientCertificate } from "../../src/verdict/client-certificate.ts";
import { type MatchedBy, toClientCertificate } from "../../src/verdict/client-certificate.ts";
import type { AnyFinding, FindingCode } from "../../src/verdict/finding.ts";
import type { RefusedVerdict, Verdict } from "../../src/verdict/verdict.ts";

/** 2026-06-01, a moment at which everything minted for these tests is valid. */
export const NOW = Date.UTC(2026, 5, 1);

const VALIDITY = { notBefore: new Date("2026-01-01"), notAfter: new Date("2027-01-01") };
const authority = createAuthority({ subject: "CN=Issuing,O=Contoso", ...VALIDITY });

export const ANCHOR: Certificate = parseCertificate(authority.der);
export const LEAF: Certificate = parseCertificate(
  authority.issue({ subject: "CN=billing,O=Contoso", ...VALIDITY }).der,
);

export interface Line {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A logger that remembers. */
export function recorder(): { readonly log: GuardLogger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const at =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields: { ...fields }, message });
    };
  return { log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }, lines };
}

export function settingsWith(changes: Partial<Settings> = {}): Settings {
  return {
    frontEnd: { name: "app-service" },
    trustedPeers: undefined,
    trustAnchors: [ANCHOR],
    intermediates: [],
    pins: [],
    allow: "any-from-anchors",
    openPaths: ["/healthz", "/public/*"],
    enforce: "on",
    reportUntil: undefined,
    selfCheck: "off",
    host: undefined,
    selfCheckMaxAgeSeconds: 86_400,
    credential: undefined,
    cloud: undefined,
    publicHost: undefined,
    probeKey: undefined,
    probeCa: undefined,
    probePlainHttpPort: 80,
    environment: {},
    conformance: "standard",
    notBeforeSkewSeconds: 60,
    notAfterSkewSeconds: 0,
    clock: () => NOW,
    log: recorder().log,
    authorize: undefined,
    warnings: [],
    ...changes,
  };
}

export function clientBy(matchedBy: MatchedBy, caller = "billing"): ClientCertificate {
  const path: [Certificate, ...Certificate[]] = matchedBy === "rule" ? [LEAF, ANCHOR] : [LEAF];
  return toClientCertificate({ matchedBy, caller, describeAltNames: () => [] }, LEAF, path);
}

export function admitted(client: ClientCertificate = clientBy("rule")): Verdict {
  return { ok: true, client, findings: [] };
}

export function refused(...codes: readonly FindingCode[]): RefusedVerdict {
  const findings = codes.map(
    (code) => ({ code, certificateIndex: null, severity: "error", details: { header: "X", count: 2 } }) as AnyFinding,
  );
  return { ok: false, code: codes[0] ?? "internal_error", findings, certificate: undefined };
}

/** A guard whose validator answers what the test says. */
export function guardWith(
  verdict: Verdict | (() => Verdict),
  changes: Partial<Settings> = {},
  selfCheck?: SelfCheck,
): TestGuard {
  const { log, lines } = recorder();
  const clock = { milliseconds: 0 };
  const validator = { validate: () => (typeof verdict === "function" ? verdict() : verdict) };
  const settings = settingsWith({ log, ...changes });
  const core = composeGuard({ settings, validator, selfCheck, monotonic: () => clock.milliseconds });
  return { core, lines, clock };
}

export interface TestGuard {
  readonly core: GuardCore;
  readonly lines: Line[];
  /** The monotonic clock. */
  readonly clock: { milliseconds: number };
}

export function requestFor(rawUrl = "/orders", rawHeaders: readonly string[] = []): GuardRequest {
  return { method: "GET", rawUrl, rawHeaders, native: {} };
}
