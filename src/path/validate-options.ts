import { ALL_ALGORITHMS } from "./algorithms.ts";
import type { CertificateInput, ValidatePathOptions } from "./validate.ts";

type Check = (value: unknown) => string | undefined;

/** What each option must be. The keys are all the options there are. */
const OPTIONS: Readonly<Record<keyof ValidatePathOptions, Check>> = {
  leaf: (value) => (isCertificate(value) ? undefined : "a Certificate or its DER as Uint8Array"),
  intermediates: optional(certificates),
  anchors: certificates,
  time: (value) => (value instanceof Date && Number.isFinite(value.getTime()) ? undefined : "a valid Date"),
  budget: optional(count),
  purpose: oneOf("clientAuth", "serverAuth", "any"),
  conformance: optional(oneOf("standard", "strict")),
  initialPolicySet: optional(oids),
  requireExplicitPolicy: optional(boolean),
  inhibitPolicyMapping: optional(boolean),
  inhibitAnyPolicy: optional(boolean),
  maxPathLength: optional(count),
  algorithms: optional(algorithms),
};

/** Throws `TypeError` that names the option and says what it must be. Unknown options throw too: a misspelt one would be ignored. */
export function assertOptions(options: ValidatePathOptions): void {
  if (typeof options !== "object" || options === null) throw new TypeError("options must be an object");
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(OPTIONS, name)) throw new TypeError(`there is no option "${name}"`);
  }
  for (const [name, check] of Object.entries(OPTIONS)) {
    const expected = check(options[name as keyof ValidatePathOptions]);
    if (expected !== undefined) throw new TypeError(`option "${name}" must be ${expected}`);
  }
}

function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

function oneOf(...words: readonly string[]): Check {
  return (value) => (words.includes(value as string) ? undefined : words.map((word) => `"${word}"`).join(" or "));
}

function boolean(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : "true or false";
}

function count(value: unknown): string | undefined {
  return value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && (value as number) >= 0)
    ? undefined
    : "a whole number from 0";
}

function certificates(value: unknown): string | undefined {
  return Array.isArray(value) && value.every(isCertificate) ? undefined : "an array of Certificates or their DER";
}

function isCertificate(value: unknown): value is CertificateInput {
  return value instanceof Uint8Array || (typeof value === "object" && value !== null && "tbsCertificate" in value);
}

function oids(value: unknown): string | undefined {
  const valid = Array.isArray(value) && value.length > 0 && value.every((oid) => /^[0-2](?:\.\d+)+$/.test(oid));
  return valid ? undefined : "a non-empty array of dotted OIDs";
}

function algorithms(value: unknown): string | undefined {
  const valid = Array.isArray(value) && value.length > 0 && value.every((name) => ALL_ALGORITHMS.includes(name));
  return valid ? undefined : `a non-empty array of ${ALL_ALGORITHMS.join(", ")}`;
}
