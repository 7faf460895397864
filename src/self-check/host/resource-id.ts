/** Where Resource Manager keeps a site, a slot or a container app. */
export interface ResourceId {
  readonly kind: "site" | "container-app";
  /** A GUID in small letters. */
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Of the site or the container app. */
  readonly name: string;
  /** Undefined: the site itself, which Azure calls production, or a container app. */
  readonly slot: string | undefined;
  /** The whole in Azure's own spelling of the key words, encoded for a URL, without a slash at the end. */
  readonly path: string;
}

const GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const SUBSCRIPTION_ID = new RegExp(`^${GUID}$`, "i");
/** Letters and digits of any script, as Azure allows them in names of groups and sites. */
const ALPHANUMERIC = "\\p{L}\\p{Nd}";
/** Up to 90 characters, the last no period (resource-name-rules: resource groups). */
const GROUP = `[${ALPHANUMERIC}_().-]{0,89}[${ALPHANUMERIC}_()-]`;
/** Up to 60 characters, no hyphen at either end (resource-name-rules: sites, and slots with 59). */
const SITE = `[${ALPHANUMERIC}](?:[${ALPHANUMERIC}-]{0,58}[${ALPHANUMERIC}])?`;
/** Up to 32 characters from a letter to a letter or digit (resource-name-rules: container apps). */
const CONTAINER_APP = "[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?";

const RESOURCE_ID = new RegExp(
  `^/subscriptions/(?<subscription>${GUID})/resourceGroups/(?<group>${GROUP})/providers/` +
    `(?:Microsoft\\.Web/sites/(?<site>${SITE})(?:/slots/(?<slot>${SITE}))?` +
    `|Microsoft\\.App/containerApps/(?<app>${CONTAINER_APP}))/?$`,
  "iu",
);

/**
 * Reads a resource id. Key words in any case; one slash at the end is forgiven. A query, a fragment, dot segments,
 * percent-encoding and characters that Azure does not allow in a name are not.
 *
 * @returns Undefined: it is no id of a site, a slot or a container app.
 */
export function parseResourceId(text: string): ResourceId | undefined {
  const groups = RESOURCE_ID.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { subscription = "", group: resourceGroup = "", site, slot, app } = groups;
  const parts = { subscriptionId: subscription.toLowerCase(), resourceGroup };
  if (site !== undefined) return resourceId({ ...parts, kind: "site", name: site, slot });
  return resourceId({ ...parts, kind: "container-app", name: app ?? "", slot: undefined });
}

/** Whether a text is a GUID, as ids of subscriptions are. */
export function isSubscriptionId(text: string): boolean {
  return SUBSCRIPTION_ID.test(text);
}

/** The site that a slot belongs to; anything else as it is. */
export function withoutSlot(resource: ResourceId): ResourceId {
  return resource.slot === undefined ? resource : resourceId({ ...resource, slot: undefined });
}

/** Whether two ids mean the same resource: Azure's names do not tell cases apart. */
export function isSameResource(one: ResourceId, other: ResourceId): boolean {
  return one.path.toLowerCase() === other.path.toLowerCase();
}

function resourceId(parts: Omit<ResourceId, "path">): ResourceId {
  return Object.freeze({ ...parts, path: pathOf(parts) });
}

function pathOf({ kind, subscriptionId, resourceGroup, name, slot }: Omit<ResourceId, "path">): string {
  const type = kind === "site" ? "Microsoft.Web/sites" : "Microsoft.App/containerApps";
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(resourceGroup)}`;
  const whole = `${group}/providers/${type}/${encodeURIComponent(name)}`;
  return slot === undefined ? whole : `${whole}/slots/${encodeURIComponent(slot)}`;
}
