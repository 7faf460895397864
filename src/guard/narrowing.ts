import { ConfigurationError, type ConfigurationProblem } from "../errors.ts";
import { compileRules } from "../rules/compile.ts";
import { matchRules } from "../rules/match.ts";
import type { ClientRule, CompiledRule } from "../rules/rule.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { RefusedVerdict } from "../verdict/verdict.ts";

/** Whom one route is for, among those whom the guard admits. */
export interface Narrowing {
  readonly rules: readonly CompiledRule[];
}

/** A narrowing that refuses everyone: what stands in the place of one that cannot be read. */
export const NOBODY: Narrowing = Object.freeze({ rules: Object.freeze([]) });

/**
 * Reads the rules of one route.
 *
 * @param source What the operator knows the rules by, `guard.only`.
 * @param warn Told what is accepted and still unwise.
 * @throws ConfigurationError with every problem, also when there is no rule at all.
 */
export function compileNarrowing(
  rules: ClientRule | readonly ClientRule[],
  source: string,
  warn: (warning: ConfigurationProblem) => void,
): Narrowing {
  const compiled = compileRules(isList(rules) ? rules : [rules], source);
  if (compiled.problems.length > 0) throw new ConfigurationError(compiled.problems);
  for (const warning of compiled.warnings) warn(warning);
  return Object.freeze({ rules: compiled.rules });
}

function isList(rules: ClientRule | readonly ClientRule[]): rules is readonly ClientRule[] {
  return Array.isArray(rules);
}

/**
 * Whether the route is for this caller. What its certificate may be used for was judged when it was admitted, so a
 * narrowing's `extendedKeyUsage` changes nothing.
 */
export function isMeant({ rules }: Narrowing, client: ClientCertificate): boolean {
  const { certificate: leaf, path, namesVerified } = client;
  return matchRules(rules, { leaf, issuer: path[1], namesVerified, purpose: "clientAuth" }).ok;
}

/**
 * Why a route refuses.
 *
 * @param client Undefined: the guard admitted nobody for this request. Its path is open, report mode let it through, or
 *   the guard does not stand before the route.
 */
export function wrongRoute(client: ClientCertificate | undefined): RefusedVerdict {
  const details = { caller: client?.caller ?? "(nobody: the guard admitted no one for this request)" };
  const finding = { code: "route_not_allowed", certificateIndex: 0, severity: "error", details } as const;
  return { ok: false, code: "route_not_allowed", findings: [finding], certificate: client?.certificate };
}
