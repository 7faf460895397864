import type { CaseChain, CaseDefinition, Outcome } from "./case.ts";
import { accept, strictly } from "./case.ts";

/**
 * What a private PKI really makes: the standard level accepts it. `strict` says why the strict level refuses it, or
 * is `accept` when that level accepts it too, or `open` when RFC 5280 leaves room for both.
 */
export function zooCase(
  name: string,
  about: string,
  strict: { readonly refuses: string } | "accept" | "open",
  build: () => CaseChain,
): CaseDefinition {
  const standard = accept("Real private PKIs make it, and it endangers nobody.");
  return { name: `zoo/${name}`, about, verdicts: { standard, ...strictVerdict(strict) }, build };
}

function strictVerdict(strict: { readonly refuses: string } | "accept" | "open"): Readonly<Record<string, Outcome>> {
  if (strict === "open") return {};
  return { strict: strict === "accept" ? accept("It keeps every rule of the profile.") : strictly(strict.refuses) };
}
