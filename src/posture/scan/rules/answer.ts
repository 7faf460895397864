import type { Setting } from "../../facts/host-settings.ts";
import type { Position } from "../../facts/origin.ts";
import type { RuleContext, RuleResult } from "../../facts/rule.ts";
import type { ScannedResource } from "../model.ts";

/** What one rule says of one resource. */
export interface Answer {
  readonly status: "pass" | "fail" | "unknown" | "not-applicable";
  readonly message: string;
  /** What could not be resolved. Undefined: nothing, or the status is not unknown. */
  readonly expression: string | undefined;
  /** Where what decided it is written. Undefined: nowhere, as a default. */
  readonly at: Position | undefined;
}

/** Undefined: the rule has no question for a resource of this kind. */
export type Check = (resource: ScannedResource) => Answer | undefined;

/** A scan asks what the host's own front end does. What an app leaves open, no file of Terraform says. */
export const HOST: RuleContext = Object.freeze({ headerFrom: "host", openPaths: undefined, appSettings: undefined });

type Settings = readonly Setting<unknown>[];

export function pass(message: string): Answer {
  return { status: "pass", message, expression: undefined, at: undefined };
}

/** @param settings What it is about: the first that is written gives the place. */
export function fail(message: string, ...settings: Settings): Answer {
  return { status: "fail", message, expression: undefined, at: placeOf(settings) };
}

export function notApplicable(message: string): Answer {
  return { status: "not-applicable", message, expression: undefined, at: undefined };
}

/** @param settings What the doubt is about: the first that is unresolved gives the expression and the place. */
export function unknown(message: string, ...settings: Settings): Answer {
  const doubts = settings.filter(({ kind }) => kind === "unresolved");
  const expression = doubts.flatMap((setting) => (setting.kind === "unresolved" ? setting.expression : []))[0];
  return { status: "unknown", message, expression, at: placeOf(doubts) };
}

/** The answer of a rule that the self-check asks too. */
export function answerOf({ status, message }: RuleResult, ...settings: Settings): Answer {
  switch (status) {
    case "pass":
      return pass(message);
    case "fail":
      return fail(message, ...settings);
    case "unknown":
      return unknown(message, ...settings);
    case "not-applicable":
      return notApplicable(message);
  }
}

function placeOf(settings: Settings): Position | undefined {
  return settings.find(({ origin }) => origin?.at !== undefined && origin.assumed === undefined)?.origin?.at;
}
