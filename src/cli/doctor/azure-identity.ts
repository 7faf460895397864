import type { Cloud, CloudName } from "../../self-check/host/clouds.ts";
import { type Credential, WitnessError } from "../../self-check/identity/credential.ts";
import type { Surroundings } from "../surroundings.ts";

const PACKAGE = "@azure/identity";

/** Where Entra ID signs in, where that is not the public one (Microsoft Entra ID: national clouds). */
const AUTHORITIES: Readonly<Record<CloudName, string | undefined>> = {
  AzureCloud: undefined,
  AzureUSGovernment: "https://login.microsoftonline.us",
  AzureChinaCloud: "https://login.chinacloudapi.cn",
};

type Constructor = new (options?: object) => Credential;

/**
 * `DefaultAzureCredential` of `@azure/identity`, which the app may bring along.
 *
 * `getToken` rejects with WitnessError: credential_failed. Of what the library throws only its name is told: the rest
 * may hold anything.
 */
export function createAzureIdentity(cloud: Cloud, { load }: Pick<Surroundings, "load">): Credential {
  let credential: Promise<Credential> | undefined;
  return {
    getToken: async (scope) => {
      credential ??= loadCredential(cloud, load);
      const loaded = await credential;
      try {
        return await loaded.getToken(scope);
      } catch (error) {
        throw failed(`DefaultAzureCredential found no account that works (${nameOf(error)}).`, LOOK);
      }
    },
  };
}

async function loadCredential({ name }: Cloud, load: Surroundings["load"]): Promise<Credential> {
  const library: unknown = await load(PACKAGE).catch(() => undefined);
  if (library === undefined) throw failed(`${PACKAGE} is not installed.`, INSTALL);
  const found: unknown = (library as Readonly<Record<string, unknown>>)["DefaultAzureCredential"];
  if (typeof found !== "function") throw failed(`${PACKAGE} has no DefaultAzureCredential.`, INSTALL);
  const authorityHost = AUTHORITIES[name];
  try {
    return new (found as Constructor)(authorityHost === undefined ? undefined : { authorityHost });
  } catch (error) {
    throw failed(`DefaultAzureCredential cannot be made (${nameOf(error)}).`, LOOK);
  }
}

const INSTALL = `Choose another --credential, or install it: npm install --no-save ${PACKAGE}`;
const LOOK = "Run it again with AZURE_LOG_LEVEL=info, which has the library say what it tried.";

function nameOf(error: unknown): string {
  return error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : "unknown error";
}

function failed(message: string, remedy: string): WitnessError {
  return new WitnessError({ code: "credential_failed", message, remedy });
}
