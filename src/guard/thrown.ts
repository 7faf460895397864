/**
 * Words for whatever was thrown: the message of an error, the text of a string, else only its type. Never throws,
 * whatever getters and `toString` the value has.
 */
export function describeThrown(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message) || thrown.name;
    if (typeof thrown === "string") return thrown;
  } catch {
    return "an error that cannot be read";
  }
  return thrown === null ? "null" : `a value of type ${typeof thrown}`;
}

/** The stack of an error, for the operator's log; undefined when there is none. Never throws. */
export function stackOf(thrown: unknown): string | undefined {
  try {
    return thrown instanceof Error && typeof thrown.stack === "string" ? thrown.stack : undefined;
  } catch {
    return undefined;
  }
}
