import type { ContainerAppSettings, IngressSettings, SiteSettings } from "../../facts/host-settings.ts";
import { describeSetting, isMissing, isWord } from "../../facts/setting.ts";
import {
  checkIngressClientCertificates,
  checkSiteClientCertificates,
} from "../../rules/client-certificates-required.ts";
import type { ScannedResource } from "../model.ts";
import { type Answer, answerOf, type Check, HOST, notApplicable, pass, unknown } from "./answer.ts";
import { firstOf, ofIngresses, ofSites } from "./subjects.ts";

/** Whether certificates are asked for at all. */
export const checkDisabled: Check = onlyProven(firstOf(ofSites(isSiteAsking), ofIngresses(isIngressAsking), ofOthers));

/** Whether a caller who has none is refused. Of what is off altogether, the other rule speaks. */
export const checkNotRequired: Check = onlyProven(firstOf(ofSites(isSiteRequiring), ofIngresses(isIngressRequiring)));

/** Whether the platform demands a certificate, by the rule that the self-check asks. Undefined: not a host. */
export const checkDemand: Check = onlyProven(
  firstOf(
    ofSites((site) => answerOf(checkSiteClientCertificates(site, HOST), site.clientCertEnabled, site.clientCertMode)),
    ofIngresses((ingress, app) => answerOf(checkIngressClientCertificates(app, HOST), ingress.clientCertificateMode)),
  ),
);

/** What Azure has no such setting for is not wrong, and is in the report all the same. */
function ofOthers({ subject }: ScannedResource): Answer | undefined {
  return subject.kind === "not-applicable" ? notApplicable(subject.reason) : undefined;
}

function isSiteAsking(site: SiteSettings): Answer {
  const { clientCertEnabled: enabled } = site;
  if (enabled.kind !== "value") {
    const doubt = "so it cannot be told whether certificates are asked for";
    return unknown(`${describeSetting("clientCertEnabled", enabled)}, ${doubt}.`, enabled);
  }
  return enabled.value
    ? pass(`${describeSetting("clientCertEnabled", enabled)}.`)
    : answerOf(checkSiteClientCertificates(site, HOST), enabled);
}

function isSiteRequiring(site: SiteSettings): Answer {
  const { clientCertEnabled: enabled, clientCertMode: mode } = site;
  if (enabled.kind === "value" && !enabled.value) return notApplicable(OFF);
  const both = checkSiteClientCertificates(site, HOST);
  if (both.status === "unknown" && isWord(mode, "Required")) return notApplicable(IN_DOUBT);
  return answerOf(both, mode);
}

const OFF = "No certificate is asked for, whatever the mode: of that client-certificates-disabled speaks.";
const IN_DOUBT =
  "The mode is Required; whether it counts is in doubt, and of that client-certificates-disabled speaks.";

function isIngressAsking({ clientCertificateMode: mode }: IngressSettings, app: ContainerAppSettings): Answer {
  if (isMissing(mode) || isWord(mode, "ignore")) return answerOf(checkIngressClientCertificates(app, HOST), mode);
  if (mode.kind !== "value")
    return notApplicable("The mode is in doubt: of that client-certificates-not-required speaks.");
  return pass(`${describeSetting("clientCertificateMode", mode)}.`);
}

function isIngressRequiring({ clientCertificateMode: mode }: IngressSettings, app: ContainerAppSettings): Answer {
  if (isMissing(mode) || isWord(mode, "ignore")) return notApplicable(OFF);
  return answerOf(checkIngressClientCertificates(app, HOST), mode);
}

/** What a file claims of a site that it cannot prove is no pass. A claim to the worse is believed. */
function onlyProven(check: Check): Check {
  return (resource: ScannedResource) => {
    const answer = check(resource);
    const isClaim = resource.subject.kind === "unprovable" && answer?.status !== "fail";
    return isClaim && answer !== undefined ? notApplicable(UNPROVEN) : answer;
  };
}

const UNPROVEN = "What stands here proves nothing: of that state-proves-nothing speaks.";
