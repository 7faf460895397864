import { ConfigurationError } from "../errors.ts";
import type { Override } from "../guard/decision.ts";
import type { GuardCore } from "../guard/guard.ts";
import { type Narrowing, NOBODY } from "../guard/narrowing.ts";
import type { ClientRule } from "../rules/rule.ts";

/**
 * What a route may write into `config.clientCert`. Rules are `& object` because TypeScript lets any word pass for a rule:
 * it has all the members that a rule must have, which is none.
 */
export type RouteProtection = "open" | "protected" | (ClientRule & object) | readonly (ClientRule & object)[];

/** What a route says of itself; without `override` the open paths decide. */
export interface RoutePolicy {
  readonly override?: Override;
  readonly narrowing?: Narrowing;
}

const BY_PATH: RoutePolicy = Object.freeze({});
const OPEN: RoutePolicy = Object.freeze({ override: "open" });
const PROTECTED: RoutePolicy = Object.freeze({ override: "protected" });
const REFUSE_ALL: RoutePolicy = Object.freeze({ override: "protected", narrowing: NOBODY });

/** The policies of an app's routes, each read once. */
export interface RoutePolicies {
  /** Throws ConfigurationError when the route's `config.clientCert` is none of what it may be. */
  check(config: object | undefined): void;
  /**
   * The policy of the route that a request was routed to. Never throws: a route that is not understood refuses everyone,
   * and `complain` hears of it once.
   *
   * @param config Of the route; the same object for each of its requests.
   */
  of(config: object, complain: (error: ConfigurationError) => void): RoutePolicy;
}

export function createRoutePolicies(core: GuardCore): RoutePolicies {
  const policies = new WeakMap<object, RoutePolicy>();
  // A GET route and the HEAD route that Fastify makes of it share their rules.
  const byRules = new WeakMap<object, RoutePolicy>();

  function read(config: object): RoutePolicy {
    // Own members only: nothing that pollutes Object.prototype opens a route.
    if (!Object.hasOwn(config, "clientCert")) return BY_PATH;
    const { clientCert } = config as { readonly clientCert: unknown };
    if (clientCert === undefined) return BY_PATH;
    if (clientCert === "open") return OPEN;
    if (clientCert === "protected") return PROTECTED;
    if (typeof clientCert !== "object" || clientCert === null) throw unknownValue();
    const policy = byRules.get(clientCert) ?? readRules(clientCert);
    byRules.set(clientCert, policy);
    return policy;
  }

  function readRules(rules: object): RoutePolicy {
    // Whatever object it is: the rules' reader says what is wrong with it.
    const narrowing = core.compileNarrowing(rules as ClientRule | readonly ClientRule[], SOURCE);
    return Object.freeze({ override: "protected", narrowing });
  }

  function readOnce(config: object, complain: (error: ConfigurationError) => void): RoutePolicy {
    try {
      return read(config);
    } catch (error) {
      complain(error instanceof ConfigurationError ? error : unknownValue());
      return REFUSE_ALL;
    }
  }

  return {
    check(config) {
      if (config !== undefined) read(config);
    },
    of(config, complain) {
      const policy = policies.get(config) ?? readOnce(config, complain);
      policies.set(config, policy);
      return policy;
    },
  };
}

const SOURCE = "config.clientCert";

function unknownValue(): ConfigurationError {
  return new ConfigurationError([
    {
      code: "route_protection_unknown",
      source: SOURCE,
      message: "The route's value is none that it may have.",
      remedy: 'Write "open", "protected", or whom the route is for: { subject: "CN=ops,O=Contoso,C=DE" }.',
    },
  ]);
}
