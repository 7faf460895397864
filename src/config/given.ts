import type { SetVariables } from "./environment.ts";
import type { GivenOptions } from "./option-values.ts";
import type { Problems, Reporter } from "./problems.ts";
import { VARIABLES, type Variable, type Variables } from "./variables.ts";

/** A setting that somebody wrote, rightly or wrongly. */
export interface Given<Value> {
  /** Undefined when it could not be read; that is reported. */
  readonly value: Value | undefined;
  readonly report: Reporter;
}

/** What was written, setting by setting. Undefined: nobody wrote it. */
export type GivenSettings = {
  readonly [Key in keyof Variables]: Variables[Key] extends Variable<infer Value> ? Given<Value> | undefined : never;
};

/** Reads each setting from code or else from its variable. */
export function readGiven(options: GivenOptions, variables: SetVariables, problems: Problems): GivenSettings {
  const read = <Value>(variable: Variable<Value>) => readOne(variable, options, variables, problems);
  return {
    trustAnchors: read(VARIABLES.trustAnchors),
    intermediates: read(VARIABLES.intermediates),
    pinned: read(VARIABLES.pinned),
    allow: read(VARIABLES.allow),
    allowedIssuers: read(VARIABLES.allowedIssuers),
    allowedSubjects: read(VARIABLES.allowedSubjects),
    allowedSans: read(VARIABLES.allowedSans),
    allowedThumbprints: read(VARIABLES.allowedThumbprints),
    eku: read(VARIABLES.eku),
    openPaths: read(VARIABLES.openPaths),
    enforce: read(VARIABLES.enforce),
    reportUntil: read(VARIABLES.reportUntil),
    frontEnd: read(VARIABLES.frontEnd),
    trustedPeers: read(VARIABLES.trustedPeers),
    selfCheck: read(VARIABLES.selfCheck),
    hostResourceId: read(VARIABLES.hostResourceId),
    publicHost: read(VARIABLES.publicHost),
    probeKey: read(VARIABLES.probeKey),
    clockSkew: read(VARIABLES.clockSkew),
  };
}

function readOne<Value>(
  { name, option, fromText, fromCode }: Variable<Value>,
  options: GivenOptions,
  variables: SetVariables,
  problems: Problems,
): Given<Value> | undefined {
  if (!options.has(option)) {
    if (!variables.has(name)) return undefined;
    const text = variables.get(name);
    const report = problems.at(name);
    return { value: text === undefined ? undefined : fromText(text, report), report };
  }
  if (variables.has(name)) {
    const message = `The option \`${option}\` in code takes its place, so it is not used.`;
    problems.at(name).add("variable_overridden", message, "Remove the variable, or the option.");
  }
  if (fromCode === undefined) return undefined;
  const value = options.get(option);
  const report = problems.at(option);
  return { value: value === undefined ? undefined : fromCode(value, report), report };
}
