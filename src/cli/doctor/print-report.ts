import { Page } from "../text/page.ts";
import type { Paint, Style } from "../text/style.ts";
import { printConfiguration } from "./print-configuration.ts";
import { printRecord } from "./print-record.ts";
import { printRemedy } from "./print-remedy.ts";
import type { AskedReport, DoctorReport } from "./report.ts";

/** The report as text: the verdict and what to do first, then who says so, then host by host. */
export function printReport(report: DoctorReport, style: Style, width: number): string {
  const page = new Page(width);
  printTitle(page, report, style);
  printVerdict(page, report, style);
  printWitnesses(page, report, style);
  const [first, ...others] = report.records;
  if (first !== undefined) printRecord(page, first, undefined, style);
  for (const record of others) printRecord(page, record, first, style);
  printNotices(page, report, style);
  if (report.configuration !== null) printConfiguration(page, report.configuration, style);
  return page.toString();
}

const HOSTS = { "app-service": "App Service", "container-apps": "Container Apps" } as const;

function printTitle(page: Page, { asked }: DoctorReport, { strong, quiet }: Style): void {
  if (asked === null) return;
  page.verbatim(0, `${asked.name}, ${HOSTS[asked.host]}`, strong);
  if (asked.resourceId !== null) page.verbatim(0, asked.resourceId, quiet);
}

function printVerdict(page: Page, report: DoctorReport, style: Style): void {
  page.gap();
  page.prose(0, headlineOf(report), paintOf(report, style));
  if (report.failure !== null) page.prose(2, `${report.failure.message} [${report.failure.code}]`);
  const worst = worstNames(report);
  if (worst !== undefined) page.prose(2, worst);
  const guard = guardText(report);
  if (guard !== undefined) page.prose(2, guard);
  const problems = report.configuration?.problems.length ?? 0;
  if (problems > 0)
    page.prose(2, `The configuration has ${count(problems, "problem")}, see below: the guard does not start.`);
  if (report.remedy === null) return;
  page.gap();
  page.prose(0, "First:", style.strong);
  printRemedy(page, 2, report.remedy);
}

function headlineOf({ because, demand, records, failure, asked }: DoctorReport): string {
  if (asked === null) return "No host was asked about.";
  if (because === "authenticity_refuted")
    return "The certificate header must not be trusted: a client was seen to write it.";
  if (demand === "no") {
    return asked?.frontEnd === "gateway"
      ? "The certificate header must not be trusted: requests get in past the gateway."
      : "The certificate header must not be trusted: requests without a certificate get in.";
  }
  const isHeard = failure === null && records.length > 0;
  if (demand === "unknown" || !isHeard) return "It cannot be told whether the certificate header may be trusted.";
  return asked?.frontEnd === "gateway"
    ? "The certificate header may be trusted: only the gateway gets in."
    : "The certificate header may be trusted: Azure demands a certificate of every caller.";
}

/** By what was found of the host: a problem of the configuration does not colour that. */
function paintOf({ demand, because, failure }: DoctorReport, { good, bad, doubtful }: Style): Paint {
  if (demand === "no" || because === "authenticity_refuted") return bad;
  return demand === "yes" && failure === null ? good : doubtful;
}

/** When hosts differ, which of them it is. */
function worstNames({ records, demand }: DoctorReport): string | undefined {
  const worst = records.filter((record) => record.demand === demand).map(({ name }) => name);
  if (worst.length === records.length || worst.length === 0) return undefined;
  return `That is because of ${worst.join(", ")}. All count, since a swap can make any slot the one that serves.`;
}

function guardText({ guard }: DoctorReport): string | undefined {
  if (guard === null) return undefined;
  const setting = `CLIENT_CERT_SELF_CHECK is ${guard.selfCheck}`;
  if (guard.selfCheck === "off")
    return `${setting}: the guard asks nobody and believes the header, whatever is found here.`;
  return `${setting}: the guard ${guard.serves ? "believes the header" : "believes no header and serves no protected route"}.`;
}

const ACCOUNTS: Readonly<Record<AskedReport["credential"], string>> = {
  "managed-identity": "by the managed identity",
  "azure-cli": "by the Azure CLI's account",
  "azure-identity": "by DefaultAzureCredential",
};

function printWitnesses(page: Page, report: DoctorReport, { strong }: Style): void {
  page.gap();
  page.prose(0, "Witnesses", strong);
  page.row(2, [{ text: "Resource Manager", width: 18 }], heardText(report));
  page.row(2, [{ text: "Probe", width: 18 }], "not heard: only the running app has it");
  for (const note of report.notes) page.prose(2, note);
}

function heardText({ asked, witnesses: { resourceManager } }: DoctorReport): string {
  if (asked === null) return "not asked";
  const account = `${asked.cloud}, ${ACCOUNTS[asked.credential]}`;
  const { heardAt, heardSecondsAgo } = resourceManager;
  return heardSecondsAgo === null
    ? `not heard; ${account}`
    : `heard ${heardSecondsAgo} s ago${heardAt === null ? "" : ` at ${heardAt.replace(/\.\d+Z$/, "Z")}`}; ${account}`;
}

function printNotices(page: Page, { notices }: DoctorReport, { strong }: Style): void {
  if (notices.length === 0) return;
  page.gap();
  page.prose(0, "Could not be read, and decides nothing", strong);
  for (const { code, message, remedy } of notices) {
    page.prose(2, `${message} [${code}]`);
    printRemedy(page, 4, remedy);
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
