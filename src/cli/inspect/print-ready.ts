import type { Page } from "../text/page.ts";
import type { Style } from "../text/style.ts";
import type { Hindrance } from "./hindrances.ts";
import { MOST_ENTRIES } from "./most-entries.ts";
import type { ReadyValues } from "./ready-values.ts";

/**
 * What to write into the configuration to admit the caller. Of what would not admit it, only the reason is told; but
 * one who is not valid yet may be configured before.
 */
export function printReady(page: Page, ready: ReadyValues, { quiet, doubtful }: Style): void {
  const { pin, rule, isForServers } = ready.hindrances;
  if (pin.some(({ code }) => code !== "certificate_not_yet_valid")) {
    page.prose(2, "Nothing in the configuration admits it as it is, so there is nothing to paste:", doubtful);
    for (const { explanation } of pin) page.prose(4, explanation);
    return;
  }
  page.prose(2, "To be pasted into the configuration, one of them:", quiet);
  for (const { explanation } of pin) page.prose(4, `None admits it yet. ${explanation}`, doubtful);
  printLine(page, "CLIENT_CERT_PINNED", ready.pin);
  printLine(page, "CLIENT_CERT_PINNED", ready.keyPin);
  const againstRules = rule.filter(({ code }) => pin.every((hindrance) => hindrance.code !== code));
  if (againstRules.length === 0) printNames(page, ready);
  else printWhyNoNames(page, againstRules, isForServers ? ready.allowedSans : undefined, doubtful);
}

function printNames(page: Page, { allowedSubject, allowedSans }: ReadyValues): void {
  if (allowedSubject !== null) printLine(page, "CLIENT_CERT_ALLOWED_SUBJECTS", allowedSubject);
  for (const san of allowedSans.slice(0, MOST_ENTRIES)) printLine(page, "CLIENT_CERT_ALLOWED_SANS", san);
  if (allowedSubject === null) page.prose(4, "No rule by subject can match it.");
}

function printWhyNoNames(
  page: Page,
  hindrances: readonly Hindrance[],
  sansOfServer: readonly string[] | undefined,
  paint: Style["doubtful"],
): void {
  page.prose(4, sansOfServer === undefined ? "Rules do not admit it, only a pin does:" : FOR_SERVERS, paint);
  for (const { explanation } of hindrances) page.prose(6, explanation);
  if (hindrances.some(({ code }) => code === "ca_as_client")) page.prose(6, AUTHORITY);
  if (sansOfServer === undefined || sansOfServer.length === 0) return;
  page.prose(4, "By SAN, the first line together with one of the others:");
  printLine(page, "CLIENT_CERT_EKU", "clientAuth-or-serverAuth");
  for (const san of sansOfServer.slice(0, MOST_ENTRIES)) printLine(page, "CLIENT_CERT_ALLOWED_SANS", san);
}

const FOR_SERVERS = "Rules admit it only by SAN or key, and only when they say clientAuth-or-serverAuth:";

const AUTHORITY =
  "If it is an authority's own, it belongs into CLIENT_CERT_TRUST_ANCHORS or CLIENT_CERT_INTERMEDIATES instead.";

/** Width of the names of variables: the longest of them and two blanks. */
const VARIABLE = 30;

function printLine(page: Page, name: string, value: string): void {
  page.verbatim(4, `${name.padEnd(VARIABLE)}${value}`);
}
