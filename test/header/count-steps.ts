/** Methods of a text that look at many of its characters in one call. */
const METHODS = [
  "charAt",
  "charCodeAt",
  "endsWith",
  "includes",
  "indexOf",
  "replace",
  "replaceAll",
  "slice",
  "split",
  "startsWith",
  "toLowerCase",
  "trim",
] as const;

/** What one call costs: the characters that it may look at, at most. */
function cost(method: (typeof METHODS)[number], text: string, parameters: readonly unknown[], result: unknown): number {
  switch (method) {
    case "charAt":
    case "charCodeAt":
      return 1;
    case "slice":
      return 1 + String(result).length;
    case "startsWith":
    case "endsWith":
      return 1 + String(parameters[0]).length;
    case "indexOf": {
      const from = typeof parameters[1] === "number" ? parameters[1] : 0;
      const found = Number(result);
      return 1 + (found < 0 ? text.length : found) - from;
    }
    default:
      return 1 + text.length;
  }
}

/**
 * How many characters are looked at while `run` runs, each time that one is. Counted, since time says nothing on a
 * busy machine.
 */
export function countSteps(run: () => unknown): number {
  const prototype = String.prototype as unknown as Record<string, (...parameters: unknown[]) => unknown>;
  const originals = METHODS.map((method) => [method, prototype[method]] as const);
  let steps = 0;
  for (const [method, original] of originals) {
    prototype[method] = function counted(this: string, ...parameters: unknown[]) {
      const result = original?.apply(this, parameters);
      steps += cost(method, this, parameters, result);
      return result;
    };
  }
  try {
    run();
  } finally {
    for (const [method, original] of originals) if (original !== undefined) prototype[method] = original;
  }
  return steps;
}
