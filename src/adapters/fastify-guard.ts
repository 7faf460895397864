import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
} from "fastify";
import type { GuardLogger, GuardOptions } from "../config/options.ts";
import type { Decision, GuardRequest, Refused } from "../guard/decision.ts";
import type { GuardCore } from "../guard/guard.ts";
import type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
import type { Health } from "../guard/health.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { VerifiedOptions } from "../self-check/self-check.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { connectionOf } from "./connection.ts";
import { assertRegisteredFirst } from "./fastify-registration.ts";
import { createRoutePolicies, type RoutePolicies, type RoutePolicy } from "./fastify-routes.ts";
import { attempt, isOver, rawHeadersOf } from "./http.ts";
import { assertCalledByHand } from "./misuse.ts";
import { narrowed } from "./narrowed.ts";
import { type GuardedUpgradeListener, guardUpgrade, type UpgradeListener } from "./upgrade.ts";

/** A hook of a route: `onRequest`, `preValidation` or `preHandler`. */
export type FastifyHook = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

/** What the plugin adds to the app as `app.clientCert`. */
export interface FastifyGuard {
  /**
   * A hook that narrows a route to some of those whom the guard admitted, and refuses everyone else with 403. The same
   * as the rules in the route's `config.clientCert`.
   *
   * @throws ConfigurationError with every problem of the rules.
   */
  only(rules: ClientRule | readonly ClientRule[]): FastifyHook;
  /**
   * Guards a listener that the app itself puts on the server's `upgrade`, as of WebSockets, which Fastify does not see:
   * `app.server.on("upgrade", app.clientCert.upgrade(listener))`. It and `authorize` get the request of `node:http`. A
   * plugin that hands the upgrade to a Fastify route (@fastify/websocket) needs none of this.
   *
   * @param rules Whom of those whom the guard admits it is for. Absent: all of them, and the open paths count.
   * @throws ConfigurationError with every problem of the rules.
   */
  upgrade(listener: GuardedUpgradeListener, rules?: ClientRule | readonly ClientRule[]): UpgradeListener;
  /** For a health endpoint, to be answered with 200: says what wants an operator. Holds no secret. */
  health(): Health;
  /** What is known of the host that the app runs on, and how to wait for it. */
  readonly selfCheck: GuardSelfCheck;
  /** Short for `selfCheck.verified`. */
  verified(options?: VerifiedOptions): Promise<SelfCheckStatus | SelfCheckOff>;
  /** Writes what the log still owes and stops the timers. `app.close()` does it. */
  close(): void;
}

/** What the guard is told in code; `authorize` gets Fastify's request. */
export type FastifyGuardOptions = GuardOptions<FastifyRequest>;

interface RequestState {
  readonly client: ClientCertificate | undefined;
  readonly report: Verdict | undefined;
}

/** The plugin, given what makes its guard. */
export function createFastifyPlugin(
  createCore: (options: GuardOptions) => GuardCore,
): FastifyPluginAsync<FastifyGuardOptions> {
  const plugin: FastifyPluginAsync<FastifyGuardOptions> = async function clientCertificate(app, options) {
    assertRegisteredFirst(app);
    const core = createCore(withLogger(options as GuardOptions, app.log));
    const states = new WeakMap<FastifyRequest, RequestState>();
    app.decorate("clientCert", createFastifyGuard(core, states));
    // Getters without setters: nothing but the guard says who the caller is.
    app.decorateRequest("clientCert", { getter: stateOf(states, "client") });
    app.decorateRequest("clientCertReport", { getter: stateOf(states, "report") });
    const policies = createRoutePolicies(core);
    app.addHook("onRoute", (route) => policies.check(route.config));
    app.addHook("onRequest", createGuardHook(core, states, policies));
    app.addHook("onClose", async () => core.close());
  };
  return Object.assign(plugin, {
    // What fastify-plugin would set: hooks and decorators belong to the app that registers, not to a child of its own.
    [Symbol.for("skip-override")]: true,
    [Symbol.for("fastify.display-name")]: "azure-client-cert",
    [Symbol.for("plugin-meta")]: { name: "azure-client-cert", fastify: "5.x" },
  });
}

