import type { Certificate } from "../certificate/certificate.ts";
import type { FrontEndSettings } from "../header/source.ts";
import { certificateFrom } from "./certificate-from.ts";
import { safeText } from "./safe-text.ts";

/** A rule, as far as the start-up line tells it. */
export interface RuleSummary {
  /** `"billing"`, or `rule 2`. */
  readonly label: string;
  /** All must be met: what each is about, and the entries of which one must match, as the operator wrote them. */
  readonly conditions: readonly { readonly kind: string; readonly entries?: readonly string[] }[];
}

/** What a guard enforces, as far as the start-up line tells it. */
export interface Enforced {
  readonly frontEnd: FrontEndSettings;
  /** Undefined: the address of the peer is not looked at. */
  readonly trustedPeers: "network-enforced" | { readonly entries: readonly string[] } | undefined;
  readonly trustAnchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly pins: readonly { readonly kind: "certificate" | "key" }[];
  /** Undefined when only pins admit. */
  readonly allow: "any-from-anchors" | readonly RuleSummary[] | undefined;
  readonly openPaths: readonly string[];
  readonly enforce: "on" | "report";
  /** Milliseconds since the epoch: until when `report` was meant to last. */
  readonly reportUntil: number | undefined;
  readonly conformance: "standard" | "strict";
  readonly notBeforeSkewSeconds: number;
  readonly notAfterSkewSeconds: number;
  readonly selfCheck: "enforce" | "prove" | "warn" | "off";
}

/** The fields of the one line that a guard writes when it starts. */
export interface StartLine {
  readonly event: "client_certificate_guard_started";
  readonly enforce: string;
  /** `app-service`. */
  readonly frontEnd: string;
  /** `header X-ARR-ClientCert`. */
  readonly certificateFrom: string;
  readonly trustedPeers: string | readonly string[];
  /** Subject, expiry and the first octets of the SHA-256 of each. */
  readonly trustAnchors: readonly string[];
  readonly intermediates: readonly string[];
  readonly pinnedCertificates: number;
  readonly pinnedKeys: number;
  readonly allow: string | readonly string[];
  readonly openPaths: readonly string[];
  readonly conformance: string;
  /** How far the clock may be off at each end of a certificate's validity. */
  readonly clockSkewSeconds: { readonly notBefore: number; readonly notAfter: number };
  readonly revocation: string;
  readonly selfCheck: string;
}

/**
 * What is enforced from now on, so that nobody has to guess it from the configuration. What is switched off is in
 * capitals.
 *
 * @param now Milliseconds since the epoch: marks what has expired.
 */
export function startLine(enforced: Enforced, now: number): StartLine {
  const { pins, allow, conformance } = enforced;
  return {
    event: "client_certificate_guard_started",
    enforce: enforcement(enforced),
    frontEnd: enforced.frontEnd.name,
    certificateFrom: certificateFrom(enforced.frontEnd),
    trustedPeers: trustedPeers(enforced),
    trustAnchors: enforced.trustAnchors.map((anchor) => inOneLine(anchor, now)),
    intermediates: enforced.intermediates.map((intermediate) => inOneLine(intermediate, now)),
    pinnedCertificates: pins.filter(({ kind }) => kind === "certificate").length,
    pinnedKeys: pins.filter(({ kind }) => kind === "key").length,
    allow: allowed(allow),
    openPaths: enforced.openPaths.map((path) => safeText(path)),
    conformance,
    clockSkewSeconds: { notBefore: enforced.notBeforeSkewSeconds, notAfter: enforced.notAfterSkewSeconds },
    revocation: "OFF: a revoked certificate is admitted until it expires",
    selfCheck: selfChecked(enforced),
  };
}

function trustedPeers({ trustedPeers: peers, frontEnd }: Enforced): string | readonly string[] {
  if (peers === "network-enforced") {
    return "NETWORK-ENFORCED: nobody checks who connects; the network must let in the front end alone";
  }
  if (peers !== undefined) return peers.entries.map((entry) => safeText(entry));
  return frontEnd.name === "socket"
    ? "any: the certificate is the connection's own"
    : "none: the platform is the peer of every connection";
}

function enforcement({ enforce, reportUntil }: Enforced): string {
  if (enforce === "on") return "on";
  const until = reportUntil === undefined ? "" : ` until ${new Date(reportUntil).toISOString()}`;
  return `REPORT ONLY${until}: callers are let through whatever the verdict`;
}

function allowed(allow: Enforced["allow"]): string | readonly string[] {
  if (allow === undefined) return "pinned callers only";
  if (allow === "any-from-anchors") return "any-from-anchors: EVERY certificate that leads to an anchor";
  return allow.map((rule) => safeText(describeRule(rule), 512));
}

/** `"billing": subject CN=a,O=b or CN=c,O=b; issuer CN=ca,O=b`. */
function describeRule({ label, conditions }: RuleSummary): string {
  const described = conditions.map(({ kind, entries = [] }) => [kind, entries.join(" or ")].join(" ").trimEnd());
  return `${label}: ${described.join("; ")}`;
}

function selfChecked({ selfCheck, frontEnd, trustedPeers: peers }: Enforced): string {
  switch (selfCheck) {
    case "enforce":
      return `enforce: certificate headers count while Azure says that ${saidBy(frontEnd)}`;
    case "prove":
      return "prove: as enforce, and only once it was shown that no client can write the header";
    case "warn":
      return "WARN ONLY: certificate headers count whatever Azure says of the host, unless a client was seen to write one";
    case "off":
      if (frontEnd.name === "socket") return "off: there is no header to check, and no host to ask";
      if (peers !== undefined) return "off: there is no host to ask; the trusted peers take its place";
      return isOfHost(frontEnd)
        ? "OFF: nobody checks that the host demands certificates and that no client can write the header"
        : "OFF: nobody checks that only the gateway gets in";
  }
}

function saidBy(frontEnd: FrontEndSettings): string {
  return isOfHost(frontEnd) ? "the host demands certificates" : "only the gateway gets in";
}

function isOfHost({ name }: FrontEndSettings): boolean {
  return name === "app-service" || name === "container-apps";
}

/** `CN=Contoso Root,O=Contoso (expires 2035-01-01, sha256 0123456789abcdef)`. */
function inOneLine({ subject, notAfter, sha256 }: Certificate, now: number): string {
  const day = new Date(notAfter).toISOString().slice(0, 10);
  const expiry = notAfter < now ? `EXPIRED ${day}` : `expires ${day}`;
  return `${safeText(subject.toString())} (${expiry}, sha256 ${sha256.slice(0, 16)})`;
}
