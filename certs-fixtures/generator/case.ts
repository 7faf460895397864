import type { IssuedCertificate } from "../../src/testing/index.ts";

/** What a validator must say about a case. One file each. */
export interface FixtureVerdict {
  readonly conformance: "standard" | "strict";
  /** The moment of validation, ISO 8601 in UTC. */
  readonly time: string;
  readonly purpose: "clientAuth";
  /** Present and true: the leaf's SHA-256 is pinned, and there is no chain. */
  readonly pinned?: true;
  readonly expected: "accept" | "refuse";
  /** The finding reported first. Absent from a refusal: any will do. */
  readonly code?: string;
  /** The reason, in one sentence. */
  readonly why: string;
}

/** What a case says of a verdict; the rest follows from the verdict's name and from `TIME`. */
export type Outcome = Pick<FixtureVerdict, "expected" | "code" | "why" | "pinned"> & { readonly time?: string };

/** The certificates of a case. */
export interface CaseChain {
  readonly leaf: IssuedCertificate;
  /** Default none. */
  readonly intermediates?: readonly IssuedCertificate[];
  /** Default none: a pinned leaf. */
  readonly anchors?: readonly IssuedCertificate[];
}

/** One folder: certificates that tell one story, and what a validator must say. */
export interface CaseDefinition {
  /** The folder: `cases/wrong-issuer`, `zoo/v1-leaf`. */
  readonly name: string;
  /** What it is and why it is here: drawn into `chain.pem`. */
  readonly about: string;
  /** By file: `standard` becomes `standard.verdict.json`. The first word of the name is the conformance. */
  readonly verdicts: Readonly<Record<string, Outcome>>;
  build(): CaseChain;
}

/** The moment at which everything is judged that does not name its own. */
export const TIME = "2026-06-01T12:00:00Z";

export function accept(why: string, more: Partial<Outcome> = {}): Outcome {
  return { expected: "accept", why, ...more };
}

/** `code` undefined: refused, whatever comes first. */
export function refuse(code: string | undefined, why: string, more: Partial<Outcome> = {}): Outcome {
  return { expected: "refuse", ...(code === undefined ? {} : { code }), why, ...more };
}

/** The strict level refuses what the standard level lets pass. */
export function strictly(why: string): Outcome {
  return refuse("profile_violation", why);
}

/** The whole verdict, in the order in which it is written to its file. */
export function toVerdict(file: string, { time = TIME, pinned, expected, code, why }: Outcome): FixtureVerdict {
  const [conformance] = file.split("-");
  if (conformance !== "standard" && conformance !== "strict") throw new Error(`no conformance in the name ${file}`);
  return {
    conformance,
    time,
    purpose: "clientAuth",
    ...(pinned === undefined ? {} : { pinned }),
    expected,
    ...(code === undefined ? {} : { code }),
    why,
  };
}
