import { type Environment, variable } from "../host/environment.ts";
import { httpGet } from "../http/http-get.ts";
import { askWithRetries, REAL_TIMING, type Timing } from "../http/retry.ts";
import { type AccessToken, type Credential, WitnessError } from "./credential.ts";
import { answerInvalid, endpointRejected, failureOf, identityMissing } from "./identity-failures.ts";
import { parseTokenAnswer } from "./token-answer.ts";
import { type IdentitySelection, parseTokenEndpoint, tokenRequestUrl } from "./token-endpoint.ts";

export interface ManagedIdentityOptions extends Partial<Timing> {
  /** Read whenever a token is fetched: the platform changes `IDENTITY_HEADER`. */
  readonly environment: Environment;
  /** Absent: the user-assigned identity that AZURE_CLIENT_ID names, else the system-assigned one. */
  readonly identity?: IdentitySelection | undefined;
  /** Milliseconds for one attempt. Default 10 000, as for Resource Manager, though the endpoint is near. */
  readonly attemptMilliseconds?: number;
  /** Milliseconds for one token with all attempts. Default 30 000, half of what one question may take in all. */
  readonly totalMilliseconds?: number;
}

/** A token that is about to expire is fetched anew, so that it does not do so under way: five minutes, as Azure's own libraries do. */
const EARLY = 5 * 60_000;

/** 64 KiB. A token is a header line later, and those are a few KiB long; the rest of the answer is short. */
const LONGEST_BODY = 65_536;

/** 404, 408, 410 and 429 are what Azure's own libraries try again beside errors of the server. */
const TRANSIENT: readonly number[] = [404, 408, 410, 429];

/**
 * The managed identity of App Service and Container Apps (App Service's article on managed identities: REST endpoint).
 * Keeps one token in memory until five minutes before it expires; callers at the same time share one request.
 *
 * `getToken` rejects with WitnessError: identity_missing, identity_endpoint_rejected, identity_unreachable,
 * identity_refused or identity_answer_invalid.
 */
export function createManagedIdentity(options: ManagedIdentityOptions): Credential {
  const timing: Timing = { ...REAL_TIMING, ...options };
  let kept: Kept | undefined;
  let underWay: { readonly scope: string; readonly token: Promise<AccessToken> } | undefined;

  const fetchAndKeep = async (scope: string): Promise<AccessToken> => {
    const since = timing.monotonic();
    const token = await fetchToken(scope, options, timing);
    kept = { scope, token, since, lifetime: token.expiresOnTimestamp - timing.clock() };
    return token;
  };

  return {
    getToken: (scope) => {
      if (kept?.scope === scope && isFresh(kept, timing)) return Promise.resolve(kept.token);
      if (underWay?.scope !== scope) {
        const token = fetchAndKeep(scope).finally(() => {
          if (underWay?.token === token) underWay = undefined;
        });
        underWay = { scope, token };
      }
      return underWay.token;
    },
    forget: () => {
      kept = undefined;
    },
  };
}

interface Kept {
  readonly scope: string;
  readonly token: AccessToken;
  /** On the monotonic clock. */
  readonly since: number;
  /** Milliseconds. */
  readonly lifetime: number;
}

/** By both clocks: one that is set back must not lengthen a token's life. */
function isFresh({ token, since, lifetime }: Kept, { clock, monotonic }: Timing): boolean {
  return monotonic() - since < lifetime - EARLY && clock() < token.expiresOnTimestamp - EARLY;
}

async function fetchToken(scope: string, options: ManagedIdentityOptions, timing: Timing): Promise<AccessToken> {
  const { environment, attemptMilliseconds = 10_000, totalMilliseconds = 30_000 } = options;
  const text = variable(environment, "IDENTITY_ENDPOINT");
  if (text === undefined || secretOf(environment) === undefined) throw new WitnessError(identityMissing());
  const endpoint = parseTokenEndpoint(text);
  if (endpoint === undefined) throw new WitnessError(endpointRejected());

  const identity = options.identity ?? identityOf(environment);
  const url = tokenRequestUrl(endpoint, resourceOf(scope), identity);
  const ask = (milliseconds: number) => {
    const headers = { accept: "application/json", "x-identity-header": secretOf(environment) ?? "" };
    return httpGet({ url, headers, milliseconds, longestBody: LONGEST_BODY });
  };
  const isTransient = (status: number) => status >= 500 || TRANSIENT.includes(status);
  const until = timing.monotonic() + totalMilliseconds;
  const outcome = await askWithRetries({ ask, isTransient, longestAttempt: attemptMilliseconds, until }, timing);

  const failure = failureOf(outcome, identity);
  if (failure !== undefined || outcome.kind === "failure")
    throw new WitnessError(failure ?? answerInvalid("none came"));
  const token = parseTokenAnswer(outcome.body);
  if (token === undefined) throw new WitnessError(answerInvalid("it holds no token with a time of expiry"));
  if (token.expiresOnTimestamp <= timing.clock()) throw new WitnessError(answerInvalid("its token has expired"));
  return token;
}

function secretOf(environment: Environment): string | undefined {
  return variable(environment, "IDENTITY_HEADER");
}

function identityOf(environment: Environment): IdentitySelection | undefined {
  const clientId = variable(environment, "AZURE_CLIENT_ID");
  return clientId === undefined ? undefined : { clientId };
}

/** The endpoint knows resources, not scopes: `https://management.azure.com/` for what ends in `/.default`. */
function resourceOf(scope: string): string {
  return scope.replace(/\.default$/, "").replace(/\/\/$/, "/");
}
