import type { NotApplicable, ScannedResource } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { nameOf, scannedOf } from "./scanned.ts";

/** Azure has no setting for client certificates on static web apps, whichever provider makes them. */
export function readStaticWebApp(input: ResourceInput): ScannedResource | undefined {
  return TYPES.includes(input.type) ? scannedStaticWebApp(input) : undefined;
}

export function scannedStaticWebApp(input: ResourceInput): ScannedResource {
  const subject: NotApplicable = { kind: "not-applicable", id: input.address, name: nameOf(input), reason: REASON };
  return scannedOf(input, Object.freeze(subject), "public");
}

const TYPES: readonly string[] = ["azurerm_static_web_app", "azurerm_static_site"];
const REASON = "Azure Static Web Apps have no setting for client certificates.";
