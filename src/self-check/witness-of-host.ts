import { CLOUDS, type CloudName } from "./host/clouds.ts";
import type { AppServiceHost, ContainerAppsHost } from "./host/detect-host.ts";
import type { Environment } from "./host/environment.ts";
import type { Credential } from "./identity/credential.ts";
import { createManagedIdentity } from "./identity/managed-identity.ts";
import { createResourceManager } from "./resource-manager/client.ts";
import { createDeclarationWitness } from "./resource-manager/declaration.ts";
import type { DeclarationWitness } from "./witness.ts";

export interface WitnessOptions {
  /** `isResourceWritten` absent: no answer is held against this machine's variables. */
  readonly host: Pick<AppServiceHost | ContainerAppsHost, "resource" | "missing" | "cloud"> &
    Partial<Pick<AppServiceHost, "isResourceWritten">>;
  /** Which cloud is asked, as the operator knows it. Absent: the host's, as its name tells it. */
  readonly cloud?: CloudName | undefined;
  /** Where the platform tells the identity's endpoint and secret. Read at each call, since the secret changes. */
  readonly environment: Environment;
  /** Whether `config/web` is read, which only informs. */
  readonly webConfig: "read" | "skip";
  /** Absent: the managed identity of the host. */
  readonly credential?: Credential | undefined;
  /** A stand-in for Resource Manager, for tests; no variable leads to it. Absent: the cloud's own. */
  readonly standIn?: ResourceManagerStandIn | undefined;
}

export interface ResourceManagerStandIn {
  /** Origin, without a slash at the end. */
  readonly endpoint: string;
  /** PEM of the authority that its certificate is from. */
  readonly ca?: string;
}

/** The witness that asks the host's own Resource Manager with the host's own identity. */
export function witnessOfHost(options: WitnessOptions): DeclarationWitness {
  const { host, environment, webConfig, credential, standIn } = options;
  const { resource, missing, isResourceWritten = false } = host;
  const client = createResourceManager({
    credential: credential ?? createManagedIdentity({ environment }),
    cloud: options.cloud === undefined ? host.cloud : CLOUDS[options.cloud],
    ...standIn,
  });
  const compareWith = isResourceWritten ? environment : undefined;
  return createDeclarationWitness({ resource, missing, client, slots: "all", webConfig, compareWith });
}
