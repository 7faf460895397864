import { type Cloud, cloudOf } from "./clouds.ts";
import { type Environment, variable } from "./environment.ts";
import { isSubscriptionId, parseResourceId, type ResourceId, withoutSlot } from "./resource-id.ts";

/** What this process runs on, told from the variables that the platform sets. */
export type DetectedHost = (AppServiceHost | ContainerAppsHost | NoHost | AmbiguousHost) & {
  /** What is wrong with the resource id that somebody wrote. */
  readonly problems: readonly HostProblem[];
};

export interface AppServiceHost {
  readonly kind: "app-service";
  readonly flavour: "app-service" | "functions" | "logic-apps";
  readonly siteName: string;
  /** Undefined: the site itself, which Azure calls production. As of the start: a swap changes it without a word. */
  readonly slotName: string | undefined;
  /** Of the site, also when this is a slot. */
  readonly resource: ResourceId | undefined;
  /** Whether somebody wrote its id; else it is told by the platform's variables. */
  readonly isResourceWritten: boolean;
  /** Why there is no resource, in one sentence. */
  readonly missing: string | undefined;
  readonly cloud: Cloud;
}

export interface ContainerAppsHost {
  readonly kind: "container-apps";
  readonly name: string;
  readonly resource: ResourceId | undefined;
  /** Whether somebody wrote its id. */
  readonly isResourceWritten: boolean;
  /** Why there is no resource, in one sentence. */
  readonly missing: string | undefined;
  readonly cloud: Cloud;
}

/** Neither App Service nor Container Apps. A job of Container Apps is none: no request comes to it. */
export interface NoHost {
  readonly kind: "none";
}

/** The variables of App Service and of Container Apps are both set. */
export interface AmbiguousHost {
  readonly kind: "ambiguous";
}

export interface HostProblem {
  readonly code: "host_resource_id_invalid" | "host_resource_id_mismatch";
  readonly message: string;
  readonly remedy: string;
}

/**
 * Tells the host from its variables (App Service's reference of environment variables; Container Apps' article on
 * environment variables). Host names are never taken for names of sites: `WEBSITE_HOSTNAME` may carry a hash and is
 * stale after a swap.
 *
 * @param hostResourceId What somebody wrote to say which resource this is. It takes the place of what the variables
 *   tell, and must be of the same kind and name, and of the subscription that App Service tells. Absent or blank:
 *   nothing was written.
 */
export function detectHost(environment: Environment, hostResourceId?: string): DetectedHost {
  const siteName = variable(environment, "WEBSITE_SITE_NAME");
  const appName = variable(environment, "CONTAINER_APP_NAME");
  const text = hostResourceId?.trim();
  const written = text === undefined || text === "" ? undefined : readWritten(text);

  if ((siteName === undefined) === (appName === undefined)) {
    return { kind: siteName === undefined ? "none" : "ambiguous", problems: problemsOf(written) };
  }
  return siteName === undefined
    ? containerApps(environment, appName ?? "", written)
    : appService(environment, siteName, written);
}

type Written = { readonly resource: ResourceId } | { readonly problem: HostProblem };

function readWritten(text: string): Written {
  const resource = parseResourceId(text);
  if (resource !== undefined) return { resource: withoutSlot(resource) };
  return {
    problem: {
      code: "host_resource_id_invalid",
      message: "It is no resource id of a site or a container app.",
      remedy:
        "Write it as /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Web/sites/<name>, or " +
        ".../providers/Microsoft.App/containerApps/<name>; `az webapp show` and `az containerapp show` print it with " +
        "--query id.",
    },
  };
}

function problemsOf(written: Written | undefined): readonly HostProblem[] {
  return written !== undefined && "problem" in written ? [written.problem] : [];
}

function appService(environment: Environment, siteName: string, written: Written | undefined): DetectedHost {
  return {
    kind: "app-service",
    flavour: flavourOf(environment),
    siteName,
    slotName: slotOf(environment),
    cloud: cloudOf(environment),
    isResourceWritten: written !== undefined,
    ...(written === undefined
      ? { ...deriveSite(environment, siteName), problems: [] }
      : compare(written, {
          kind: "site",
          name: siteName,
          source: "WEBSITE_SITE_NAME",
          subscription: subscriptionOf(environment),
        })),
  };
}

