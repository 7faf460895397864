import type { FrontEndSettings } from "../header/source.ts";
import {
  type AppServiceHost,
  type ContainerAppsHost,
  type DetectedHost,
  detectHost,
} from "../self-check/host/detect-host.ts";
import type { Environment } from "./environment.ts";
import { headerFrom } from "./front-end-host.ts";
import type { GivenSettings } from "./given.ts";
import { environmentOfHost } from "./platform.ts";
import type { Problems, Reporter } from "./problems.ts";
import type { SelfCheckName } from "./self-check-words.ts";
import { VARIABLES } from "./variables.ts";

/** Whether the host is asked about itself, and which host that is. */
export interface SelfCheckSettings {
  readonly selfCheck: SelfCheckName;
  /** Undefined exactly when `selfCheck` is `off`. */
  readonly host: AppServiceHost | ContainerAppsHost | undefined;
}

/**
 * Joins what was written with the host that the app runs on. On Azure the default is `enforce`. Elsewhere nobody can be
 * asked: with an Azure front end somebody has to write that down; with another trusted peers, or the connection's own
 * handshake, take the place of the answer.
 *
 * @param frontEnd Undefined: it could not be read, which is reported elsewhere.
 */
export function readSelfCheck(
  { selfCheck, hostResourceId }: GivenSettings,
  environment: Environment,
  frontEnd: FrontEndSettings | undefined,
  problems: Problems,
): SelfCheckSettings | undefined {
  const host = detectHost(frontEnd === undefined ? environment : environmentOfHost(environment), hostResourceId?.value);
  for (const { code, message, remedy } of host.problems) hostResourceId?.report.add(code, message, remedy);
  if (selfCheck !== undefined && selfCheck.value === undefined) return undefined;
  if (selfCheck?.value === "off") return OFF;

  const report = selfCheck?.report ?? problems.at(VARIABLES.selfCheck.name);
  if (frontEnd === undefined) {
    if (host.kind === "none" && selfCheck !== undefined) report.add("self_check_off_azure", NOBODY, WRITE_OFF);
    return undefined;
  }
  if (host.kind === "none" || host.kind === "ambiguous") {
    if (host.kind === "none" && headerFrom(frontEnd) === "gateway" && selfCheck === undefined) return OFF;
    reportNobody(host.kind, frontEnd, report);
    return undefined;
  }
  return withFrontEnd({ selfCheck: selfCheck?.value ?? "enforce", host }, frontEnd, report);
}

const OFF: SelfCheckSettings = Object.freeze({ selfCheck: "off", host: undefined });

function reportNobody(
  host: Exclude<DetectedHost["kind"], "app-service" | "container-apps">,
  frontEnd: FrontEndSettings,
  report: Reporter,
): void {
  if (host === "ambiguous") report.add("self_check_off_azure", AMBIGUOUS, WRITE_OFF);
  else report.add("self_check_off_azure", NOBODY, headerFrom(frontEnd) === "host" ? WRITE_OFF : LEAVE_OUT);
}

const NOBODY = "The app does not run on App Service or Container Apps, so nobody can be asked what the host lets in.";
const AMBIGUOUS =
  "WEBSITE_SITE_NAME and CONTAINER_APP_NAME are both set, so it is not known whom to ask about the host.";
const WRITE_OFF =
  "Where nothing but a front end of your own can reach the app, write CLIENT_CERT_SELF_CHECK=off; on Azure, run the " +
  "app where the platform sets its variables.";
const LEAVE_OUT = "Remove it, or write off: behind this front end it is CLIENT_CERT_TRUSTED_PEERS that counts.";

/** With a gateway's header the host is asked who gets in; it cannot be tried out, since the gateway is not the host's. */
function withFrontEnd(
  settings: SelfCheckSettings,
  frontEnd: FrontEndSettings,
  report: Reporter,
): SelfCheckSettings | undefined {
  if (headerFrom(frontEnd) === "host") return withElements(settings, frontEnd, report);
  if (settings.selfCheck === "prove") {
    const message = `The front end ${frontEnd.name} is not the platform's, so no probe can show that only it writes its header.`;
    report.add("self_check_unprovable", message, "Write enforce: it demands that only the gateway gets in.");
    return undefined;
  }
  return settings;
}

/** Where proxies append, a header that comes in is kept on purpose, so that no client writes it cannot be tried out. */
function withElements(
  settings: SelfCheckSettings,
  frontEnd: FrontEndSettings,
  report: Reporter,
): SelfCheckSettings | undefined {
  if (settings.selfCheck !== "prove" || frontEnd.name !== "container-apps" || frontEnd.elements === 1) return settings;
  const message =
    "With more than one element a proxy writes the header before Container Apps, and no probe can try it.";
  report.add("self_check_unprovable", message, "Write enforce, or let nothing stand before Container Apps.");
  return undefined;
}
