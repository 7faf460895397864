import { kindOf } from "../rules/rule-shape.ts";
import type { CloudName } from "../self-check/host/clouds.ts";
import type { Credential } from "../self-check/identity/credential.ts";
import type { Environment } from "./environment.ts";
import type { GivenOptions } from "./option-values.ts";
import type { GuardLogger, GuardOptions } from "./options.ts";
import type { Problems } from "./problems.ts";
import { oneOf } from "./words.ts";

/** The settings that exist in code only. */
export interface CodeSettings {
  readonly conformance: "standard" | "strict";
  readonly clock: () => number;
  readonly log: GuardLogger | undefined;
  readonly authorize: NonNullable<GuardOptions["authorize"]> | undefined;
  readonly credential: Credential | undefined;
  readonly cloud: CloudName | undefined;
}

const conformance = oneOf("standard", "strict");
const cloud = oneOf<CloudName>("AzureCloud", "AzureUSGovernment", "AzureChinaCloud");

/** Reads the settings that have no variable. */
export function readCodeSettings(options: GivenOptions, problems: Problems): CodeSettings {
  const strictness = options.get("conformance");
  const cloudName = options.get("cloud");
  return {
    conformance:
      (strictness === undefined ? undefined : conformance.fromCode(strictness, problems.at("conformance"))) ??
      "standard",
    clock: readClock(options, problems) ?? Date.now,
    log: readLog(options, problems),
    authorize: readAuthorize(options, problems),
    credential: readCredential(options, problems),
    cloud: cloudName === undefined ? undefined : cloud.fromCode(cloudName, problems.at("cloud")),
  };
}

/** The variables to read: those of code, or undefined for the process's own. */
export function readEnvironmentOption(options: GivenOptions, problems: Problems): Environment | undefined {
  const value = options.get("env");
  if (value === undefined) return undefined;
  const entries =
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (entries?.every(([, text]) => text === undefined || typeof text === "string")) return value as Environment;
  const message = entries === undefined ? `It is ${kindOf(value)} and no object.` : "A variable in it is no string.";
  problems.at("env").add("option_wrong_type", message, "Pass an object of strings, as `process.env` is.");
  return {};
}

function readClock(options: GivenOptions, problems: Problems): (() => number) | undefined {
  const clock = options.get("clock");
  if (clock === undefined) return undefined;
  if (isClock(clock)) return clock;
  const remedy = "Pass a function that returns milliseconds since 1970, as Date.now does.";
  problems.at("clock").add("option_wrong_type", "It is no function that returns a finite number.", remedy);
  return undefined;
}

/** Asks the clock once: a comparison with NaN would be false for every date. */
function isClock(value: unknown): value is () => number {
  try {
    return typeof value === "function" && Number.isFinite(value());
  } catch {
    return false;
  }
}

function readLog(options: GivenOptions, problems: Problems): GuardLogger | undefined {
  const log = options.get("log");
  if (log === undefined || isLogger(log)) return log;
  const remedy = "Pass a logger with the methods debug, info, warn and error, as pino's and Fastify's have.";
  problems.at("log").add("option_wrong_type", "It is no logger.", remedy);
  return undefined;
}

function isLogger(value: unknown): value is GuardLogger {
  if (typeof value !== "object" || value === null) return false;
  const methods: Readonly<Record<string, unknown>> = Object(value);
  return ["debug", "info", "warn", "error"].every((method) => typeof methods[method] === "function");
}

function readAuthorize(options: GivenOptions, problems: Problems): CodeSettings["authorize"] {
  const authorize = options.get("authorize");
  if (authorize === undefined || isAuthorize(authorize)) return authorize;
  const remedy = "Pass a function of the certificate and the request that returns true for those to admit.";
  problems.at("authorize").add("option_wrong_type", `It is ${kindOf(authorize)} and no function.`, remedy);
  return undefined;
}

function readCredential(options: GivenOptions, problems: Problems): Credential | undefined {
  const credential = options.get("credential");
  if (credential === undefined || isCredential(credential)) return credential;
  const remedy = "Pass an object with getToken(scope), as the credentials of @azure/identity are.";
  problems.at("credential").add("option_wrong_type", "It is no credential.", remedy);
  return undefined;
}

function isCredential(value: unknown): value is Credential {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "getToken") === "function";
}

function isAuthorize(value: unknown): value is NonNullable<GuardOptions["authorize"]> {
  return typeof value === "function";
}
