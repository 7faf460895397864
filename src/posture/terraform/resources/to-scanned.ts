import type { ScannedResource } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { readAzapi } from "./azapi.ts";
import { readContainerApp } from "./container-app.ts";
import { readLinkedCustomService, readLinkedServiceWeb } from "./data-factory.ts";
import { readLegacyApp, readLegacySlot } from "./legacy-apps.ts";
import { readLogicAppStandard } from "./logic-app-standard.ts";
import { readStaticWebApp } from "./static-web-app.ts";
import { readWebOrFunctionApp } from "./web-and-function-apps.ts";

/** What is judged of a resource of Terraform. Undefined: not a type that is judged. */
export function toScanned(input: ResourceInput): ScannedResource | undefined {
  for (const read of READERS) {
    const scanned = read(input);
    if (scanned !== undefined) return scanned;
  }
  return undefined;
}

const READERS: readonly ((input: ResourceInput) => ScannedResource | undefined)[] = [
  readWebOrFunctionApp,
  readLogicAppStandard,
  readContainerApp,
  readLegacyApp,
  readLegacySlot,
  readLinkedServiceWeb,
  readLinkedCustomService,
  readStaticWebApp,
  readAzapi,
];
