import { ConfigurationError } from "../errors.ts";

/**
 * Catches a function that was handed to the framework where its result was meant: it is then called with a request, a
 * response and more, and must throw rather than take the request for its options.
 *
 * @param maximum How many arguments the function takes when it is used as meant.
 * @throws ConfigurationError, which a framework answers with 500.
 */
export function assertCalledByHand(
  args: readonly unknown[],
  maximum: number,
  { name, meant }: { readonly name: string; readonly meant: string },
): void {
  if (args.length <= maximum) return;
  throw new ConfigurationError([
    {
      code: "guard_uncalled",
      source: name,
      message: "It was handed over uncalled, so the framework called it in the place of a guard.",
      remedy: `Call it: ${meant}.`,
    },
  ]);
}
