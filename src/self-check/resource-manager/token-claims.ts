import { parseJsonObject, textOf } from "../http/json-body.ts";

/**
 * The object id in a token, for the line that says whom to give a role. The token is opaque to its bearer (RFC 6749
 * section 1.4), so nothing but this hint hangs on it.
 *
 * @returns Undefined: the token is no JWT, or has no such claim.
 */
export function objectIdOfToken(token: string): string | undefined {
  const payload = token.split(".", 3)[1] ?? "";
  const claim = textOf(parseJsonObject(Buffer.from(payload, "base64url")), "oid");
  return claim !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(claim) ? claim : undefined;
}
