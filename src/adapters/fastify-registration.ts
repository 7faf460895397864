import type { FastifyInstance } from "fastify";
import { ConfigurationError } from "../errors.ts";

/**
 * Refuses to load the plugin where it would not do what it says. Two guards in one scope would each refuse, log and name
 * the caller in their own way. And a guard that comes after other plugins does not stand before their routes, because a
 * plugin copies the hooks of its parent when it begins.
 *
 * @throws ConfigurationError
 */
export function assertRegisteredFirst(app: FastifyInstance): void {
  if (app.hasDecorator("clientCert")) {
    throw misplaced("guard_registered_twice", "It is registered already.", "Register it once, at the root of the app.");
  }
  if (hasChildren(app)) {
    throw misplaced(
      "guard_registered_late",
      "It is registered after other plugins, and would not protect the routes that they declared.",
      "Register it before every plugin that declares routes.",
    );
  }
}

/** Fastify makes each child out of its parent by `Object.create`, and the parent keeps them in a list. */
function hasChildren(app: FastifyInstance): boolean {
  const kept = Object.getOwnPropertySymbols(app).map((symbol): unknown => Reflect.get(app, symbol));
  return kept.some((value) => Array.isArray(value) && value.some((entry) => isChild(entry, app)));
}

function isChild(entry: unknown, app: FastifyInstance): boolean {
  return typeof entry === "object" && entry !== null && Object.getPrototypeOf(entry) === app;
}

function misplaced(code: string, message: string, remedy: string): ConfigurationError {
  return new ConfigurationError([{ code, source: "azure-client-cert/fastify", message, remedy }]);
}
