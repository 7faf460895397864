import type { ContainerAppSettings, SiteSettings } from "../../posture/facts/host-settings.ts";
import { readContainerApp } from "../../posture/sources/container-app.ts";
import { readSite } from "../../posture/sources/site.ts";
import type { Environment } from "../host/environment.ts";
import { isSameResource, parseResourceId, type ResourceId, withoutSlot } from "../host/resource-id.ts";
import { type JsonObject, textOf } from "../http/json-body.ts";
import type { Declaration, DeclarationWitness, WitnessFailure } from "../witness.ts";
import type { Answer, ResourceManager } from "./client.ts";
import { answerInvalid } from "./failures.ts";
import { mismatchWithHost } from "./own-host.ts";
import { readWebConfigs } from "./web-config.ts";

export interface DeclarationOptions {
  /** The app this process runs in. Undefined: it is not known. */
  readonly resource: ResourceId | undefined;
  /** Why it is not known, in one sentence. */
  readonly missing: string | undefined;
  readonly client: ResourceManager;
  /** Every slot is read: a swap may make each of them the one that serves. */
  readonly slots: "all";
  /** Whether `config/web` of site and slots is read: it only informs, and takes one request for each. */
  readonly webConfig: "read" | "skip";
  /** The host's own variables, to hold the answer against. Absent: they are where the id is from. */
  readonly compareWith?: Environment | undefined;
}

/**
 * Versions that have every property read here (Azure REST API specifications: Microsoft.Web, Microsoft.App). The clouds of
 * governments and of China get new ones later, so not the newest.
 */
const WEB_API = "2023-12-01";
const APP_API = "2025-01-01";

/** The witness that asks Resource Manager for the settings of this app, and of a site's slots. */
export function createDeclarationWitness(options: DeclarationOptions): DeclarationWitness {
  return {
    declare: async () => {
      try {
        const declaration = await declare(options);
        return declaration.ok ? withoutMismatch(declaration, options.compareWith) : declaration;
      } catch {
        return { ok: false, failure: INTERNAL_ERROR };
      }
    },
  };
}

function withoutMismatch(declaration: Declared, compareWith: Environment | undefined): Declaration {
  const failure = compareWith === undefined ? undefined : mismatchWithHost(declaration.records, compareWith);
  return failure === undefined ? declaration : { ok: false, failure };
}

type Declared = Declaration & { readonly ok: true };

function declare(options: DeclarationOptions): Promise<Declaration> | Declaration {
  const { resource, missing, client, webConfig } = options;
  if (resource === undefined) return { ok: false, failure: resourceUnknown(missing) };
  return resource.kind === "site"
    ? declareSite(withoutSlot(resource), client, webConfig)
    : declareContainerApp(resource, client);
}

/** One site or slot, with the body it was read from. */
export interface SiteRecord {
  readonly resource: ResourceId;
  readonly body: JsonObject;
  readonly settings: SiteSettings;
}

async function declareSite(
  resource: ResourceId,
  client: ResourceManager,
  webConfig: DeclarationOptions["webConfig"],
): Promise<Declaration> {
  const [site, slots] = await Promise.all([
    client.get(resource.path, WEB_API),
    client.list(`${resource.path}/slots`, WEB_API),
  ]);
  if (!site.ok || !slots.ok) return failureOfBoth(site, slots);

  const records: SiteRecord[] = [];
  for (const [body, isSlot] of [[site.value, false] as const, ...slots.value.map((slot) => [slot, true] as const)]) {
    const record = readRecord(body, resource, isSlot);
    if (!record.ok) return record;
    records.push(record.value);
  }
  if (webConfig === "skip") return { ok: true, records: records.map((record) => record.settings), notices: [] };
  const { settings, notices } = await readWebConfigs(records, WEB_API, client);
  return { ok: true, records: settings, notices };
}

/** The first failure, with the longest time that either wants. */
function failureOfBoth(...answers: readonly Answer<unknown>[]): Declaration {
  const failures = answers.flatMap((answer) => (answer.ok ? [] : [answer.failure]));
  const [failure = INTERNAL_ERROR] = failures;
  const times = failures.flatMap(({ retryAfterSeconds }) =>
    retryAfterSeconds === undefined ? [] : [retryAfterSeconds],
  );
  if (times.length === 0) return { ok: false, failure };
  return { ok: false, failure: { ...failure, retryAfterSeconds: Math.max(...times) } };
}

/** Settings of another resource would vouch for this one, so the body must say whose they are. */
function readRecord(body: unknown, site: ResourceId, isSlot: boolean): Answer<SiteRecord> {
  const resource = parseResourceId(textOf(body, "id") ?? "");
  const settings = readSite(body);
  const fits =
    resource !== undefined &&
    isSameResource(withoutSlot(resource), site) &&
    settings?.kind === (isSlot ? "slot" : "site") &&
    isSameName(settings.site, resource.name) &&
    isSameName(settings.slot, resource.slot);
  if (fits) return { ok: true, value: { resource, body: body as JsonObject, settings } };
  const what = isSlot ? "a slot of this site" : "the site that was asked for";
  return { ok: false, failure: answerInvalid(`Resource Manager's answer is not ${what}.`) };
}

function isSameName(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

async function declareContainerApp(resource: ResourceId, client: ResourceManager): Promise<Declaration> {
  const answer = await client.get(resource.path, APP_API);
  if (!answer.ok) return answer;
  const settings = readOwnContainerApp(answer.value, resource);
  if (settings !== undefined) return { ok: true, records: [settings], notices: [] };
  const message = "Resource Manager's answer is not the container app that was asked for.";
  return { ok: false, failure: answerInvalid(message) };
}

function readOwnContainerApp(body: JsonObject, resource: ResourceId): ContainerAppSettings | undefined {
  const answered = parseResourceId(textOf(body, "id") ?? "");
  return answered !== undefined && isSameResource(answered, resource) ? readContainerApp(body) : undefined;
}

function resourceUnknown(missing: string | undefined): WitnessFailure {
  return {
    code: "resource_unknown",
    message: `It is not known which resource this app is. ${missing ?? "Nothing tells it."}`,
    remedy:
      "Set CLIENT_CERT_HOST_RESOURCE_ID to what this prints: az webapp show --name <site> --resource-group <group> " +
      "--query id --output tsv (az containerapp show for a container app).",
  };
}

const INTERNAL_ERROR: WitnessFailure = {
  code: "internal_error",
  message: "An error in this package kept it from asking Resource Manager.",
  remedy: "Please report it. It is tried again by itself.",
};
