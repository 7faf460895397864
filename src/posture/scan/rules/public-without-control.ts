import type { ScannedResource } from "../model.ts";
import { type Answer, fail, notApplicable, pass, unknown } from "./answer.ts";
import { checkDemand } from "./client-certificates.ts";

/** Whether anyone on the internet gets in, with nothing in the way that can be seen here. Only informs. */
export function checkPublic(resource: ScannedResource): Answer | undefined {
  const { exposure, subject } = resource;
  if (UNASKED.has(subject.kind)) return undefined;
  if (exposure === "internal" || exposure === "private") {
    return notApplicable(`It is ${exposure}: not everyone on the internet reaches it.`);
  }
  const demand = checkDemand(resource);
  if (demand?.status === "pass") return pass("A client certificate is demanded.");
  if (exposure === "unknown") return unknown("It cannot be told whether everyone on the internet reaches it.");
  const what = demand?.status === "unknown" ? "may not be demanded" : "is not demanded";
  return fail(`Everyone on the internet reaches it, and a client certificate ${what}. ${OTHERS}`);
}

/** What nobody calls, what Azure gives no say in, and what is not known to be a host. */
const UNASKED: ReadonlySet<ScannedResource["subject"]["kind"]> = new Set([
  "linked-service",
  "not-applicable",
  "opaque",
]);

const OTHERS = "What the app itself asks of its callers does not stand here.";
