import { parseExclusionPaths } from "../facts/exclusion-paths.ts";
import type { SiteSettings } from "../facts/host-settings.ts";
import { notApplicable, noteOf } from "../facts/outcome.ts";
import { configureSite, updateSite } from "../facts/remedies.ts";
import type { RuleContext, RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing, isWord } from "../facts/setting.ts";

const minimumTls = noteOf("minimum-tls");
const http2 = noteOf("http2");
const renegotiation = noteOf("renegotiation");

/** 1.2 is Azure's default; RFC 8996 retires what is below. */
export function checkMinimumTls(site: SiteSettings): RuleResult {
  const { minTlsVersion } = site;
  const found = describeSetting("minTlsVersion", minTlsVersion);
  const remedy = configureSite(site, { options: "--min-tls-version 1.2", properties: { minTlsVersion: "1.2" } });
  if (isWord(minTlsVersion, "1.2") || isWord(minTlsVersion, "1.3")) return minimumTls.pass(`${found}.`);
  return isWord(minTlsVersion, "1.0") || isWord(minTlsVersion, "1.1")
    ? minimumTls.fail(`${found}, which lets in versions that RFC 8996 retires.`, remedy)
    : minimumTls.unknown(`${found}, so it cannot be told which versions get in.`, remedy, !isMissing(minTlsVersion));
}

/**
 * Never a pass. By Azure's article Required works over HTTP/2 while there is no exclusion path; by the text of its
 * built-in policies HTTP/2 does not support client certificates.
 */
export function checkHttp2(site: SiteSettings, { headerFrom }: RuleContext): RuleResult {
  if (headerFrom === "gateway") return notApplicable("http2", NOT_ASKED);
  const { http20Enabled } = site;
  const found = describeSetting("http20Enabled", http20Enabled);
  const remedy = configureSite(site, { options: "--http20-enabled false", properties: { http20Enabled: false } });
  if (http20Enabled.kind !== "value") return http2.unknown(`${found}.`, remedy, !isMissing(http20Enabled));
  if (!http20Enabled.value) return notApplicable("http2", `${found}.`);
  return http2.fail(`${found}, and Microsoft's texts contradict each other: ${CONTRADICTION}.`, remedy);
}

const CONTRADICTION =
  "the App Service article has client certificates without exclusion paths work over it, the built-in policies say " +
  "that HTTP 2.0 does not support client certificates";

/**
 * OptionalInteractiveUser and every exclusion path make the front end ask for the certificate by TLS renegotiation,
 * for the whole site ("Configure TLS mutual authentication for Azure App Service").
 */
export function checkRenegotiation(site: SiteSettings, { headerFrom }: RuleContext): RuleResult {
  const { clientCertEnabled, clientCertMode, clientCertExclusionPaths } = site;
  if (headerFrom === "gateway" || (clientCertEnabled.kind === "value" && !clientCertEnabled.value)) {
    return notApplicable("renegotiation", NOT_ASKED);
  }
  const mode = describeSetting("clientCertMode", clientCertMode);
  const paths = describeSetting("clientCertExclusionPaths", clientCertExclusionPaths);
  if (isWord(clientCertMode, "OptionalInteractiveUser")) {
    return renegotiation.fail(`${mode}: ${LIMITS}.`, updateSite(site, { clientCertMode: "Required" }));
  }
  if (clientCertExclusionPaths.kind === "value" && parseExclusionPaths(clientCertExclusionPaths.value).length > 0) {
    return renegotiation.fail(`${paths}: ${LIMITS}.`, updateSite(site, { clientCertExclusionPaths: "" }));
  }
  const isKnown = clientCertMode.kind === "value" && clientCertExclusionPaths.kind !== "unresolved";
  if (isKnown) return renegotiation.pass(`${mode} and ${paths}, so certificates are asked for in the handshake.`);
  const isSaid = clientCertMode.kind === "unresolved" || clientCertExclusionPaths.kind === "unresolved";
  return renegotiation.unknown(`${mode} and ${paths}.`, updateSite(site, { clientCertMode: "Required" }), isSaid);
}

const NOT_ASKED = "The site asks for no certificates.";
const LIMITS =
  "the certificate is asked for by TLS renegotiation, so bodies over 100 KB fail with 403, and neither TLS 1.3 nor " +
  "HTTP/2 works";
