import type { AccessRestriction, IngressRestriction } from "../facts/host-settings.ts";
import { asObject, type JsonObject, own, ownText } from "./json.ts";

/**
 * The access restrictions of `config/web`. Undefined unless every one of them can be read: a rule that is passed over
 * could be the one that lets everyone in.
 */
export function readAccessRestrictions(value: unknown): readonly AccessRestriction[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const rules: AccessRestriction[] = [];
  for (const entry of value) {
    const rule = readRule(asObject(entry));
    if (rule === undefined) return undefined;
    rules.push(rule);
  }
  return Object.freeze(rules);
}

function readRule(entry: JsonObject | undefined): AccessRestriction | undefined {
  if (entry === undefined) return undefined;
  const ipAddress = ownText(entry, "ipAddress");
  // A rule is about addresses or about a subnet; one about neither could be about everyone.
  if (ipAddress === undefined && ownText(entry, "vnetSubnetResourceId") === undefined) return undefined;
  const frontDoorIds = readFrontDoorIds(own(entry, "headers"));
  if (frontDoorIds === undefined) return undefined;
  // Without an action a rule is read as the worse of the two.
  const action = ownText(entry, "action") ?? "Allow";
  return Object.freeze({ name: ownText(entry, "name") ?? "", action, ipAddress, frontDoorIds });
}

/** The IP restrictions of an ingress. Undefined unless every one of them can be read: one that is passed over could decide. */
export function readIngressRestrictions(value: unknown): readonly IngressRestriction[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const rules: IngressRestriction[] = [];
  for (const entry of value.map(asObject)) {
    const ipAddressRange = ownText(entry, "ipAddressRange");
    const action = ownText(entry, "action");
    if (ipAddressRange === undefined || action === undefined) return undefined;
    rules.push(Object.freeze({ name: ownText(entry, "name") ?? "", action, ipAddressRange }));
  }
  return Object.freeze(rules);
}

/** The values of `X-Azure-FDID`, whose name is written in lower case by most and counts without case. */
function readFrontDoorIds(headers: unknown): readonly string[] | undefined {
  if (headers === undefined || headers === null) return NO_IDS;
  const object = asObject(headers);
  if (object === undefined) return undefined;
  const name = Object.keys(object).find((key) => key.toLowerCase() === "x-azure-fdid");
  const ids = name === undefined ? undefined : own(object, name);
  if (ids === undefined || ids === null) return NO_IDS;
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === "string")) return undefined;
  return Object.freeze(ids.filter((id) => id.trim() !== ""));
}

const NO_IDS: readonly string[] = Object.freeze([]);
