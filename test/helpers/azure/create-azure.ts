import { randomUUID } from "node:crypto";
import { createAuthority } from "../../../src/testing/index.ts";
import {
  type Body,
  containerAppBody,
  GROUP,
  SUBSCRIPTION,
  siteBody,
  siteId,
  slotBody,
  webConfigBody,
} from "./bodies.ts";
import type { Fault } from "./faults.ts";
import { answerIdentity, type IdentityEstate } from "./identity.ts";
import { answerResourceManager, type ResourceEstate } from "./resource-manager.ts";
import { type Call, startServer } from "./server.ts";

export interface AzureOptions {
  /** What the app runs on. Default `app-service`. */
  readonly host?: "app-service" | "container-apps";
  /** Of the site or the container app. Default `orders-api`. */
  readonly name?: string;
  /** Names of slots, all as the site. Default: one, `staging`. */
  readonly slots?: readonly string[];
  /** http instead of https for Resource Manager. Default false. */
  readonly plain?: boolean;
}

/** App Service or Container Apps around one app, as far as the app can ask about itself. */
export interface Azure {
  /** The variables that the platform gives the app. A live object: a rotated secret appears in it. */
  readonly environment: Record<string, string | undefined>;
  readonly estate: ResourceEstate & { readonly identity: IdentityEstate };
  /** What goes wrong, first match first. Empty at the start. */
  readonly faults: { readonly identity: Fault[]; readonly resourceManager: Fault[] };
  /** Every request so far. */
  readonly calls: { readonly identity: readonly Call[]; readonly resourceManager: readonly Call[] };
  /** Resource id of the app. */
  readonly resourceId: string;
  readonly resourceManagerEndpoint: string;
  /** PEM of the authority that Resource Manager's certificate is from. */
  readonly ca: string;
  /** Gives the identity endpoint a new secret. The environment has it at once, unless told otherwise. */
  rotateSecret(options?: { readonly inEnvironment: boolean }): void;
  /** Connections to one of the two are refused from now on. */
  refuse(server: "identity" | "resourceManager"): Promise<void>;
  close(): Promise<void>;
}

export async function createAzure(options: AzureOptions = {}): Promise<Azure> {
  const { host = "app-service", name = "orders-api", plain = false } = options;
  const estate = createEstate(options);
  const faults = { identity: [] as Fault[], resourceManager: [] as Fault[] };
  const issued = new Map<string, number>();
  const { certificate, ca } = mintServerCertificate();

  const identity = await startServer((call) => answerIdentity(call, estate.identity, issued), faults.identity);
  let origin = "";
  const resourceManager = await startServer(
    (call) => answerResourceManager(call, estate, { issued, objectId: estate.identity.objectId, origin }),
    faults.resourceManager,
    plain ? undefined : certificate,
  );
  origin = resourceManager.origin;

  const environment: Record<string, string | undefined> = {
    ...(host === "app-service" ? appServiceVariables(name) : containerAppVariables(name)),
    IDENTITY_ENDPOINT: `${identity.origin}/MSI/token/`,
    IDENTITY_HEADER: estate.identity.secret,
  };
  const servers = { identity, resourceManager };
  return {
    environment,
    estate,
    faults,
    calls: { identity: identity.calls, resourceManager: resourceManager.calls },
    resourceId: String((host === "app-service" ? estate.site : estate.containerApp)?.["id"]),
    resourceManagerEndpoint: origin,
    ca,
    rotateSecret: ({ inEnvironment } = { inEnvironment: true }) => {
      estate.identity.secret = randomUUID();
      if (inEnvironment) environment["IDENTITY_HEADER"] = estate.identity.secret;
    },
    refuse: (server) => servers[server].close(),
    close: async () => {
      await Promise.all([identity.close(), resourceManager.close()]);
    },
  };
}

function createEstate({ host, name = "orders-api", slots = ["staging"] }: AzureOptions): Azure["estate"] {
  const isSite = host !== "container-apps";
  const slotBodies = isSite ? slots.map((slot) => slotBody(name, slot)) : [];
  const ids = isSite ? [siteId(name), ...slotBodies.map((body: Body) => String(body["id"]))] : [];
  return {
    site: isSite ? siteBody(name) : undefined,
    slots: slotBodies,
    webConfigs: Object.fromEntries(ids.map((id) => [id, webConfigBody(id)])),
    containerApp: isSite ? undefined : containerAppBody(name),
    hasRole: true,
    pageSize: 100,
    identity: {
      secret: randomUUID(),
      systemAssigned: true,
      clientIds: [],
      objectId: "22222222-aaaa-bbbb-cccc-222222222222",
      lifetime: 86_400,
      expiresOn: "text",
    },
  };
}

function appServiceVariables(name: string): Record<string, string> {
  return {
    WEBSITE_SITE_NAME: name,
    WEBSITE_SLOT_NAME: "Production",
    WEBSITE_RESOURCE_GROUP: GROUP.toLowerCase(),
    WEBSITE_OWNER_NAME: `${SUBSCRIPTION}+Plan-Rg-NewZealandNorthwebspace-Linux`,
    WEBSITE_HOSTNAME: `${name}-g2epd3dgf0erd3fb.newzealandnorth-01.azurewebsites.net`,
    WEBSITE_INSTANCE_ID: "0123456789abcdef",
  };
}

function containerAppVariables(name: string): Record<string, string> {
  return {
    CONTAINER_APP_NAME: name,
    CONTAINER_APP_REVISION: `${name}--1`,
    CONTAINER_APP_ENV_DNS_SUFFIX: "env-1.eastus.azurecontainerapps.io",
    CONTAINER_APP_HOSTNAME: `${name}--1.env-1.eastus.azurecontainerapps.io`,
  };
}

function mintServerCertificate(): { readonly certificate: { cert: string; key: string }; readonly ca: string } {
  const authority = createAuthority({ subject: "CN=Emulated Azure CA" });
  const leaf = authority.issue({
    subject: "CN=Emulated Resource Manager",
    extKeyUsage: ["serverAuth"],
    subjectAltName: ["dns:localhost", "ip:127.0.0.1"],
  });
  return { certificate: { cert: leaf.pem, key: leaf.privateKeyPem }, ca: authority.pem };
}
