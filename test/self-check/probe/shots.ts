import { certificateHeaderValue, type ProbedFrontEnd } from "../../../src/self-check/probe/certificate-header.ts";
import type { EvaluationOptions } from "../../../src/self-check/probe/evidence.ts";
import { planRound, ROUNDS_OF_A_PROOF } from "../../../src/self-check/probe/plan.ts";
import type { Answer, Arrival, Round, Shot, Shown } from "../../../src/self-check/probe/shot.ts";

/** No certificates: the rooms of the probe only compare octets. */
export const A: Uint8Array = Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256);
export const B: Uint8Array = Uint8Array.from({ length: 300 }, (_, index) => (index * 11 + 3) % 256);
const B_PLAIN: Uint8Array = Uint8Array.from({ length: 300 }, (_, index) => (index * 13 + 5) % 256);

export function sentBy(frontEnd: ProbedFrontEnd): EvaluationOptions["sent"] {
  const headerOf = (der: Uint8Array): string => certificateHeaderValue(frontEnd, der);
  return { a: headerOf(A), b: headerOf(B), bPlain: headerOf(B_PLAIN) };
}

export const SITE = "orders.example";

/** A site without exclusion paths. */
export function scope(changes: Partial<EvaluationOptions> = {}): EvaluationOptions {
  const { frontEnd = "app-service" } = changes;
  return {
    hosts: [{ host: SITE, port: 443, plainHttpPort: 80 }],
    frontEnd,
    exclusionPaths: [],
    sent: sentBy(frontEnd),
    hostNames: [SITE],
    ...changes,
  };
}

export function response(status: number, changes: Partial<Extract<Answer, { kind: "response" }>> = {}): Answer {
  return {
    kind: "response",
    status,
    location: undefined,
    contentType: undefined,
    markers: [],
    attestation: undefined,
    ...changes,
  };
}

export const REFUSED: Answer = response(403, { contentType: "text/html" });

export const TIMED_OUT: Answer = { kind: "failed", code: "ETIMEDOUT" };

/** As App Service hands it over. */
export function arrivalWith(...certificateLines: readonly string[]): Arrival {
  return { certificateLines, forwardedProto: ["https"], defaultHostName: [SITE] };
}

export type Outcome = Pick<Shown, "answer" | "arrival">;

export const refused: Outcome = { answer: REFUSED, arrival: undefined };

export const timedOut: Outcome = { answer: TIMED_OUT, arrival: undefined };

/** The app answers 403 by itself, for nobody allows the certificates of the probe. */
export function arrived(...certificateLines: readonly string[]): Outcome {
  const answer = response(403, { contentType: "application/problem+json" });
  return { answer, arrival: arrivalWith(...certificateLines) };
}

/** The way to the same address under https. */
export function toTls({ host, path }: Pick<Shot, "host" | "path">): Answer {
  return response(301, { location: `https://${host}${path}` });
}

/** What a host does that demands certificates, writes the header itself and redirects plain HTTP. */
export function ideal(shot: Shot, { sent }: EvaluationOptions): Outcome {
  if (shot.scheme === "http") return { answer: toTls(shot), arrival: undefined };
  return shot.presentsCertificate ? arrived(sent.a) : refused;
}

/** Rounds that make a proof, with another outcome where `change` gives one. */
export function rounds(
  options: EvaluationOptions,
  change: (shot: Shot, index: number) => Outcome | undefined = () => undefined,
): readonly Round[] {
  let issued = 0;
  return Array.from({ length: ROUNDS_OF_A_PROOF }, (_, round) =>
    planRound({ ...options, round, random: () => 0.999_999 }).map((template) => {
      const index = issued++;
      const shot: Shot = { ...template, nonce: `nonce ${index}` };
      return { shot, ...(change(shot, index) ?? ideal(shot, options)) };
    }),
  );
}
