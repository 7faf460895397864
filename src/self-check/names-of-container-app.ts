import type { HostSettings } from "../posture/facts/host-settings.ts";
import { type Environment, variable } from "./host/environment.ts";
import { toHostKey } from "./host-name.ts";
import type { NameToTry, PublicHost } from "./names-to-try.ts";

/** Public names of a container app that are tried: the written one, that of the app and that of its revision. */
const MOST_NAMES = 3;

const TLS = 443;

/**
 * The names to probe of a container app. First those that callers outside use: the one that was written, the app's own as
 * Resource Manager tells it, and its revision's as the platform tells it (`CONTAINER_APP_HOSTNAME`). None is composed.
 *
 * Then the doors that only its neighbours have: within an environment apps call each other by their short names ("Connect
 * applications in Azure Container Apps"), over plain HTTP, and over TLS when they ask for a name that is in the
 * certificate. A header that gets in there is forged as well.
 *
 * @param environment As Container Apps sets it ("Manage environment variables on Azure Container Apps").
 * @param records Undefined: Resource Manager could not be heard.
 */
export function namesOfContainerApp(
  written: PublicHost | undefined,
  environment: Environment,
  records: readonly HostSettings[] | undefined,
): readonly NameToTry[] {
  const app = records?.find(({ kind }) => kind === "container-app");
  const own = fqdnOf(app);
  const revision = variable(environment, "CONTAINER_APP_HOSTNAME");
  const told = [own, revision].filter((host) => host !== undefined);
  const all = [...(written === undefined ? [] : [written]), ...told.map((host) => ({ host, port: TLS }))];
  const names = new Map<string, NameToTry>();
  for (const { host, port } of all) {
    const key = toHostKey(host);
    if (!names.has(key)) names.set(key, { ...WITHOUT_EXCLUSIONS, host: key, port, recordId: app?.id });
  }
  const outside = [...names.values()].slice(0, MOST_NAMES);
  return Object.freeze([...outside, ...insideDoors(environment, told[0] ?? written?.host, app?.id)]);
}

/** A container app has none ("Configure client certificate authentication in Azure Container Apps"). */
const WITHOUT_EXCLUSIONS: Pick<NameToTry, "exclusionPaths"> = { exclusionPaths: Object.freeze([]) };

/** @param serverName One that the ingress has a certificate for. Undefined: none is known, so TLS cannot be tried. */
function insideDoors(
  environment: Environment,
  serverName: string | undefined,
  recordId: string | undefined,
): readonly NameToTry[] {
  const short = variable(environment, "CONTAINER_APP_NAME");
  if (short === undefined) return [];
  const door = { ...WITHOUT_EXCLUSIONS, host: toHostKey(short), port: TLS, recordId };
  const plain: NameToTry = { ...door, inside: { over: "plain-http", serverName } };
  return serverName === undefined ? [plain] : [plain, { ...door, inside: { over: "tls", serverName } }];
}

function fqdnOf(app: HostSettings | undefined): string | undefined {
  if (app?.kind !== "container-app" || app.ingress.kind !== "value") return undefined;
  const { fqdn } = app.ingress.value;
  return fqdn.kind === "value" && fqdn.value !== "" ? fqdn.value : undefined;
}
