import type { FrontEndSettings } from "../header/source.ts";
import type { Environment } from "./environment.ts";
import { BARE_FRONT_ENDS } from "./front-end-names.ts";
import { isFunctionsOnContainerApps, type Platform, platformOf } from "./platform.ts";
import type { Reporter } from "./problems.ts";
import { excerpt } from "./text.ts";

/**
 * Who writes the header: the host that the app runs on, whose own front end asks callers for their certificates, or
 * something before it, which the host knows nothing of.
 */
export function headerFrom({ name }: Pick<FrontEndSettings, "name">): "host" | "gateway" {
  return name === "app-service" || name === "container-apps" ? "host" : "gateway";
}

/** The front end of the host that the app runs on. Neither host or both is an error: a header is not read by guess. */
export function frontEndOfHost(environment: Environment, report: Reporter): FrontEndSettings | undefined {
  const platform = platformOf(environment);
  if (platform === "app-service" || platform === "container-apps") return BARE_FRONT_ENDS[platform];
  if (platform === "none") report.add("front_end_undecided", NEITHER, ELSEWHERE);
  else report.add("front_end_undecided", BOTH, isFunctionsOnContainerApps(environment) ? FUNCTIONS : EITHER);
  return undefined;
}

const NEITHER =
  "The host is neither App Service nor Container Apps: neither WEBSITE_SITE_NAME nor CONTAINER_APP_NAME is set.";
const BOTH =
  "The host looks like both App Service and Container Apps: WEBSITE_SITE_NAME and CONTAINER_APP_NAME are set.";
const FUNCTIONS =
  "MANAGED_ENVIRONMENT is set too, as by Functions on Container Apps: if that is the host, write " +
  "CLIENT_CERT_FRONT_END=container-apps.";
const EITHER =
  "Remove the variable that the host did not set, or write CLIENT_CERT_FRONT_END=app-service or " +
  "CLIENT_CERT_FRONT_END=container-apps with CLIENT_CERT_SELF_CHECK=off.";
const ELSEWHERE =
  "On your own machine `npx azure-client-cert dev --target http://localhost:8080 --write-env .env.local` stands in for " +
  "Azure's front end before the app, and writes the settings for it (CLIENT_CERT_FRONT_END=app-service with " +
  "CLIENT_CERT_SELF_CHECK=off). Elsewhere write CLIENT_CERT_FRONT_END=socket where the app itself ends TLS, or " +
  "the proxy that does (rfc9440, application-gateway or custom) with CLIENT_CERT_TRUSTED_PEERS.";

/** Reports a front end that was written down and cannot be the one of this host. */
export function checkFrontEndOnHost(frontEnd: FrontEndSettings, environment: Environment, report: Reporter): void {
  const platform = isFunctionsOnContainerApps(environment) ? "container-apps" : platformOf(environment);
  if (platform === "none") return;
  switch (frontEnd.name) {
    case "app-service":
    case "container-apps":
      if (platform !== "both" && platform !== frontEnd.name) reportOtherHost(frontEnd.name, platform, report);
      return;
    case "socket":
      report.add("front_end_other_host", TLS_ENDED, "Remove it: the host's own front end is the default.");
      return;
    case "rfc9440":
      return;
    case "custom":
      checkHeader(frontEnd.header, "header", platform, report);
      return;
    case "application-gateway":
      checkHeader(frontEnd.header, "header", platform, report);
      checkHeader(frontEnd.verificationHeader, "verificationHeader", platform, report);
      return;
  }
}

const TLS_ENDED =
  "On App Service and Container Apps TLS has ended before the app, so no connection shows a certificate.";

const HOSTS = {
  "app-service": { title: "App Service", header: "X-ARR-ClientCert" },
  "container-apps": { title: "Container Apps", header: "X-Forwarded-Client-Cert" },
} as const;

function reportOtherHost(written: keyof typeof HOSTS, host: keyof typeof HOSTS, report: Reporter): void {
  const { title, header } = HOSTS[written];
  const message = `The front end is ${title}'s, and the app runs on ${HOSTS[host].title}, where anybody can write ${header}.`;
  report.add("front_end_other_host", message, "Remove it: the host decides.");
}

/**
 * The platform's own header as another front end's would be two writers of one name. App Service's is kept from both
 * hosts: a site may empty it on arrival, and where it stays, nobody knows whose it is. The name of Container Apps' is
 * Envoy's, which many proxies use, so on App Service it may be one's own.
 */
function checkHeader(header: string | undefined, member: string, platform: Platform, report: Reporter): void {
  const name = header?.toLowerCase();
  const isTaken = name === "x-arr-clientcert" || (name === "x-forwarded-client-cert" && platform !== "app-service");
  if (header === undefined || !isTaken) return;
  const message = `${excerpt(header)} is a name that the platform itself writes, so nobody could tell who wrote it.`;
  const remedy = "Have the gateway use a name of its own, as in X-Client-Certificate, or remove the front end.";
  report.add("front_end_header_invalid", message, remedy, member);
}
