import type { SiteSettings } from "../../posture/facts/host-settings.ts";
import { readSite } from "../../posture/sources/site.ts";
import { textOf } from "../http/json-body.ts";
import type { WitnessFailure } from "../witness.ts";
import type { Answer, ResourceManager } from "./client.ts";
import type { SiteRecord } from "./declaration.ts";
import { answerInvalid } from "./failures.ts";

/** Milliseconds for all of them: what only informs must not hold up what decides for long. */
const LONGEST = 10_000;

/** A site with all its 20 slots (App Service limits) then takes six rounds, and no burst of requests at once. */
const AT_ONCE = 4;

/** The settings of sites and slots, with what only `config/web` tells where it could be read. */
export async function readWebConfigs(
  records: readonly SiteRecord[],
  apiVersion: string,
  client: ResourceManager,
): Promise<{ readonly settings: readonly SiteSettings[]; readonly notices: readonly WitnessFailure[] }> {
  const settings = records.map((record) => record.settings);
  const notices: WitnessFailure[] = [];
  const waiting = records.entries();
  const until = performance.now() + LONGEST;

  // Workers that draw from one queue: the next is asked for as soon as one has answered.
  const work = async (): Promise<void> => {
    for (const [index, record] of waiting) {
      const answer = await readOne(record, client, { apiVersion, within: until - performance.now() });
      if (answer.ok) settings[index] = answer.value;
      else if (!notices.some(({ message }) => message === answer.failure.message)) notices.push(answer.failure);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { settings, notices };
}

async function readOne(
  { resource, body, settings }: SiteRecord,
  client: ResourceManager,
  { apiVersion, within }: { readonly apiVersion: string; readonly within: number },
): Promise<Answer<SiteSettings>> {
  const path = `${resource.path}/config/web`;
  const answer = await client.get(path, apiVersion, within);
  if (!answer.ok) return answer;
  const ids = [resource.path, path].map((id) => decodeURI(id).toLowerCase());
  const isOwn = ids.includes(textOf(answer.value, "id")?.toLowerCase() ?? "");
  const complete = isOwn ? readSite(body, answer.value) : undefined;
  if (complete?.kind === settings.kind) return { ok: true, value: complete };
  return {
    ok: false,
    failure: answerInvalid("Resource Manager's answer is not the configuration that was asked for."),
  };
}