function containerApps(environment: Environment, name: string, written: Written | undefined): DetectedHost {
  return {
    kind: "container-apps",
    name,
    cloud: cloudOf(environment),
    isResourceWritten: written !== undefined,
    ...(written === undefined
      ? { resource: undefined, missing: NO_CONTAINER_APP_ID, problems: [] }
      : compare(written, { kind: "container-app", name, source: "CONTAINER_APP_NAME", subscription: undefined })),
  };
}

const NO_CONTAINER_APP_ID = "Container Apps tells an app neither its subscription nor its resource group.";

type Located = Pick<AppServiceHost, "resource" | "missing">;

interface Expected {
  readonly kind: ResourceId["kind"];
  readonly name: string;
  readonly source: string;
  /** A GUID in small letters. Undefined: the platform does not tell it. */
  readonly subscription: string | undefined;
}

function compare(written: Written, expected: Expected): Located & { readonly problems: readonly HostProblem[] } {
  const problem = "problem" in written ? written.problem : mismatch(written.resource, expected);
  // A resource id that is wrong must not lead to another one, whose settings would then vouch for this app.
  if (problem !== undefined) return { resource: undefined, missing: problem.message, problems: [problem] };
  return { resource: "resource" in written ? written.resource : undefined, missing: undefined, problems: [] };
}

function mismatch({ kind, name, subscriptionId }: ResourceId, expected: Expected): HostProblem | undefined {
  if (kind !== expected.kind || name.toLowerCase() !== expected.name.toLowerCase()) {
    const noun = (of: ResourceId["kind"]) => (of === "site" ? "site" : "container app");
    return mismatchBecause(
      `It names the ${noun(kind)} ${name}, but ${expected.source} says that this is the ${noun(expected.kind)} ${printable(expected.name)}.`,
    );
  }
  const { subscription = subscriptionId } = expected;
  if (subscription === subscriptionId) return undefined;
  return mismatchBecause(
    `It is in subscription ${subscriptionId}, but WEBSITE_OWNER_NAME says that this site is in ${subscription}.`,
  );
}

function mismatchBecause(message: string): HostProblem {
  return {
    code: "host_resource_id_mismatch",
    message,
    remedy: "Write the id of this very app, or remove it where the platform tells the id by itself.",
  };
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 60);
}

/**
 * Subscription: before the `+` of WEBSITE_OWNER_NAME. Group: WEBSITE_RESOURCE_GROUP; behind the `+` stands the group
 * of the plan, which only usually is the site's, so it is the last resort.
 */
function deriveSite(environment: Environment, siteName: string): Located {
  const [subscription = "", webspace = ""] = (variable(environment, "WEBSITE_OWNER_NAME") ?? "").split("+", 2);
  const group = variable(environment, "WEBSITE_RESOURCE_GROUP") ?? groupOfWebspace(webspace);
  if (group === undefined) return { resource: undefined, missing: "WEBSITE_RESOURCE_GROUP is not set." };
  const text = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Web/sites/${siteName}`;
  const resource = parseResourceId(text);
  // A name with a slash in it may make the text an id of something else.
  if (resource?.name === siteName && resource.resourceGroup === group) return { resource, missing: undefined };
  return {
    resource: undefined,
    missing: "WEBSITE_OWNER_NAME, WEBSITE_RESOURCE_GROUP and WEBSITE_SITE_NAME do not make a resource id.",
  };
}

/** What stands before the `+` of WEBSITE_OWNER_NAME, when that is a subscription. */
function subscriptionOf(environment: Environment): string | undefined {
  const text = (variable(environment, "WEBSITE_OWNER_NAME") ?? "").split("+", 1)[0]?.toLowerCase() ?? "";
  return isSubscriptionId(text) ? text : undefined;
}

function groupOfWebspace(webspace: string): string | undefined {
  return /^(.+)-[^-]+webspace(?:-linux)?$/i.exec(webspace)?.[1];
}

function slotOf(environment: Environment): string | undefined {
  const name = variable(environment, "WEBSITE_SLOT_NAME");
  return name?.toLowerCase() === "production" ? undefined : name;
}

/** The Functions host tells Logic Apps by APP_KIND itself; the bundle is what its templates set beside it. */
function flavourOf(environment: Environment): AppServiceHost["flavour"] {
  const kind = variable(environment, "APP_KIND")?.toLowerCase() ?? "";
  const bundle = variable(environment, "AzureFunctionsJobHost__extensionBundle__id")?.toLowerCase() ?? "";
  if (kind.includes("workflowapp") || bundle.endsWith(".workflows")) return "logic-apps";
  const markers = ["FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION"];
  return markers.some((name) => variable(environment, name) !== undefined) ? "functions" : "app-service";
}
