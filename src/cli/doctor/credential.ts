import { variable } from "../../self-check/host/environment.ts";
import type { Credential } from "../../self-check/identity/credential.ts";
import type { Surroundings } from "../surroundings.ts";
import { createAzureCli } from "./azure-cli.ts";
import { createAzureIdentity } from "./azure-identity.ts";
import type { CredentialName } from "./options.ts";
import type { Subject } from "./subject.ts";

/** Who asks when nobody says: the managed identity where there can be one, else the account of the Azure CLI. */
export function defaultCredential({ from }: Subject, { environment }: Surroundings): CredentialName {
  const hasEndpoint = variable(environment, "IDENTITY_ENDPOINT") !== undefined;
  return from === "machine" || hasEndpoint ? "managed-identity" : "azure-cli";
}

/** Undefined: the managed identity, which the witness has by itself. */
export function createCredential(
  name: CredentialName,
  { cloud }: Pick<Subject, "cloud">,
  { environment, platform, load }: Surroundings,
): Credential | undefined {
  switch (name) {
    case "managed-identity":
      return undefined;
    case "azure-cli":
      return createAzureCli({ cloud, environment, platform });
    case "azure-identity":
      return createAzureIdentity(cloud, { load });
  }
}
