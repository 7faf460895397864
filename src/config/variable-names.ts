import { nearest } from "./suggest.ts";

const PREFIX = "CLIENT_CERT_";

/** Variables of parts that are designed and not in this version, with the part's name for the message. */
export const VARIABLES_NOT_BUILT: ReadonlyMap<string, string> = new Map([
  ["CLIENT_CERT_REVOCATION", "revocation checking"],
  ["CLIENT_CERT_CRLS", "revocation checking"],
  ["CLIENT_CERT_DENY_LIST", "revocation checking"],
]);

/** Endings that the variables of outbound certificates (those an app presents to others) usually have. */
const OUTBOUND = ["PATH", "KEY", "FILE", "PASSWORD", "PASSPHRASE", "PFX", "PEM"] as const;

export type VariableName =
  /** One of the package's own. */
  | { readonly kind: "known" }
  | { readonly kind: "not_built"; readonly part: string }
  /** A slip away from one of the package's own, so probably meant as it. */
  | { readonly kind: "near"; readonly meant: string }
  /** None of this package's business. */
  | { readonly kind: "foreign" }
  /** Begins like the package's own, and nothing more is known. */
  | { readonly kind: "unknown" };

/** What a variable's name is to this package, which has the variables `built`. */
export function classifyVariable(name: string, built: readonly string[]): VariableName {
  if (built.includes(name)) return { kind: "known" };
  const part = VARIABLES_NOT_BUILT.get(name);
  if (part !== undefined) return { kind: "not_built", part };
  const own = [...built, ...VARIABLES_NOT_BUILT.keys()];
  if (!name.startsWith(PREFIX)) return classifyOtherPrefix(name, own);

  const word = name.slice(PREFIX.length);
  if (OUTBOUND.some((ending) => word === ending)) return { kind: "foreign" };
  const ending = OUTBOUND.find((candidate) => word.endsWith(`_${candidate}`));
  const stem = ending === undefined ? "" : word.slice(0, -ending.length - 1);
  const meant = meantBy(word, built, own) ?? (stem.length >= SHORTEST_STEM ? meantBy(stem, built, own) : undefined);
  if (meant !== undefined) return { kind: "near", meant };
  return { kind: ending === undefined ? "unknown" : "foreign" };
}

/** Shorter stems (`CA_FILE`) are near too many things. */
const SHORTEST_STEM = 4;

/** `CLIENTCERT_ALLOW`, `CLIENT_CERTIFICATE_ALLOW`, `client_cert_allow`: only with the very word behind it. */
function classifyOtherPrefix(name: string, own: readonly string[]): VariableName {
  const rest = /^_*CLIENT[_.:-]*CERT(?:S|IFICATES?)?[_.:-]+(.+)$/i.exec(name)?.[1];
  const wanted = `${PREFIX}${rest?.toUpperCase().replace(/[.:-]+/g, "_")}`;
  return own.includes(wanted) ? { kind: "near", meant: wanted } : { kind: "foreign" };
}

/**
 * The variable that was probably meant by the part of a name behind the prefix. To take a restriction for nobody's
 * variable would admit more than its writer wanted, so what is likely to be one counts as near.
 */
function meantBy(word: string, built: readonly string[], own: readonly string[]): string | undefined {
  const words = own.map((name) => name.slice(PREFIX.length));
  const upper = word.toUpperCase();
  const slip = words.find((candidate) => candidate === upper) ?? nearest(word, words);
  const longer = words.find((candidate) => upper.startsWith(`${candidate}_`) || upper.endsWith(`_${candidate}`));
  const shorter = built
    .map((name) => name.slice(PREFIX.length))
    .find((candidate) => isMostOf(upper, candidate) || (upper.startsWith("ALLOW") && candidate === "ALLOW"));
  const meant = slip ?? longer ?? shorter;
  return meant === undefined ? undefined : `${PREFIX}${meant}`;
}

/** `SUBJECTS` of `ALLOWED_SUBJECTS`, `CLOCK_SKEW` of `CLOCK_SKEW_SECONDS`; single first words are too common. */
function isMostOf(word: string, whole: string): boolean {
  if (whole.endsWith(`_${word}`)) return word.length >= SHORTEST_STEM;
  return whole.startsWith(`${word}_`) && word.includes("_");
}
