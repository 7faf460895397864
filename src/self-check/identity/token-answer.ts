import { memberOf, parseJsonObject, textOf } from "../http/json-body.ts";
import type { AccessToken } from "./credential.ts";

/** Epoch seconds past the year 5000 are no seconds. */
const LATEST_SECONDS = 1e11;

/**
 * Reads the endpoint's answer: `access_token`, and `expires_on` as App Service's article on managed identities
 * describes it, epoch seconds in a text. A number and, from the older version of the protocol, a date are taken too.
 *
 * @returns Undefined: it holds no token that can be sent, or does not say until when it is valid.
 */
export function parseTokenAnswer(body: Uint8Array): AccessToken | undefined {
  const answer = parseJsonObject(body);
  const token = textOf(answer, "access_token");
  const expiresOnTimestamp = parseExpiry(memberOf(answer, "expires_on"));
  // What is not visible ASCII cannot stand in a header.
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token) || expiresOnTimestamp === undefined) return undefined;
  return { token, expiresOnTimestamp };
}

function parseExpiry(value: unknown): number | undefined {
  const seconds = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof seconds === "number") return seconds > 0 && seconds < LATEST_SECONDS ? seconds * 1000 : undefined;
  const date = typeof value === "string" && /[/:-]/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isFinite(date) ? date : undefined;
}
