import type { ContainerAppSettings, IngressSettings, SiteSettings } from "../../facts/host-settings.ts";
import { describeSetting, isMissing, isWord } from "../../facts/setting.ts";
import type { ScannedResource, Subject } from "../model.ts";
import { type Answer, type Check, notApplicable, unknown } from "./answer.ts";

/** Asks a rule of sites, of slots, and of what a file claims of a site that it cannot prove. */
export function ofSites(check: (site: SiteSettings) => Answer): Check {
  return ({ subject }) => {
    const site = siteIn(subject);
    return site === undefined ? undefined : check(site);
  };
}

/** Asks a rule of HTTP ingresses. Without an ingress nobody reaches an app from outside of its environment. */
export function ofIngresses(check: (ingress: IngressSettings, app: ContainerAppSettings) => Answer): Check {
  return ({ subject }) => {
    if (subject.kind !== "container-app") return undefined;
    const { ingress } = subject;
    if (isMissing(ingress)) return notApplicable("There is no ingress, so no request comes in by one.");
    if (ingress.kind !== "value") return unknown(`${describeSetting("ingress", ingress)}.`, ingress);
    if (isWord(ingress.value.transport, "tcp")) return notApplicable(TCP);
    return check(ingress.value, subject);
  };
}

const TCP = 'transport is "tcp", of which the rule cannot-express speaks.';

/** The first of the checks that has a question for the resource. */
export function firstOf(...checks: readonly Check[]): Check {
  return (resource: ScannedResource) => {
    for (const check of checks) {
      const answer = check(resource);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

export function siteIn(subject: Subject): SiteSettings | undefined {
  if (subject.kind === "site" || subject.kind === "slot") return subject;
  return subject.kind === "unprovable" ? subject.settings : undefined;
}
