/*
 * Who is locked out by a remedy, so that nobody learns it from callers. What presents no certificate of its own gets in
 * no more.
 */

export const REQUIRE_SITE: string =
  "From then on whoever presents no certificate is refused with 403: availability tests and probes of Traffic Manager, " +
  "Front Door and load balancers, gateways (Application Gateway and Front Door cannot show their caller's certificate), " +
  "browsers, webhooks, and every existing caller that has none yet. App Service's own health check comes past the front " +
  "end without a certificate: leave its path open in the app. Start with Optional and the app in report mode. Required " +
  "demands just any certificate: whether it is the right one, the app must check.";

export const REQUIRE_FUNCTION_APP: string =
  "The portal's own test of functions, bots and other platform callers of the app go through the front end and are " +
  "refused too.";

export const REQUIRE_INGRESS: string =
  "From then on whoever presents no certificate is refused: external probes, gateways before the ingress, Dapr and " +
  "other callers of the app's own name, and every existing caller that has none yet. Callers inside the environment are " +
  "reported to get in without one (azure-container-apps#880). The mode demands just any certificate: whether it is the " +
  "right one, the app must check.";

export const DROP_EXCLUSIONS: string =
  "From then on callers of the excluded paths need a certificate: probes of Traffic Manager, Front Door and load " +
  "balancers, webhooks, health pages that people open in a browser.";

export const REFUSE_HTTP: string =
  "Callers over plain HTTP are redirected to HTTPS: what does not follow a redirect, or sends a POST, fails. Health " +
  "check pings then come over HTTPS.";

export const RAISE_TLS = "Clients that speak nothing newer than TLS 1.1 get in no more.";

export const CHANGE_TRANSPORT: string =
  "Callers that speak another protocol than HTTP get in no more, and exposed TCP ports change: where it is no HTTP " +
  "service, except it and have the app ask for certificates itself.";

export const SHOW_CERTIFICATE: string =
  "The service that is called must know the certificate before Data Factory shows it, or pipelines fail; the factory's " +
  "identity needs Get on the secrets.";

export const REMOVE_KEY: string =
  "Whoever could read the file has the key: revoke the certificate and make a new key. Taking it out of the last " +
  "commit leaves it in the history.";
