import { expect } from "vitest";
import type { CurlRequest } from "./curl.ts";
import type { Outcome, Stand } from "./stand.ts";
import { valuesOf } from "./witness.ts";

/** A request that is not as it should be, what a proxy makes of it, and what both apps must make of that. */
export interface Attack {
  readonly name: string;
  readonly request: CurlRequest;
  /** The values of the certificate header's lines as they arrive at the app. `nothing`: the proxy answers itself. */
  readonly arrives: readonly string[] | "nothing";
  readonly outcome: Outcome;
}

/** Sends the request to a witness too, so that no app can be right for the wrong reason. */
export async function checkAttack<Kind extends string>(
  stand: Stand<Kind>,
  kind: Kind,
  { request, arrives, outcome }: Attack,
): Promise<void> {
  const [arrival, express, fastify] = await Promise.all([
    stand.arrivalOf(kind, request),
    stand.ask("express-app", kind, request),
    stand.ask("fastify-app", kind, request),
  ]);
  const values = valuesOf(arrival, "x-arr-clientcert") ?? "nothing";
  expect({ arrives: values, express, fastify }).toEqual({ arrives, express: outcome, fastify: outcome });
}

/** One row of a table of attacks. Over HTTP/1.1 unless the request says something else. */
export function attack(
  name: string,
  request: CurlRequest,
  arrives: Attack["arrives"],
  outcome: Attack["outcome"],
): Attack {
  return { name, request: { options: ["--http1.1"], ...request }, arrives, outcome };
}

export function admitted(caller: string): Outcome {
  return { status: 200, code: undefined, caller };
}

export function refused(code: string): Outcome {
  return { status: 403, code, caller: undefined };
}

/** Answered by the proxy, or by Node's parser: no guard was asked. */
export function answered(status: number): Outcome {
  return { status, code: undefined, caller: undefined };
}
