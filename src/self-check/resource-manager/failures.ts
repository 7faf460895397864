import type { GetFailure, GetResponse } from "../http/http-get.ts";
import { memberOf, parseJsonObject, textOf } from "../http/json-body.ts";
import type { WitnessFailure } from "../witness.ts";
import { objectIdOfToken } from "./token-claims.ts";

/** What was asked, for what is said about the answer. */
export interface Asked {
  readonly host: string;
  /** As asked: `/subscriptions/...`. */
  readonly path: string;
  /** Only ever read for the object id in it. */
  readonly token: string;
}

/** The answer did not come, or not in a form that can be read. */
export function failureOfGet({ reason, code }: GetFailure, { host }: Pick<Asked, "host">): WitnessFailure {
  const suffix = code === undefined ? "" : ` (${code})`;
  switch (reason) {
    case "timeout":
      return {
        code: "resource_manager_timeout",
        message: `${host} did not answer in time.`,
        remedy: `It is tried again by itself. ${NETWORK}`,
      };
    case "unreachable":
      return {
        code: "resource_manager_unreachable",
        message: `${host} cannot be reached${suffix}.`,
        remedy: NETWORK,
      };
    case "too-large":
      return {
        code: "resource_manager_answer_too_large",
        message: `The answer of ${host} is longer than can be meant${suffix}.`,
        remedy: OTHERS_ANSWER,
      };
    case "unreadable":
      return answerInvalid(`What ${host} sends is not HTTP${suffix}.`);
  }
}

/** Undefined: the answer is a 200, to be read. */
export function failureOfStatus(response: GetResponse, asked: Asked): WitnessFailure | undefined {
  const { status } = response;
  if (status === 200) return undefined;
  if (status === 401) return unauthorized(response);
  if (status === 403) return forbidden(response, asked);
  if (status === 404) return notFound(response, asked);
  if (status === 429) return throttled();
  if (status >= 500 || status === 408) return unavailable(status);
  if (status >= 300 && status < 400) return redirected(status, asked);
  return answerInvalid(`Resource Manager answers with status ${status}${errorCode(response)}.`);
}

export function answerInvalid(message: string): WitnessFailure {
  return { code: "resource_manager_answer_invalid", message, remedy: OTHERS_ANSWER };
}

const NETWORK =
  "Let the app out to Azure Resource Manager on port 443: in a network security group or firewall by the service tag " +
  "AzureResourceManager; with a private link for Resource Manager, by its private endpoint and DNS zone.";

const OTHERS_ANSWER = "Check whether something between the app and Azure answers in its place, such as a proxy.";

function unauthorized(response: GetResponse): WitnessFailure {
  return {
    code: "resource_manager_unauthorized",
    message: `Resource Manager does not accept the token (status 401${errorCode(response)}).`,
    remedy:
      "Check that the identity belongs to the tenant of this subscription and was not deleted, and restart the app " +
      "to get a new token.",
  };
}

function forbidden(response: GetResponse, { path, token }: Asked): WitnessFailure {
  const principal = objectIdOfError(response) ?? objectIdOfToken(token);
  const who = principal === undefined ? "The app's identity" : `The app's identity (object id ${principal})`;
  return {
    code: "resource_manager_forbidden",
    message:
      `${who} may not read ${scopeOf(path)} (status 403${errorCode(response)}). A new assignment takes up to 10 ` +
      "minutes to work, one by group up to 24 hours.",
    remedy:
      `az role assignment create --assignee-object-id ${principal ?? "<object id of the identity>"} ` +
      `--assignee-principal-type ServicePrincipal --role Reader --scope "${scopeOf(path)}"`,
  };
}

function notFound(response: GetResponse, { path }: Asked): WitnessFailure {
  const [command, kind] = /\/containerApps\//.test(path) ? ["containerapp", "app"] : ["webapp", "site"];
  return {
    code: "resource_manager_not_found",
    message: `Resource Manager knows no ${scopeOf(path)} (status 404${errorCode(response)}).`,
    remedy:
      `Set CLIENT_CERT_HOST_RESOURCE_ID to what this prints: az ${command} show --name <${kind}> --resource-group ` +
      "<group> --query id --output tsv",
  };
}

function throttled(): WitnessFailure {
  return {
    code: "resource_manager_throttled",
    message: "Resource Manager has too many requests of this identity or subscription (status 429).",
    remedy: "It is tried again by itself. If it stays so, look for what else asks so often in this subscription.",
  };
}

function unavailable(status: number): WitnessFailure {
  return {
    code: "resource_manager_unavailable",
    message: `Resource Manager is not available (status ${status}).`,
    remedy: "It is tried again by itself. If it stays so, see https://status.azure.com.",
  };
}

function redirected(status: number, { host }: Asked): WitnessFailure {
  return {
    code: "resource_manager_redirected",
    message: `${host} answers with a redirect (status ${status}), which is not followed: it would take the token along.`,
    remedy: OTHERS_ANSWER,
  };
}

/** ` AuthorizationFailed`, if the answer says so in a word that can be shown. */
function errorCode({ body }: GetResponse): string {
  const code = textOf(memberOf(parseJsonObject(body), "error"), "code");
  return code !== undefined && /^[A-Za-z0-9]{1,60}$/.test(code) ? ` ${code}` : "";
}

/** Out of `The client '...' with object id '...' does not have authorization to perform action ...`. */
function objectIdOfError({ body }: GetResponse): string | undefined {
  const message = textOf(memberOf(parseJsonObject(body), "error"), "message") ?? "";
  return /with object id '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'/i.exec(message)?.[1];
}

/** The site or container app that the path belongs to, decoded: what a role is assigned on. */
function scopeOf(path: string): string {
  const top = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+/i.exec(path)?.[0];
  return decodeURI(top ?? path);
}
