import type { ScannedResource } from "../model.ts";
import { siteIn } from "../rules/subjects.ts";

/** Where the portal has the setting. Its names of the modes are a trap, so they come along (azure-functions-ux#7917). */
export function requireCertificates({ subject, type }: ScannedResource): string | undefined {
  if (subject.kind === "container-app") {
    return "Container app > Ingress > Client certificate mode: Require. Accept and Ignore let callers in without one.";
  }
  const site = siteIn(subject);
  if (site === undefined) return undefined;
  return isWorkflowApp(type, site.siteKind.kind === "value" ? site.siteKind.value : "")
    ? "The portal hides client certificates of Logic Apps (azure-functions-ux#6426): use one of the other ways."
    : `${CLIENT_CERTIFICATES} > Client certificate mode: Require. ${LABELS}`;
}

export function dropExclusionPaths(): string {
  return `${CLIENT_CERTIFICATES} > Certificate exclusion paths: remove every entry, and leave the mode at Require. ${LABELS}`;
}

export function refusePlainHttp({ subject }: ScannedResource): string {
  return subject.kind === "container-app"
    ? "Container app > Ingress > Insecure connections: not allowed."
    : "Settings > Configuration > General settings > HTTPS Only: On.";
}

export const MINIMUM_TLS = "Settings > Configuration > General settings > Minimum Inbound TLS Version: 1.2.";

export const INGRESS_TYPE: string =
  "Container app > Ingress > Ingress type: HTTP; then Client certificate mode: Require. TCP has no such mode.";

export const LINKED_SERVICE: string =
  "Data Factory Studio > Manage > Linked services > Authentication type: Client Certificate, with the PFX and its " +
  "password from Azure Key Vault.";

const CLIENT_CERTIFICATES = "Settings > Configuration > General settings > Incoming client certificates";

const LABELS =
  "Nothing else demands one. The label Optional is clientCertMode Optional today and was called Allow until late 2024, " +
  "when Optional meant OptionalInteractiveUser; Ignore turns certificates off and leaves the mode as it was.";

function isWorkflowApp(type: string, siteKind: string): boolean {
  return type === "azurerm_logic_app_standard" || siteKind.toLowerCase().includes("workflowapp");
}
