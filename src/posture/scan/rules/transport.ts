import { isMissing, isWord } from "../../facts/setting.ts";
import { checkIngressHttps, checkSiteHttps } from "../../rules/https-only.ts";
import {
  checkRenegotiation as askRenegotiation,
  checkMinimumTls as checkHostMinimumTls,
  checkHttp2,
} from "../../rules/tls.ts";
import { type Answer, answerOf, type Check, fail, HOST, pass, unknown } from "./answer.ts";
import { firstOf, ofIngresses, ofSites } from "./subjects.ts";

/** Plain HTTP carries no certificate. */
export const checkHttpsOnly: Check = firstOf(
  ofSites((site) => answerOf(checkSiteHttps(site), site.httpsOnly)),
  ofIngresses((ingress, app) => answerOf(checkIngressHttps(app), ingress.allowInsecure)),
);

/** Whoever sets no version gets Azure's default, 1.2 ("What is TLS/SSL in Azure App Service?"). */
export const checkMinimumTls: Check = ofSites((site) =>
  isMissing(site.minTlsVersion)
    ? pass("minTlsVersion is not set, and Azure's default is 1.2.")
    : answerOf(checkHostMinimumTls(site), site.minTlsVersion),
);

/** What certificates asked for in mid-connection break, and the doubt about HTTP/2. HTTP/2 only ever makes it worse. */
export const checkRenegotiation: Check = ofSites((site): Answer => {
  const { clientCertMode: mode, clientCertExclusionPaths: paths, http20Enabled } = site;
  const causes = isWord(mode, "OptionalInteractiveUser") ? [mode] : [paths, mode];
  const asked = answerOf(askRenegotiation(site, HOST), ...causes);
  if (asked.status === "not-applicable" || isMissing(http20Enabled)) return asked;
  const doubt = answerOf(checkHttp2(site, HOST), http20Enabled);
  const isOff = doubt.status === "not-applicable";
  if (isOff || (doubt.status === "unknown" && asked.status !== "pass")) return asked;
  if (asked.status === "fail") return fail(`${withoutStop(asked.message)}; ${HTTP2_ON}.`, ...causes);
  return asked.status === "unknown" ? unknown(`${withoutStop(asked.message)}; ${HTTP2_ON}.`, ...causes) : doubt;
});

const HTTP2_ON = "http20Enabled is true all the same";

function withoutStop(message: string): string {
  return message.replace(/\.$/, "");
}
