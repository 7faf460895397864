import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { FindingCode } from "../verdict/finding.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { type Fate, fateOfResponse, isResponse } from "./response-fate.ts";

/**
 * What `expect` can say with `clientCertMatchers`, for the two lines that tell TypeScript:
 *
 * `declare module "vitest" { interface Matchers<T> extends ClientCertMatchers {} }`, or for Jest
 * `declare global { namespace jest { interface Matchers<R> extends ClientCertMatchers<R> {} } }`.
 */
export interface ClientCertMatchers<Result = void> {
  /** A verdict that admits, or a response of the app behind the guard: any status below 400. */
  toBeAdmitted(): Result;
  /** A verdict that refuses, or the guard's own answer to a request that it refused. Absent status: 403 and 503. */
  toBeRefused(status?: 403 | 503): Result;
  /** A verdict that refuses for this reason first. A response never tells: ask the validator, or read the log. */
  toBeRefusedWith(code: FindingCode): Result;
  /** A verdict that admits this caller, or a `clientCert` that is this caller. */
  toHaveCaller(caller: string): Result;
}

/** What Vitest and Jest hand to a matcher as `this`, as far as it is needed. */
export interface MatcherContext {
  readonly isNot?: boolean;
}

/** What Vitest and Jest want back from a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Matchers as `expect.extend` takes them. A type alias, since only those fit types with an index signature. */
export type ClientCertMatcherImplementations = {
  toBeAdmitted(this: MatcherContext, received: unknown): MatcherResult;
  toBeRefused(this: MatcherContext, received: unknown, status?: 403 | 503): MatcherResult;
  toBeRefusedWith(this: MatcherContext, received: unknown, code: FindingCode): MatcherResult;
  toHaveCaller(this: MatcherContext, received: unknown, caller: string): MatcherResult;
};

/**
 * Matchers for Vitest and Jest: `expect.extend(clientCertMatchers)`. They take verdicts of a validator and responses of
 * supertest, of Fastify's `inject`, of `fetch` and of `sendRawHeaders`.
 *
 * A response that is neither the app's success nor the guard's refusal (a 404, a 500, a 403 of the app's own) proves
 * nothing, and fails `toBeAdmitted` and `toBeRefused` with and without `not`. They throw TypeError for anything that is
 * no verdict and no response, such as a promise that nobody awaited.
 */
export const clientCertMatchers: ClientCertMatcherImplementations = {
  toBeAdmitted(received) {
    return settle(this, fateOf(received), (fate) => fate.kind === "admitted", "to be admitted");
  },
  toBeRefused(received, status) {
    if (status !== undefined && isVerdict(received)) throw new TypeError("toBeRefused: a verdict has no status");
    const wanted = `to be refused${status === undefined ? "" : ` with ${status}`}`;
    const matches = (fate: Fate): boolean =>
      fate.kind === "refused" && (status === undefined || fate.status === status);
    return settle(this, fateOf(received), matches, wanted);
  },
  toBeRefusedWith(received, code) {
    if (!isVerdict(received)) {
      throw new TypeError("toBeRefusedWith takes a verdict of a validator: a response tells nobody the reason");
    }
    return settle(
      this,
      fateOf(received),
      (fate) => fate.kind === "refused" && fate.why === code,
      `to be refused with ${code}`,
    );
  },
  toHaveCaller(received, caller) {
    const client = clientOf(received);
    const fate = isVerdict(received) ? describe(fateOf(received)) : `the caller is ${JSON.stringify(client?.caller)}`;
    const wanted = `the caller ${JSON.stringify(caller)}`;
    return { pass: client?.caller === caller, message: () => `expected${not(this)} ${wanted}, and ${fate}` };
  },
};

function settle(context: MatcherContext, fate: Fate, matches: (fate: Fate) => boolean, wanted: string): MatcherResult {
  // What proves nothing passes neither way, and a matcher under `not` fails by passing.
  const pass = fate.kind === "unclear" ? context.isNot === true : matches(fate);
  return { pass, message: () => `expected the request${not(context)} ${wanted}, and ${describe(fate)}` };
}

function not({ isNot }: MatcherContext): string {
  return isNot === true ? " not" : "";
}

function describe({ kind, why }: Fate): string {
  if (kind === "unclear") return `${why}, which is neither the app's success nor the guard's refusal`;
  return `it was ${kind} (${why})`;
}

function fateOf(received: unknown): Fate {
  if (isVerdict(received)) {
    return received.ok
      ? { kind: "admitted", why: received.client.caller, status: undefined }
      : { kind: "refused", why: received.code, status: undefined };
  }
  if (isResponse(received)) return fateOfResponse(received);
  throw new TypeError(
    `neither a verdict nor a response: ${received instanceof Promise ? "a promise; await it" : typeof received}`,
  );
}

function isVerdict(received: unknown): received is Verdict {
  const { ok, findings } = fields(received);
  return typeof ok === "boolean" && Array.isArray(findings);
}

/** Undefined: a verdict that refuses. */
function clientOf(received: unknown): Pick<ClientCertificate, "caller"> | undefined {
  if (isVerdict(received)) return received.ok ? received.client : undefined;
  const { caller, matchedBy } = fields(received);
  if (typeof caller === "string" && typeof matchedBy === "string") return { caller };
  throw new TypeError(
    "toHaveCaller takes a verdict or a clientCert; a response says who the caller is only if the app does",
  );
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