function createFastifyGuard(core: GuardCore, states: WeakMap<FastifyRequest, RequestState>): FastifyGuard {
  return {
    only(...args: [rules: ClientRule | readonly ClientRule[]]) {
      assertCalledByHand(args, 1, { name: "only", meant: 'app.clientCert.only({ subject: "CN=ops,O=Contoso,C=DE" })' });
      const narrowing = core.compileNarrowing(args[0], "app.clientCert.only");
      return function clientCertificateOnly(request, reply, done) {
        const decision = core.narrow(states.get(request)?.client, narrowing, describe(request));
        if (decision.kind === "admitted") done();
        else attempt(reply.raw, () => refuse(reply, decision));
      };
    },
    upgrade: (listener: GuardedUpgradeListener, rules?: ClientRule | readonly ClientRule[]) =>
      guardUpgrade(core, listener, rules),
    health: () => core.health(),
    selfCheck: core.selfCheck,
    verified: (options?: VerifiedOptions) => core.selfCheck.verified(options),
    close: () => core.close(),
  };
}

function createGuardHook(
  core: GuardCore,
  states: WeakMap<FastifyRequest, RequestState>,
  policies: RoutePolicies,
): FastifyHook {
  return function clientCertificateGuard(request, reply, done) {
    core.see(request.raw, reply.raw);
    const described = describe(request);
    const { override, narrowing } = policyOf(request, core, policies);
    const finish = (decision: Decision): void => {
      const outcome = narrowed(core, decision, narrowing, described);
      if (!attempt(reply.raw, () => settle(states, request, reply, outcome))) return;
      if (outcome.kind !== "refused") done();
    };
    const decision = core.decide(described, override);
    if (!(decision instanceof Promise)) return finish(decision);
    void decision
      .then((late) => {
        // The client may have gone, or a time limit of the app may have answered.
        if (!isAnswered(reply)) finish(late);
      })
      .catch(() => reply.raw.destroy());
  };
}

function policyOf(request: FastifyRequest, core: GuardCore, policies: RoutePolicies): RoutePolicy {
  // The handler for what is not found is no route, so only the open paths decide about it.
  if (request.is404) return {};
  const { config, url = "" } = request.routeOptions;
  return policies.of(config, (error) => core.complain(error, url));
}

function settle(
  states: WeakMap<FastifyRequest, RequestState>,
  request: FastifyRequest,
  reply: FastifyReply,
  decision: Decision,
): void {
  if (decision.kind === "refused") refuse(reply, decision);
  else if (decision.kind === "admitted") states.set(request, { client: decision.client, report: decision.report });
  else if (decision.kind === "reported") states.set(request, { client: undefined, report: decision.report });
}

function describe(request: FastifyRequest): GuardRequest {
  return {
    method: request.method,
    // As received, also when the app has a `rewriteUrl`.
    rawUrl: request.originalUrl,
    rawHeaders: rawHeadersOf(request.raw),
    socket: connectionOf(request.raw),
    native: request,
  };
}

function refuse(reply: FastifyReply, { status, headers, body }: Refused): void {
  if (!isAnswered(reply)) void reply.code(status).headers(headers).send(body);
}

function isAnswered(reply: FastifyReply): boolean {
  return reply.sent || isOver(reply.raw);
}

function stateOf<Member extends keyof RequestState>(
  states: WeakMap<FastifyRequest, RequestState>,
  member: Member,
): (this: FastifyRequest) => RequestState[Member] | undefined {
  return function get() {
    return states.get(this)?.[member];
  };
}

/** Fastify's logger unless the options name another, or the app has none: then the guard's own default. */
function withLogger(options: GuardOptions, log: FastifyInstance["log"]): GuardOptions {
  return "log" in options || isSilent(log) ? options : { ...options, log: log satisfies GuardLogger };
}

/** A Fastify app without a logger has one all the same: it has no level, and its methods are one empty function. */
function isSilent(log: FastifyInstance["log"]): boolean {
  return log.level === undefined && log.info === log.error;
}
