import { randomUUID } from "node:crypto";
import type { Answer, Call } from "./server.ts";

/** The app's identities, and how the endpoint behaves. Change it between requests. */
export interface IdentityEstate {
  /** What must come in X-IDENTITY-HEADER. `rotateSecret` changes it, and the environment with it. */
  secret: string;
  /** Whether there is a system-assigned identity. */
  systemAssigned: boolean;
  /** Client ids of the user-assigned identities. */
  clientIds: string[];
  /** Object id that tokens carry, and that Resource Manager speaks of. */
  objectId: string;
  /** Seconds that a token lives; below zero it comes expired. */
  lifetime: number;
  /** How `expires_on` is written. */
  expiresOn: "text" | "number" | "date" | "missing";
}

/** Every token the endpoint gave out, with the moment it expires. */
export type IssuedTokens = Map<string, number>;

/** Answers as App Service's article on managed identities describes it, API version 2019-08-01. */
export function answerIdentity({ path, query, headers }: Call, estate: IdentityEstate, issued: IssuedTokens): Answer {
  if (path !== "/MSI/token/") return { status: 404, body: { statusCode: 404 } };
  if (headers["x-identity-header"] !== estate.secret) return { status: 401, body: { statusCode: 401 } };
  if (query["api-version"] !== "2019-08-01" || !query["resource"]) return { status: 400, body: { statusCode: 400 } };
  if (!isAssigned(query, estate)) {
    const message =
      "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";
    return { status: 400, body: { statusCode: 400, message, correlationId: randomUUID() } };
  }
  const seconds = Math.floor(Date.now() / 1000) + estate.lifetime;
  const token = mintToken(estate.objectId, query["resource"], seconds);
  issued.set(token, seconds * 1000);
  return {
    status: 200,
    body: {
      access_token: token,
      client_id: query["client_id"] ?? "",
      ...expiry(seconds, estate.expiresOn),
      not_before: String(seconds - 86_400),
      resource: query["resource"],
      token_type: "Bearer",
    },
  };
}

function isAssigned(query: Call["query"], { systemAssigned, clientIds, objectId }: IdentityEstate): boolean {
  const { client_id: clientId, principal_id: principalId, mi_res_id: resourceId } = query;
  if (clientId !== undefined) return clientIds.includes(clientId);
  if (principalId !== undefined) return principalId === objectId;
  return resourceId !== undefined || systemAssigned;
}

function expiry(seconds: number, form: IdentityEstate["expiresOn"]): Readonly<Record<string, unknown>> {
  switch (form) {
    case "text":
      return { expires_on: String(seconds) };
    case "number":
      return { expires_on: seconds };
    case "date":
      return { expires_on: new Date(seconds * 1000).toISOString() };
    case "missing":
      return {};
  }
}

/** Shaped like a token of Entra ID; nobody checks its signature. */
function mintToken(oid: string, aud: string, exp: number): string {
  const parts = [
    { typ: "JWT", alg: "RS256" },
    { aud, oid, exp, jti: randomUUID() },
  ];
  const [header, payload] = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${header}.${payload}.c2lnbmF0dXJl`;
}
