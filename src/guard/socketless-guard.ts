import { loadSettings } from "../config/load.ts";
import type { GuardOptions } from "../config/options.ts";
import type { Settings } from "../config/settings.ts";
import { ConfigurationError, type ConfigurationProblem } from "../errors.ts";
import { composeValidator } from "../validator.ts";
import { composeGuard, type GuardCore } from "./guard.ts";
import { watchHostFor } from "./guard-self-check.ts";

/** An adapter for requests that come without the connection that they came over. */
export interface SocketlessAdapter {
  /** What the operator knows it by: `azure-client-cert/fetch`. */
  readonly name: string;
  /** `told`: it opens nothing by them, and only the self-check hears which paths are meant to be open. */
  readonly openPaths: "compared" | "told";
}

/**
 * As `createGuardCore`, for such an adapter.
 *
 * @throws ConfigurationError with every problem; also when the settings need the connection.
 */
export function createSocketlessGuardCore(adapter: SocketlessAdapter, options: GuardOptions = {}): GuardCore {
  const loaded = loadSettings(options);
  const problems = problemsWithoutSocket(loaded, adapter);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const warnings = Object.freeze([...loaded.warnings, ...warningsOf(loaded, adapter)]);
  const settings = Object.freeze({ ...loaded, warnings });
  const validator = composeValidator(settings, settings.clock);
  const monotonic = (): number => performance.now();
  return composeGuard({ settings, validator, ...watchHostFor(settings, monotonic), monotonic });
}

function problemsWithoutSocket(
  { frontEnd, trustedPeers }: Settings,
  { name }: SocketlessAdapter,
): readonly ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  if (frontEnd.name === "socket") {
    problems.push({
      code: "front_end_needs_socket",
      source: name,
      message: "The front end `socket` is the connection's own certificate, and requests have no connection here.",
      remedy: "Use the guard for Express, Fastify or node:http, or a front end that writes a header.",
    });
  }
  if (frontEnd.name === "container-apps" && frontEnd.elements > 1) {
    problems.push({
      code: "front_end_needs_socket",
      source: name,
      message:
        "With more than one element two header lines look like one here, and a client may have written the first.",
      remedy: "Use the guard for Express, Fastify or node:http, or a chain of proxies that leaves one element.",
    });
  }
  if (typeof trustedPeers === "object") {
    problems.push({
      code: "trusted_peers_need_socket",
      source: name,
      message: "Trusted peers are told by the address of the connection, and requests have no connection here.",
      remedy:
        "Write `network-enforced` where the network lets nobody else through, or use the guard for Express, Fastify " +
        "or node:http. The settings that `azure-client-cert dev` writes say so with `--trusted-peers network-enforced`.",
    });
  }
  return problems;
}

function warningsOf({ openPaths }: Settings, { name, openPaths: use }: SocketlessAdapter): ConfigurationProblem[] {
  if (use === "compared" || openPaths.length === 0) return [];
  return [
    {
      code: "open_paths_only_told",
      source: name,
      message: "Open paths open no handler here; only the self-check takes them into account.",
      remedy: "Leave the handlers unprotected that are meant to be open.",
    },
  ];
}
