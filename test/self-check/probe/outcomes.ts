import { evaluate } from "../../../src/self-check/probe/evaluate.ts";
import type { EvaluationOptions } from "../../../src/self-check/probe/evidence.ts";
import type { ShotKind } from "../../../src/self-check/probe/shot.ts";
import { arrived, type Outcome, refused, response, rounds, SITE, scope, timedOut } from "./shots.ts";

export const SITE_SCOPE: EvaluationOptions = scope({ exclusionPaths: ["/public"] });
export const BLIND_SCOPE: EvaluationOptions = scope({ exclusionPaths: undefined });
const { a, b } = SITE_SCOPE.sent;

/** What all requests of a kind come to, in all rounds. */
export function judged(options: EvaluationOptions, kind: ShotKind, outcome: Outcome): string {
  return words(
    evaluate(
      rounds(options, (shot) => (shot.kind === kind ? outcome : undefined)),
      options,
    ),
  );
}

export function words({ demand, authenticity, areExclusionsClean }: ReturnType<typeof evaluate>): string {
  const letters: Readonly<Record<string, string>> = { proven: "p", refuted: "r", inconclusive: "?" };
  const clean = areExclusionsClean === undefined ? "?" : areExclusionsClean ? "clean" : "dirty";
  return `${letters[demand]} ${letters[authenticity]} ${clean}`;
}

const ALERT: Outcome = { answer: { kind: "tls-alert", alert: "certificate_required" }, arrival: undefined };
const TO_TLS: Outcome = {
  answer: response(301, { location: `https://${SITE}/azure-client-cert-probe` }),
  arrival: undefined,
};
export const JOINED: string = `${b}, ${a}`;

export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  alert: ALERT,
  "a 403": refused,
  "to TLS": TO_TLS,
  "time-out": timedOut,
  "a 404": { answer: response(404), arrival: undefined },
  "a 503": { answer: response(503), arrival: undefined },
  "IP rule": { answer: response(403, { markers: ["x-ms-forbidden-ip"] }), arrival: undefined },
  bare: arrived(),
  empty: arrived(""),
  a: arrived(a),
  b: arrived(b),
  "a, b": arrived(a, b),
  joined: arrived(JOINED),
  "a twice": arrived(a, a),
  strange: arrived("c3RyYW5nZQ=="),
};
