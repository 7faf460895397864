import type { Certificate } from "../certificate/certificate.ts";
import { CandidateFacts } from "../rules/candidate.ts";
import { requireSanOrKey } from "../rules/compile.ts";
import { rulesFromFlatLists } from "../rules/flat-lists.ts";
import type { Pin } from "../rules/pin.ts";
import type { CompiledRule } from "../rules/rule.ts";
import type { Allow } from "./allow.ts";
import { checkAnchors, checkIntermediates, checkPinned, describe } from "./certificate-checks.ts";
import type { GivenSettings } from "./given.ts";
import type { Problems, Reporter } from "./problems.ts";
import { isPublicRoot } from "./public-roots.ts";
import type { Moment } from "./validity.ts";
import { VARIABLES } from "./variables.ts";

/** Whom to trust and whom to admit. */
export interface Trust {
  readonly trustAnchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly pins: readonly Pin[];
  readonly allow: Allow | undefined;
}

/** Judges together what was written about trust; complete only when nothing was reported. */
export function readTrust(given: GivenSettings, problems: Problems, moment: Moment): Trust {
  const { trustAnchors, intermediates, pinned } = given;
  checkPresence(given, problems);
  const anchors = trustAnchors && checkAnchors(trustAnchors.value ?? [], trustAnchors.report, moment);
  if (intermediates) checkIntermediates(intermediates.value ?? [], intermediates.report, moment);
  if (pinned) checkPinned(pinned.value?.certificates ?? [], pinned.report, moment);
  const used = toCertificates(anchors);
  return {
    trustAnchors: used,
    intermediates: toCertificates(intermediates?.value),
    pins: pinned?.value?.pins ?? NO_PINS,
    allow: readAllow(given, used, problems),
  };
}

const NO_PINS: readonly Pin[] = Object.freeze([]);

function toCertificates(located: readonly { readonly certificate: Certificate }[] = []): readonly Certificate[] {
  return Object.freeze(located.map(({ certificate }) => certificate));
}

/** Half of a pair is an error: nothing falls back to "anyone" or to "nobody". */
function checkPresence(given: GivenSettings, problems: Problems): void {
  const { trustAnchors, intermediates, pinned, allow } = given;
  const chainRules = [allow, ...flatLists(given)].filter((setting) => setting !== undefined);
  if (trustAnchors === undefined && pinned === undefined) {
    const message = "There are neither trust anchors nor pins, so nobody could be admitted.";
    problems.at(VARIABLES.trustAnchors.name).add("trust_missing", message, REMEDY_TRUST);
    return;
  }
  if (trustAnchors !== undefined) {
    if (chainRules.length > 0) return;
    const message = "There are trust anchors, and nothing says which of their clients to admit; there is no default.";
    problems.at(VARIABLES.allow.name).add("allow_missing", message, REMEDY_ALLOW);
    return;
  }
  if (intermediates !== undefined) {
    const message = "There are intermediates and no trust anchor above them.";
    intermediates.report.add("intermediates_without_anchors", message, REMEDY_ANCHORS);
  }
  for (const { report } of chainRules) {
    const message = "It admits callers by their chain, and there is no trust anchor. Pinned callers need no rule.";
    report.add("allow_without_anchors", message, REMEDY_ANCHORS);
  }
}

const REMEDY_ALLOW =
  "Write CLIENT_CERT_ALLOWED_SUBJECTS=CN=billing,O=Contoso,C=DE, or rules as JSON into CLIENT_CERT_ALLOW, or " +
  "CLIENT_CERT_ALLOW=any-from-anchors to admit every client of the anchors.";

const REMEDY_TRUST =
  "Write CLIENT_CERT_TRUST_ANCHORS=<PEM of your authority, or its path> and " +
  "CLIENT_CERT_ALLOWED_SUBJECTS=CN=billing,O=Contoso,C=DE; or, for callers without an authority, " +
  "CLIENT_CERT_PINNED=<PEM of the caller, or its path>.";

const REMEDY_ANCHORS = "Write CLIENT_CERT_TRUST_ANCHORS=<PEM of your authority, or its path>, or remove this.";

