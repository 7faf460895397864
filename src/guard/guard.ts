import { loadSettings } from "../config/load.ts";
import type { GuardLogger, GuardOptions } from "../config/options.ts";
import type { Settings } from "../config/settings.ts";
import type { ConfigurationError, ConfigurationProblem } from "../errors.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { AnswerHead, AppProbe, ObservedServer, SeenRequest } from "../self-check/app-probe.ts";
import { keepProbing } from "../self-check/keep-probing.ts";
import type { SelfCheck } from "../self-check/self-check.ts";
import { composeValidator, type Validator } from "../validator.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import { startLine } from "../verdict/start-line.ts";
import type { AdmittedVerdict, Verdict } from "../verdict/verdict.ts";
import { type Answer, askAuthorize } from "./authorize.ts";
import type { Admitted, Decision, GuardRequest, Open, Override, Refused } from "./decision.ts";
import { createGuardSelfCheck, type GuardSelfCheck, watchHostFor } from "./guard-self-check.ts";
import { describeHealth, type Health } from "./health.ts";
import { createHostTrust, type HostTrust } from "./host-trust.ts";
import { safeLog, standardErrorLog } from "./log.ts";
import { compileNarrowing, isMeant, type Narrowing, wrongRoute } from "./narrowing.ts";
import { compileOpenPaths, type IsOpen } from "./open-paths.ts";
import { Refusals } from "./refusals.ts";
import { createOverdueReminder, isRefusedInReportMode, type OverdueReminder } from "./report-mode.ts";

/** The guard without a framework. Adapters wrap it; nothing in it throws at a request. */
export interface GuardCore {
  /**
   * Decides about one request. At once, unless the user's `authorize` takes its time. Never throws and never rejects:
   * what goes wrong in here refuses. Forgets whom it admitted for this very request before.
   */
  decide(request: GuardRequest, override?: Override): Decision | Promise<Decision>;
  /** Throws ConfigurationError. `source` is what the operator knows the rules by; default `guard.only`. */
  compileNarrowing(rules: ClientRule | readonly ClientRule[], source?: string): Narrowing;
  /**
   * Decides whether a route is for a caller.
   *
   * @param client Who the request says it is from. Counts only if this guard itself admitted it for this request.
   */
  narrow(client: ClientCertificate | undefined, narrowing: Narrowing, request: GuardRequest): Admitted | Refused;
  /** Tells the operator of a route whose protection is not understood, for adapters that learn of it too late to fail. */
  complain(error: ConfigurationError, route: string): void;
  health(): Health;
  readonly selfCheck: GuardSelfCheck;
  /** For an adapter's first hook: tells the probe of a request, of which over HTTP/2 nobody else does. */
  see(request: SeenRequest, answer?: AnswerHead): void;
  /**
   * Has the probe watch a server of HTTP/2, or one that another copy of `node:http` made, until `close`. Returns what ends
   * it before.
   */
  observe(server: ObservedServer): () => void;
  /** Writes what the log still owes and stops the timers. The guard goes on to decide. */
  close(): void;
}

export interface GuardParts {
  readonly settings: Settings;
  readonly validator: Validator;
  /** Undefined: nobody asks about the host. */
  readonly selfCheck?: SelfCheck | undefined;
  /** Undefined: nobody tries the host out. */
  readonly probe?: AppProbe | undefined;
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: () => number;
}

/**
 * The guard as the environment and the options say. Writes to the log what it enforces.
 *
 * @throws ConfigurationError with every problem.
 */
export function createGuardCore(options: GuardOptions = {}): GuardCore {
  const settings = loadSettings(options);
  const validator = composeValidator(settings, settings.clock);
  const monotonic = (): number => performance.now();
  return composeGuard({ settings, validator, ...watchHostFor(settings, monotonic), monotonic });
}

export function composeGuard(parts: GuardParts): GuardCore {
  return new Guard(parts);
}

const OPEN: Open = Object.freeze({ kind: "open" });

class Guard implements GuardCore {
  readonly #settings: Settings;
  readonly #validator: Validator;
  readonly #monotonic: () => number;
  readonly #log: GuardLogger;
  readonly #isOpen: IsOpen;
  readonly #refusals: Refusals;
  readonly #reminder: OverdueReminder;
  readonly #hostTrust: HostTrust;
  readonly #selfCheck: SelfCheck | undefined;
  readonly #probe: AppProbe | undefined;
  readonly #stopProbing: () => void;
  readonly selfCheck: GuardSelfCheck;
  readonly #admitted = new WeakMap<object, ClientCertificate>();

