import { parseCertificate } from "../certificate/certificate.ts";
import { parseName } from "../certificate/name.ts";
import type { Authority, IssueOptions } from "./authority.ts";
import type { IssuedCertificate } from "./certificate.ts";
import { encodeName } from "./name.ts";
import { RECIPES, type Recipient } from "./variant-recipes.ts";
import { BROKEN_VARIANTS, type BrokenVariant, type BrokenVariantName } from "./variant-table.ts";

/** What is right in every variant: what the certificate of the client that is let in says. */
export interface VariantOptions extends Pick<IssueOptions, "subjectAltName" | "key"> {
  /** Not empty. Default `CN=Test Client`. */
  readonly subject?: IssueOptions["subject"];
  /** When the variants are looked at, in milliseconds since the epoch. Default now. */
  readonly now?: number;
}

/** A broken certificate with its key, and what must come of it. */
export interface VariantCertificate extends BrokenVariant, IssuedCertificate {
  readonly name: BrokenVariantName;
  /**
   * The CAs that were made to stand between the certificate and the authority, in PEM. The expected reason shows where
   * the guard has them among its `intermediates`; elsewhere it is `issuer_unknown`. Mostly empty.
   */
  readonly intermediates: readonly string[];
}

const DAY = 86_400_000;

/**
 * Certificates under your own authority and for your own client, each with one thing wrong, and with what a guard must
 * make of it that trusts the authority and allows the subject alone. Of two of them nothing is wrong for `standard`:
 * a guard that refuses them turns real clients away.
 *
 * Throws RangeError for an empty subject, and for an authority that allows no CA below it (`pathLenConstraint` 0),
 * since two variants need one.
 */
export function createVariants(
  authority: Authority,
  options: VariantOptions = {},
): { readonly [Name in BrokenVariantName]: VariantCertificate } {
  const recipient = asRecipient(authority, options);
  const names = Object.keys(BROKEN_VARIANTS) as BrokenVariantName[];
  const variants = names.map((name) => [name, mint(name, recipient)] as const);
  return Object.freeze(Object.fromEntries(variants)) as { readonly [Name in BrokenVariantName]: VariantCertificate };
}

function mint(name: BrokenVariantName, recipient: Recipient): VariantCertificate {
  const { certificate, intermediates } = RECIPES[name](recipient);
  return { ...BROKEN_VARIANTS[name], ...certificate, name, intermediates: intermediates.map(({ pem }) => pem) };
}

function asRecipient(authority: Authority, { now = Date.now(), ...options }: VariantOptions): Recipient {
  const subjectName = encodeName(options.subject ?? "CN=Test Client");
  const subject = parseName(subjectName);
  if (subject.isEmpty) throw new RangeError("createVariants needs a subject: some variants have another one");
  if (parseCertificate(authority.der).extensions.basicConstraints?.pathLenConstraint === 0) {
    throw new RangeError(
      "createVariants needs an authority without pathLenConstraint 0: two variants have a CA below it",
    );
  }
  const validity = { notBefore: new Date(now - DAY), notAfter: new Date(now + 365 * DAY) };
  const right = { ...options, subject: subjectName, ...validity };
  return { authority, right, subjectName, subjectText: subject.toString(), now };
}
