import { excerpt } from "../../facts/excerpt.ts";
import type { AccessRestriction, Setting } from "../../facts/host-settings.ts";
import { type ResourceBody, UnresolvedMember } from "../resource-input.ts";
import { type Nested, nestedIn, settingIn } from "./nested.ts";
import { textOf } from "./settings.ts";

/** How a source calls the parts of an access restriction. */
export interface RestrictionNames {
  readonly blocks: string;
  /** Attributes that hold addresses or a service tag. */
  readonly addresses: readonly string[];
  readonly subnet: string;
  readonly frontDoor: string;
}

export const TERRAFORM_RESTRICTIONS: RestrictionNames = {
  blocks: "ip_restriction",
  addresses: ["ip_address", "service_tag"],
  subnet: "virtual_network_subnet_id",
  frontDoor: "x_azure_fdid",
};

/** As in `config/web` of the Resource Manager, which has service tags among the addresses. */
export const AZURE_RESTRICTIONS: RestrictionNames = {
  blocks: "ipSecurityRestrictions",
  addresses: ["ipAddress"],
  subnet: "vnetSubnetResourceId",
  frontDoor: "x-azure-fdid",
};

/** The access restrictions of a site. Unresolved unless every one of them can be read. */
export function restrictionsIn(config: Nested, names: RestrictionNames): Setting<readonly AccessRestriction[]> {
  if (config.kind === "unresolved") return config;
  const blocks = config.kind === "none" ? NO_BLOCKS : config.body.blocks(names.blocks);
  if (blocks.kind === "unresolved") return blocks;
  const value: AccessRestriction[] = [];
  for (const body of blocks.bodies) {
    const rule = readRestriction(body, names);
    if (typeof rule === "string") return { kind: "unresolved", expression: rule };
    value.push(rule);
  }
  return { kind: "value", value };
}

const NO_BLOCKS = { kind: "known", bodies: [] } as const;

/** The expression that stands in the way, where one does. */
function readRestriction(body: ResourceBody, names: RestrictionNames): AccessRestriction | string {
  const addresses = names.addresses.map((name) => textOf(body.attribute(name)));
  const headers = nestedIn({ kind: "body", body }, "headers");
  const frontDoor = settingIn(headers, names.frontDoor);
  const action = textOf(body.attribute("action"));
  const doubt = [...addresses, action, frontDoor].find(({ kind }) => kind === "unresolved");
  if (doubt?.kind === "unresolved") return doubt.expression;
  const ipAddress = addresses.map(said).find((text) => text !== undefined && text !== "");
  const hasSubnet = ["value", "unresolved"].includes(body.attribute(names.subnet).kind);
  const frontDoorIds = frontDoorIdsIn(frontDoor);
  if (typeof frontDoorIds === "string") return frontDoorIds;
  // A rule about neither addresses nor a subnet could be about everyone.
  if (ipAddress === undefined && !hasSubnet) return `${names.blocks} without addresses`;
  return {
    name: said(textOf(body.attribute("name"))) ?? "",
    action: said(action) ?? "Allow",
    ipAddress,
    frontDoorIds,
  };
}

/** The ids of Front Door's profiles; the expression that stands in the way, where one does. */
function frontDoorIdsIn(setting: Setting<unknown>): readonly string[] | string {
  const value = said(setting);
  if (value === undefined) return [];
  if (!Array.isArray(value)) return excerpt(value);
  const doubt: unknown = value.find((id) => typeof id !== "string");
  if (doubt !== undefined) return doubt instanceof UnresolvedMember ? doubt.expression : excerpt(doubt);
  return value.filter((id) => id.trim() !== "");
}

function said<Value>(setting: Setting<Value>): Value | undefined {
  return setting.kind === "value" ? setting.value : undefined;
}