  constructor({ settings, validator, selfCheck, probe, monotonic }: GuardParts) {
    const log = safeLog(settings.log ?? standardErrorLog);
    this.#settings = settings;
    this.#validator = validator;
    this.#monotonic = monotonic;
    this.#log = log;
    this.#isOpen = compileOpenPaths(settings.openPaths);
    this.#refusals = new Refusals(log, settings.frontEnd);
    this.#reminder = createOverdueReminder(settings.reportUntil, { clock: settings.clock, monotonic, log });
    this.#hostTrust = createHostTrust(selfCheck, settings.enforce);
    this.#selfCheck = selfCheck;
    this.#probe = probe;
    this.#stopProbing = selfCheck && probe ? keepProbing(selfCheck, probe, monotonic) : () => undefined;
    this.selfCheck = createGuardSelfCheck(selfCheck);
    log.info(startLine(settings, settings.clock()), "client certificates are guarded");
    for (const warning of settings.warnings) this.#warn(warning);
    this.#reminder.remind();
    // In the background: a host that cannot be asked must not keep the app from starting.
    selfCheck?.start();
  }

  decide(request: GuardRequest, override?: Override): Decision | Promise<Decision> {
    try {
      this.#admitted.delete(request.native);
      this.#probe?.noticeRequest();
      if (this.#probe?.isOwn(request) === true) return this.#refusals.refuseUnseen();
      if (override === "open" || (override === undefined && this.#isOpen(request.rawUrl))) return OPEN;
      this.#reminder.remind();
      const verdict = this.#hostTrust.vouch(this.#validator.validate(request), request);
      const decision =
        verdict instanceof Promise ? verdict.then((late) => this.#judge(request, late)) : this.#judge(request, verdict);
      if (!(decision instanceof Promise)) return decision;
      return decision.catch((error: unknown) => this.#refusals.refuseFor(error, request));
    } catch (error) {
      return this.#refusals.refuseFor(error, request);
    }
  }

  compileNarrowing(rules: ClientRule | readonly ClientRule[], source = "guard.only"): Narrowing {
    return compileNarrowing(rules, source, (warning) => this.#warn(warning));
  }

  narrow(client: ClientCertificate | undefined, narrowing: Narrowing, request: GuardRequest): Admitted | Refused {
    try {
      const admitted = this.#admitted.get(request.native);
      if (admitted !== undefined && admitted === client && isMeant(narrowing, admitted)) {
        return { kind: "admitted", client: admitted, report: undefined };
      }
      return this.#refusals.refuse(wrongRoute(admitted === client ? admitted : undefined), request);
    } catch (error) {
      return this.#refusals.refuseFor(error, request);
    }
  }

  complain({ problems }: ConfigurationError, route: string): void {
    this.#log.error(
      { event: "client_certificate_route_misconfigured", route, problems },
      "a route refuses everyone: what it says of client certificates is not understood",
    );
  }

  health(): Health {
    return describeHealth(this.#settings, {
      now: this.#settings.clock(),
      isReportOverdue: this.#reminder.isOverdue(),
      host: this.#selfCheck?.status(),
    });
  }

  see(request: SeenRequest, answer?: AnswerHead): void {
    this.#probe?.see(request, answer);
  }

  observe(server: ObservedServer): () => void {
    return this.#probe?.observe(server) ?? (() => undefined);
  }

  close(): void {
    this.#stopProbing();
    this.#probe?.close();
    this.#selfCheck?.close();
    this.#refusals.close();
  }

  /** The user has the last word on those whom nothing else refuses. */
  #judge(request: GuardRequest, verdict: Verdict): Decision | Promise<Decision> {
    if (!verdict.ok) return this.#conclude(request, verdict);
    const answer = this.#ask(request, verdict.client);
    if (!(answer instanceof Promise)) return this.#conclude(request, withAnswer(verdict, answer));
    return answer.then((late) => this.#conclude(request, withAnswer(verdict, late)));
  }

  #ask(request: GuardRequest, client: ClientCertificate): Answer | Promise<Answer> {
    const { authorize } = this.#settings;
    return authorize === undefined ? undefined : askAuthorize(authorize, client, request.native, this.#monotonic);
  }

  #conclude(request: GuardRequest, verdict: Verdict): Decision {
    const isReport = this.#settings.enforce === "report";
    if (verdict.ok) {
      this.#admitted.set(request.native, verdict.client);
      return { kind: "admitted", client: verdict.client, report: isReport ? verdict : undefined };
    }
    if (!isReport || isRefusedInReportMode(verdict.findings)) return this.#refusals.refuse(verdict, request);
    this.#refusals.report(verdict, request);
    return { kind: "reported", report: verdict };
  }

  #warn(warning: ConfigurationProblem): void {
    this.#log.warn({ event: "client_certificate_configuration_warning", ...warning }, warning.message);
  }
}

/** The verdict once the user has had the last word. */
function withAnswer(verdict: AdmittedVerdict, answer: Answer): Verdict {
  if (answer === undefined) return verdict;
  const { client, findings } = verdict;
  return { ok: false, code: answer.code, findings: [...findings, answer], certificate: client.certificate };
}