function flatLists({ allowedIssuers, allowedSubjects, allowedSans, allowedThumbprints }: GivenSettings) {
  return [allowedIssuers, allowedSubjects, allowedSans, allowedThumbprints].filter((list) => list !== undefined);
}

function readAllow(given: GivenSettings, anchors: readonly Certificate[], problems: Problems): Allow | undefined {
  const { allow, eku } = given;
  const lists = flatLists(given);
  if (allow !== undefined) {
    for (const { report } of lists) {
      const message = `The rules stand in ${allow.report.source} already.`;
      report.add(
        "allow_conflict",
        message,
        "Keep one of the two: the lists make one rule, the JSON as many as you like.",
      );
    }
  }
  if (eku !== undefined && lists.length === 0) {
    const message = "It belongs to the CLIENT_CERT_ALLOWED_* lists, and none is set.";
    const remedy = 'Remove it; in a rule of CLIENT_CERT_ALLOW write "extendedKeyUsage".';
    eku.report.add("eku_without_lists", message, remedy);
  }
  const value = allow === undefined ? readFlatRule(given, anchors, problems) : allow.value;
  const report = allow?.report ?? lists[0]?.report;
  if (value !== undefined && report !== undefined) {
    checkPublicRoots(value, anchors, report);
    if (value !== "any-from-anchors")
      checkIssuers(value, [...anchors, ...toCertificates(given.intermediates?.value)], report);
  }
  return value;
}

/**
 * The one rule of the flat lists; undefined when there are none or one of them could not be read. Those that could are
 * compiled all the same, to tell what is wrong in them.
 */
function readFlatRule(given: GivenSettings, anchors: readonly Certificate[], problems: Problems): Allow | undefined {
  const { allowedIssuers, allowedSubjects, allowedSans, allowedThumbprints, eku } = given;
  const lists = flatLists(given);
  if (!lists.some(({ value }) => value !== undefined)) return undefined;
  const isComplete = [...lists, eku].every((setting) => setting === undefined || setting.value !== undefined);
  const compiled = rulesFromFlatLists(
    {
      ...(allowedIssuers?.value && { issuers: allowedIssuers.value }),
      ...(allowedSubjects?.value && { subjects: allowedSubjects.value }),
      ...(allowedSans?.value && { sans: allowedSans.value }),
      ...(allowedThumbprints?.value && { thumbprints: allowedThumbprints.value }),
      // Whether the purpose is too wide for the rule shows only in the whole rule.
      ...(isComplete && eku?.value && { eku: eku.value }),
    },
    anchors.map(({ subject }) => subject.toString()),
  );
  problems.at(VARIABLES.allow.name).addAll(compiled);
  return isComplete && compiled.problems.length === 0 ? compiled.rules : undefined;
}

/** On App Service no other CA can issue a caller than those that are configured, since only the caller's own certificate arrives. */
function checkIssuers(rules: readonly CompiledRule[], authorities: readonly Certificate[], report: Reporter): void {
  const candidates = authorities.map(
    (issuer) => new CandidateFacts({ leaf: issuer, issuer, namesVerified: true, purpose: "clientAuth" }),
  );
  for (const { label, conditions } of rules) {
    const condition = conditions.find(({ kind }) => kind === "issuer");
    if (condition === undefined || candidates.some((facts) => condition.find(facts) !== undefined)) continue;
    const message = `No trust anchor and no intermediate has a name that ${label} names as issuer, so it admits nobody.`;
    report.add("rule_issuer_unknown", message, "Compare the issuer with the subjects of the configured authorities.");
  }
}

function checkPublicRoots(allow: Allow, anchors: readonly Certificate[], report: Reporter): void {
  const root = anchors.find(isPublicRoot);
  if (root === undefined) return;
  if (allow !== "any-from-anchors") {
    report.addAll({ problems: requireSanOrKey(allow, report.source) });
    return;
  }
  const message = `The trust anchor ${describe(root)} is a public authority: whoever asks it for one would get in.`;
  const remedy = "Write rules, each with the caller's san or key, or use an authority of your own.";
  report.add("public_root_any", message, remedy);
}
