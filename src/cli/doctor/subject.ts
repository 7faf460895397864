import { environmentOfHost } from "../../config/platform.ts";
import { unquote } from "../../config/text.ts";
import { CLOUDS, type Cloud, cloudOf } from "../../self-check/host/clouds.ts";
import { type DetectedHost, detectHost } from "../../self-check/host/detect-host.ts";
import { type Environment, variable } from "../../self-check/host/environment.ts";
import { type ResourceId, withoutSlot } from "../../self-check/host/resource-id.ts";
import type { HostKind } from "../../self-check/judgement.ts";
import type { DoctorOptions } from "./options.ts";

/** Whom the doctor looks at. */
export interface Subject {
  /** `machine`: this process runs where the app runs, with its variables. */
  readonly from: "machine" | "elsewhere";
  readonly kind: HostKind;
  /** Of the site or the container app. */
  readonly name: string;
  /** Of the site, also when a slot was named. Undefined: not known. */
  readonly resource: ResourceId | undefined;
  /** Why it is not known, in one sentence. */
  readonly missing: string | undefined;
  /** Whether a resource id was written: then the answer is held against this machine's variables. */
  readonly isResourceWritten: boolean;
  readonly cloud: Cloud;
}

/**
 * The app that this machine runs, or the one that was named; undefined when it is neither. A resource id that names the
 * machine's own app only helps it along: its variables are then known all the same.
 */
export function findSubject(
  options: Pick<DoctorOptions, "resourceId" | "cloud">,
  environment: Environment,
): Subject | undefined {
  const { resourceId } = options;
  const cloud = options.cloud === undefined ? cloudOf(environment) : CLOUDS[options.cloud];
  const ofHost = environmentOfHost(environment);
  const host = detectHost(ofHost, resourceId === undefined ? writtenId(environment) : decodeURI(resourceId.path));
  const isOwn = resourceId === undefined || host.problems.length === 0;
  if (isOwn && (host.kind === "app-service" || host.kind === "container-apps")) return { ...own(host), cloud };
  if (resourceId === undefined) return undefined;
  const kind = resourceId.kind === "site" ? "app-service" : "container-apps";
  const { name } = resourceId;
  const resource = withoutSlot(resourceId);
  return { from: "elsewhere", kind, name, resource, missing: undefined, isResourceWritten: false, cloud };
}

/** As the guard's configuration reads it. */
function writtenId(environment: Environment): string | undefined {
  const text = variable(environment, "CLIENT_CERT_HOST_RESOURCE_ID");
  return text === undefined ? undefined : unquote(text);
}

function own(host: DetectedHost & { readonly kind: HostKind }): Omit<Subject, "cloud"> {
  const name = host.kind === "app-service" ? host.siteName : host.name;
  const { kind, resource, missing, isResourceWritten } = host;
  return { from: "machine", kind, name, resource, missing, isResourceWritten };
}
