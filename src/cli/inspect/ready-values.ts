import type { Certificate } from "../../certificate/certificate.ts";
import { readList } from "../../config/lists.ts";
import { Problems } from "../../config/problems.ts";
import { parseDistinguishedName } from "../../rules/distinguished-name.ts";
import { parseSubjectAltName } from "../../rules/subject-alt-name.ts";
import { altNameTexts, comparableAltNames, SubjectAltNameSet } from "../../rules/subject-alt-name-set.ts";
import { isTextProblem } from "../../rules/text-problem.ts";
import { findHindrances, type Hindrances } from "./hindrances.ts";

/** Values for the configuration, ready to be pasted where nothing in `hindrances` speaks against it. */
export interface ReadyValues {
  /** For `CLIENT_CERT_PINNED`: exactly this certificate. */
  readonly pin: string;
  /** For `CLIENT_CERT_PINNED`: whoever holds this key, whatever a certificate for it says. */
  readonly keyPin: string;
  /** For `CLIENT_CERT_ALLOWED_SUBJECTS`. Null: no rule by name can match this subject. */
  readonly allowedSubject: string | null;
  /** For `CLIENT_CERT_ALLOWED_SANS`, each alone. Names that the variable cannot hold, or no rule can match, are left out. */
  readonly allowedSans: readonly string[];
  /** Why they admit nobody with this certificate, as it is. */
  readonly hindrances: Hindrances;
}

/**
 * Each name is read back as the configuration reads it, and only what then matches the certificate is told.
 *
 * @param time Milliseconds since the epoch.
 */
export function readyValues(certificate: Certificate, time: number): ReadyValues {
  const { sha256, spkiSha256, subject } = certificate;
  const name = subject.toString();
  return {
    pin: `sha256:${sha256}`,
    keyPin: `spki-sha256:${spkiSha256}`,
    allowedSubject: matchesSubject(name, certificate) ? name : null,
    allowedSans: [...new Set(altNameTexts(certificate))].filter((text) => matchesAltName(text, certificate)),
    hindrances: findHindrances(certificate, time),
  };
}

function matchesSubject(text: string, { subject }: Certificate): boolean {
  const entry = onlyEntry(text);
  if (entry === undefined) return false;
  const pattern = parseDistinguishedName(entry);
  return !isTextProblem(pattern) && pattern.kind === "exact" && pattern.matches(subject);
}

function matchesAltName(text: string, certificate: Certificate): boolean {
  const entry = onlyEntry(text);
  if (entry === undefined) return false;
  const pattern = parseSubjectAltName(entry);
  if (isTextProblem(pattern)) return false;
  return new SubjectAltNameSet([pattern]).find(comparableAltNames(certificate)) !== undefined;
}

/** What a list variable with this text holds; undefined when that is not one entry. */
function onlyEntry(text: string): string | undefined {
  const entries = readList(text, new Problems().at("CLIENT_CERT_ALLOW")) ?? [];
  return entries.length === 1 ? entries[0] : undefined;
}
