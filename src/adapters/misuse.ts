import { ConfigurationError } from "../errors.ts";

/**
 * Catches a function that was handed to the framework where its result was meant: it is then called with a request, a
 * response and more, and must throw rather than take the request for its options.
 *
 * @param maximum How many arguments the function takes when it is used as meant.
 * @throws ConfigurationError, which a framework answers with 500.
 */
export function assertCalledByHand(args: readonly unknown[], maximum: number, use: Use): void {
  if (args.length > maximum) throw uncalled(use);
}

/**
 * The same for a function that takes a handler: handed over uncalled, it is called with a request.
 *
 * @throws ConfigurationError
 */
export function assertFunction(handler: unknown, use: Use): void {
  if (typeof handler !== "function") throw uncalled(use);
}

interface Use {
  readonly name: string;
  /** The line that was meant. */
  readonly meant: string;
}

function uncalled({ name, meant }: Use): ConfigurationError {
  return new ConfigurationError([
    {
      code: "guard_uncalled",
      source: name,
      message: "It was handed over uncalled, so the framework called it in the place of a guard.",
      remedy: `Call it: ${meant}.`,
    },
  ]);
}
