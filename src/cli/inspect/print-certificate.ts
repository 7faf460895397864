import type { Page } from "../text/page.ts";
import type { Style } from "../text/style.ts";
import type { CertificateReport, ValidityReport } from "./describe-certificate.ts";
import type { NameReport } from "./describe-name.ts";
import { MOST_ENTRIES } from "./most-entries.ts";
import { printReady } from "./print-ready.ts";
import { spanOf } from "./span-of.ts";

/**
 * One certificate, member by member.
 *
 * @param number Undefined: it is alone.
 */
export function printCertificate(
  page: Page,
  report: CertificateReport,
  number: number | undefined,
  style: Style,
): void {
  page.gap();
  const beside = report.role === "beside" ? ", beside the caller's" : "";
  page.prose(0, number === undefined ? "Certificate" : `Certificate ${number}${beside}`, style.strong);
  const row = (label: string, text: string): void =>
    page.row(2, [{ text: label, width: LABEL, paint: style.quiet }], text);
  row("version", String(report.version));
  row("serial number", report.serialNumber);
  printName(page, row, "subject", report.subject);
  if (report.isSelfIssued) row("issuer", "the same name: it is self-issued");
  else printName(page, row, "issuer", report.issuer);
  printValidity(page, row, report.validity, style);
  row("key", keyText(report));
  row("signature", signatureText(report));
  printUses(row, report);
  row("key identifiers", identifiersText(report));
  row("sha256", report.sha256);
  row("spki-sha256", report.spkiSha256);
  row("thumbprint", `${report.thumbprint} (SHA-1, as the portal shows it)`);
  if (report.role === "caller") printReady(page, report.ready, style);
  printStrict(page, report, style);
}

/** Width of the labels: `alternative names` and two blanks. */
const LABEL = 19;

type Row = (label: string, text: string) => void;

function printName(page: Page, row: Row, label: string, { text, attributes }: NameReport): void {
  row(label, text === "" ? "none" : text);
  if (attributes.every(({ odd }) => odd.length === 0)) return;
  for (const { name, type, value, encoding, odd } of attributes.slice(0, MOST_ENTRIES)) {
    const shown = value === null ? "(not text)" : JSON.stringify(value);
    page.prose(2 + LABEL, `${name ?? type} = ${shown} (${encoding})`);
    for (const oddity of odd) page.prose(4 + LABEL, oddity);
  }
  if (attributes.length > MOST_ENTRIES) page.prose(2 + LABEL, `and ${attributes.length - MOST_ENTRIES} more`);
}

function printValidity(
  page: Page,
  row: Row,
  { notBefore, notAfter, state, secondsLeft }: ValidityReport,
  { good, bad }: Style,
): void {
  row("valid from", notBefore);
  row("valid until", notAfter);
  const span = spanOf(Math.abs(secondsLeft));
  const texts = {
    valid: `${span} left`,
    expired: `expired ${span} ago`,
    "not-yet-valid": "not valid yet",
    never: "never valid: it ends before it begins",
  };
  const told = { text: texts[state], width: 1, paint: state === "valid" ? good : bad };
  page.row(2, [{ text: "", width: LABEL }, told], "");
}

function keyText({ key }: CertificateReport): string {
  const size = key.bits === null ? "" : ` ${key.bits} bits`;
  const curve = key.curve === null ? "" : ` ${key.curve}`;
  const problem = key.problem === null ? "" : `; not accepted: ${key.problem}`;
  return `${key.algorithm}${size}${curve}${problem}`;
}

function signatureText({ signature }: CertificateReport): string {
  return signature.isAllowed ? signature.algorithm : `${signature.algorithm} (${signature.oid}), which is not allowed`;
}

function printUses(row: Row, report: CertificateReport): void {
  const { subjectAltNames, keyUsage, extendedKeyUsage, basicConstraints } = report;
  const [first, ...others] = subjectAltNames.slice(0, MOST_ENTRIES).map(({ kind, value }) => `${kind} ${value}`);
  row("alternative names", first ?? "none");
  for (const name of others) row("", name);
  if (subjectAltNames.length > MOST_ENTRIES) row("", `and ${subjectAltNames.length - MOST_ENTRIES} more`);
  row("key usage", keyUsage === null ? "not limited" : keyUsage.join(", ") || "none at all");
  const purposes = extendedKeyUsage?.slice(0, MOST_ENTRIES).map(({ oid, name, words }) => `${name ?? oid}: ${words}`);
  row("purposes", purposes === undefined ? "not limited" : purposes.join("; "));
  row("CA", caText(basicConstraints));
}

function caText(constraints: CertificateReport["basicConstraints"]): string {
  if (constraints === null) return "no: it has no basicConstraints";
  if (!constraints.cA) return "no";
  const { pathLenConstraint } = constraints;
  return pathLenConstraint === null ? "yes" : `yes, with at most ${pathLenConstraint} more CAs below it`;
}

function identifiersText({ subjectKeyIdentifier, authorityKeyIdentifier }: CertificateReport): string {
  return `own ${subjectKeyIdentifier ?? "none"}, issuer's ${authorityKeyIdentifier ?? "none"}`;
}

function printStrict(page: Page, { strict }: CertificateReport, { quiet }: Style): void {
  if (strict.deviations.length === 0) return;
  page.prose(2, `Conformance strict would refuse it${PARTS[strict.role]}:`, quiet);
  for (const { extension, rule, section } of strict.deviations) {
    page.prose(4, `${extension} ${rule} (RFC 5280 section ${section})`);
  }
}

const PARTS = { leaf: "", intermediate: " as an intermediate", anchor: " as an anchor" } as const;
