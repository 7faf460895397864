import type { WitnessFailure } from "../../self-check/witness.ts";
import type { CredentialName } from "./options.ts";
import type { Subject } from "./subject.ts";

const WHO: Readonly<Record<CredentialName, string>> = {
  "managed-identity": "The managed identity",
  "azure-cli": "The account of the Azure CLI",
  "azure-identity": "The account of @azure/identity",
};

/**
 * What the witness says is meant for an app that asks with its own identity and goes on asking. Elsewhere a person asks,
 * once, with an account of theirs: the same failure then has another remedy.
 */
export function failureForPerson(
  failure: WitnessFailure,
  credential: CredentialName,
  { resource, cloud }: Pick<Subject, "resource" | "cloud">,
): WitnessFailure {
  const message = failure.message.replace(/^The app's identity\b/, WHO[credential]);
  const remedy = remedyFor(failure, credential, { resource, cloud }) ?? failure.remedy;
  return Object.freeze({ code: failure.code, message, remedy });
}

function remedyFor(
  { code, remedy }: WitnessFailure,
  credential: CredentialName,
  { resource, cloud }: Pick<Subject, "resource" | "cloud">,
): string | undefined {
  switch (code) {
    case "resource_manager_forbidden":
      // With the object id alone the CLI finds out itself whether it is a person's or a service's.
      return credential === "managed-identity"
        ? undefined
        : remedy.replace(
            /--assignee-object-id (\S+|"[^"]*") --assignee-principal-type ServicePrincipal/,
            "--assignee $1",
          );
    case "resource_manager_unauthorized":
      return tenantRemedy(credential, resource);
    case "resource_manager_not_found":
      return remedy.replace(/^Set CLIENT_CERT_HOST_RESOURCE_ID to/, "Compare --resource-id with");
    case "resource_manager_unreachable":
    case "resource_manager_timeout":
      return `Let this machine out to ${cloud.resourceManager} on port 443, directly: proxy variables are not read.`;
    case "resource_manager_throttled":
    case "resource_manager_unavailable":
    case "identity_unreachable":
      return remedy.replace(/^It is tried again by itself\. /, "Try again in a minute. ");
    default:
      return undefined;
  }
}

/** A token is of one tenant; the CLI's is of the tenant of the subscription that is chosen. */
function tenantRemedy(credential: CredentialName, resource: Subject["resource"]): string | undefined {
  switch (credential) {
    case "managed-identity":
      return undefined;
    case "azure-cli":
      return (
        "Choose the subscription, and with it its tenant, after az login --tenant <tenant> if need be: " +
        `az account set --subscription ${resource?.subscriptionId ?? "<id>"}`
      );
    case "azure-identity":
      return "Use an account of the tenant that the subscription belongs to (AZURE_TENANT_ID).";
  }
}
