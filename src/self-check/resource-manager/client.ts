import type { Cloud } from "../host/clouds.ts";
import { httpGet } from "../http/http-get.ts";
import { type JsonObject, memberOf, parseJsonObject } from "../http/json-body.ts";
import { askWithRetries, REAL_TIMING, retryAfterOf, type Timing } from "../http/retry.ts";
import type { Credential } from "../identity/credential.ts";
import type { WitnessFailure } from "../witness.ts";
import { type Asked, answerInvalid, failureOfGet, failureOfStatus } from "./failures.ts";
import { nextPage } from "./next-page.ts";
import { forgetToken, getToken } from "./token.ts";

export interface ResourceManagerOptions extends Partial<Timing> {
  readonly credential: Credential;
  readonly cloud: Cloud;
  /** Another origin than the cloud's, for tests. http only to this machine. */
  readonly endpoint?: string | undefined;
  /** PEM of the only roots to trust, for tests. */
  readonly ca?: string | undefined;
  /** Milliseconds for one attempt. Default 10 000: an answer takes one second, and a lost connection shows in ten. */
  readonly attemptMilliseconds?: number;
  /** Milliseconds for one question with all attempts and pages. Default 60 000: a Retry-After of half a minute fits. */
  readonly totalMilliseconds?: number;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: WitnessFailure };

/** Reads from Azure Resource Manager. Every method resolves, within its time. */
export interface ResourceManager {
  /**
   * @param path From `/subscriptions` on, encoded.
   * @param within Milliseconds, when it has less time than usual.
   */
  get(path: string, apiVersion: string, within?: number): Promise<Answer<JsonObject>>;
  /** The members of a list, of all its pages. */
  list(path: string, apiVersion: string): Promise<Answer<readonly unknown[]>>;
}

/** A site is some 10 KiB, a page of slots at most a few hundred. */
const LONGEST_BODY = 4 * 1024 * 1024;

/** A site has 20 slots at most (App Service limits), and a page could hold a single one. */
const MOST_PAGES = 20;

/**
 * Throws TypeError when `endpoint` is neither https nor on this machine: the token goes there.
 */
export function createResourceManager(options: ResourceManagerOptions): ResourceManager {
  const { credential, cloud, ca, attemptMilliseconds = 10_000, totalMilliseconds = 60_000 } = options;
  const setup: Setup = {
    credential,
    ca,
    scope: `${cloud.tokenResource}.default`,
    origin: originOf(options.endpoint ?? cloud.resourceManager),
    longestAttempt: attemptMilliseconds,
    timing: { ...REAL_TIMING, ...options },
  };
  const until = (within: number) => setup.timing.monotonic() + Math.min(within, totalMilliseconds);
  return {
    get: (path, apiVersion, within = totalMilliseconds) =>
      getJson(urlOf(setup.origin, path, apiVersion), until(within), setup),
    list: (path, apiVersion) => getPages(urlOf(setup.origin, path, apiVersion), until(totalMilliseconds), setup),
  };
}

interface Setup {
  readonly credential: Credential;
  readonly scope: string;
  readonly origin: string;
  readonly ca: string | undefined;
  readonly longestAttempt: number;
  readonly timing: Timing;
}

function originOf(endpoint: string): string {
  const { protocol, hostname, origin } = new URL(endpoint);
  if (protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1")) return origin;
  throw new TypeError("the endpoint of Resource Manager is neither https nor on this machine");
}

function urlOf(origin: string, path: string, apiVersion: string): URL {
  const url = new URL(origin + path);
  // Dot segments, a query or a host in the path would ask for something else than the path says.
  if (url.origin !== origin || url.pathname !== path) throw new TypeError("the path is not in its final form");
  url.searchParams.set("api-version", apiVersion);
  return url;
}

async function getPages(first: URL, until: number, setup: Setup): Promise<Answer<readonly unknown[]>> {
  const members: unknown[] = [];
  let url: URL | undefined = first;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Answer<JsonObject> = await getJson(url, until, setup);
    if (!answer.ok) return answer;
    const value = memberOf(answer.value, "value");
    const next = nextPage(memberOf(answer.value, "nextLink"), first);
    if (!Array.isArray(value) || next === "elsewhere") {
      return { ok: false, failure: answerInvalid("Resource Manager's answer is not the list that was asked for.") };
    }
    members.push(...value);
    if (next === undefined) return { ok: true, value: members };
    url = next;
  }
  return { ok: false, failure: answerInvalid("Resource Manager's list does not end.") };
}

async function getJson(url: URL, until: number, setup: Setup): Promise<Answer<JsonObject>> {
  const { credential, scope, ca, longestAttempt, timing } = setup;
  const token = await getToken(credential, scope, until - timing.monotonic());
  if (!token.ok) return token;

  const headers = {
    accept: "application/json",
    authorization: `Bearer ${token.value}`,
    "user-agent": "azure-client-cert",
  };
  const ask = (milliseconds: number) => httpGet({ url, headers, milliseconds, longestBody: LONGEST_BODY, ca });
  const outcome = await askWithRetries({ ask, isTransient, longestAttempt, until }, timing);

  const asked: Asked = { host: url.host, path: url.pathname, token: token.value };
  if (outcome.kind === "failure") return { ok: false, failure: failureOfGet(outcome, asked) };
  const failure = failureOfStatus(outcome, asked);
  if (failure !== undefined) {
    if (outcome.status === 401 || outcome.status === 403) forgetToken(credential);
    const retryAfterSeconds = retryAfterOf(outcome, timing.clock());
    return { ok: false, failure: retryAfterSeconds === undefined ? failure : { ...failure, retryAfterSeconds } };
  }
  const body = parseJsonObject(outcome.body);
  if (body === undefined) return { ok: false, failure: answerInvalid("Resource Manager's answer is no JSON object.") };
  return { ok: true, value: body };
}

function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
