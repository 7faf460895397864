/** One thing an operator wrote wrongly: what, where, and what to write instead. */
export interface ConfigurationProblem {
  /** Stable and snake_case, as listed in `docs/configuration.md`. */
  readonly code: string;
  /** The variable (`CLIENT_CERT_ALLOW`) or the option (`allow`) at fault. */
  readonly source: string;
  /** Where inside the value: `entry 2`, `rule "billing"`, `column 14`. Absent: the value as a whole. */
  readonly place?: string;
  /** What is wrong, in one sentence. Never holds a secret. */
  readonly message: string;
  /** What to write instead, in one sentence. */
  readonly remedy: string;
}

/** Thrown at construction, with every problem at once. Nothing a client sends ever leads to it. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly code = "ERR_CLIENT_CERT_CONFIGURATION";
  declare readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(describe(problems));
    // The message says it all; Node would print it a second time, as a property.
    Object.defineProperty(this, "problems", { value: problems, enumerable: false });
  }
}

function describe(problems: readonly ConfigurationProblem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ code, source, place, message, remedy }) => {
    const where = place === undefined ? source : `${source}, ${place}`;
    return `  ${where}: ${message}\n      ${remedy} [${code}]`;
  });
  return `azure-client-cert is not configured (${count}):\n${lines.join("\n")}`;
}
