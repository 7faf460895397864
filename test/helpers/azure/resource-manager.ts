import type { Body } from "./bodies.ts";
import { armError } from "./faults.ts";
import type { IssuedTokens } from "./identity.ts";
import type { Answer, Call } from "./server.ts";

/** What there is in the subscription. Change it between requests. */
export interface ResourceEstate {
  /** Undefined: there is no site. */
  site: Body | undefined;
  /** In the order of the list. */
  slots: Body[];
  /** What `config/web` answers, by the id of the site or slot. */
  webConfigs: Record<string, Body>;
  containerApp: Body | undefined;
  /** Whether the identity has a role that lets it read. */
  hasRole: boolean;
  /** Slots on one page. */
  pageSize: number;
}

/** Answers GETs as Resource Manager does. `origin` is its own, for links. */
export function answerResourceManager(
  { path, query, headers }: Call,
  estate: ResourceEstate,
  { issued, objectId, origin }: { readonly issued: IssuedTokens; readonly objectId: string; readonly origin: string },
): Answer {
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  if ((issued.get(token) ?? 0) <= Date.now()) {
    const challenge = { "www-authenticate": 'Bearer error="invalid_token"' };
    return { status: 401, headers: challenge, body: armError("InvalidAuthenticationToken", "Token not accepted.") };
  }
  if (!estate.hasRole) return { status: 403, body: forbidden(objectId, path) };
  if (!query["api-version"]) return { status: 400, body: armError("MissingApiVersionParameter", "api-version") };
  const body = find(path.toLowerCase(), estate, (skip) => page(estate, skip, origin + path, query), query);
  if (body !== undefined) return { status: 200, body };
  return { status: 404, body: armError("ResourceNotFound", `The Resource '${path}' was not found.`) };
}

function find(
  path: string,
  { site, slots, webConfigs, containerApp }: ResourceEstate,
  list: (skip: number) => Body,
  query: Call["query"],
): unknown {
  if (site !== undefined && path === `${idOf(site)}/slots`) return list(Number(query["$skiptoken"] ?? 0));
  const webConfig = Object.entries(webConfigs).find(([id]) => path === `${id.toLowerCase()}/config/web`)?.[1];
  return webConfig ?? [site, ...slots, containerApp].find((body) => body !== undefined && idOf(body) === path);
}

function page({ slots, pageSize }: ResourceEstate, skip: number, url: string, query: Call["query"]): Body {
  const next = skip + pageSize;
  const parameters = new URLSearchParams({ "api-version": query["api-version"] ?? "", $skiptoken: String(next) });
  return { value: slots.slice(skip, next), nextLink: next < slots.length ? `${url}?${parameters}` : null };
}

function idOf(body: Body): string {
  return String(body["id"]).toLowerCase();
}

function forbidden(objectId: string, path: string): Body {
  const action = /containerApps/i.test(path) ? "Microsoft.App/containerApps/read" : "Microsoft.Web/sites/Read";
  return armError(
    "AuthorizationFailed",
    `The client '11111111-aaaa-bbbb-cccc-111111111111' with object id '${objectId}' does not have authorization to ` +
      `perform action '${action}' over scope '${path}' or the scope is invalid. If access was recently granted, ` +
      "please refresh your credentials.",
  );
}
