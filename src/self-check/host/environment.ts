/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's text without white space around it. Undefined: not set, or set to nothing. Own properties only. */
export function variable(environment: Environment, name: string): string | undefined {
  const text = Object.hasOwn(environment, name) ? environment[name]?.trim() : undefined;
  return text === "" ? undefined : text;
}
