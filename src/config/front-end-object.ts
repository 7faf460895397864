import type { CertificateEncoding, FrontEndName, FrontEndSettings } from "../header/source.ts";
import { kindOf } from "../rules/rule-shape.ts";
import { COMPLETE_FORMS, FRONT_END_NAMES } from "./front-end-names.ts";
import { readHeaderName } from "./header-name.ts";
import type { Reporter } from "./problems.ts";
import { didYouMean } from "./suggest.ts";
import { enumerate, excerpt } from "./text.ts";
import { reportNotAllowed } from "./words.ts";

/** Members of each front end beside its name. */
const MEMBERS: Readonly<Record<FrontEndName, readonly string[]>> = {
  "app-service": [],
  "container-apps": ["elements"],
  "application-gateway": ["header", "verificationHeader"],
  rfc9440: [],
  socket: [],
  custom: ["header", "encoding"],
};

const ENCODINGS: readonly CertificateEncoding[] = ["base64-der", "escaped-pem", "pem"];

/** More proxies in a row than anybody has; each element costs reading. */
const MOST_ELEMENTS = 16;

type Members = ReadonlyMap<string, unknown>;

/** A front end as an object: from code, or from JSON. Every member is looked at, so that all problems are told at once. */
export function readFrontEndObject(value: unknown, report: Reporter): FrontEndSettings | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const message = `The value is ${kindOf(value)}, and neither the name of a front end nor an object.`;
    report.add("option_wrong_type", message, `Write ${enumerate(Object.values(COMPLETE_FORMS), "or")}.`);
    return undefined;
  }
  // Own members only: what a polluted prototype holds was not written by the operator.
  const members: Members = new Map(Object.entries(value));
  const name = readName(members, report);
  if (name === undefined) return undefined;
  reportUnknown(members, name, report);
  const settings = readMembers(members, name, report);
  return report.failed || settings === undefined ? undefined : Object.freeze(settings);
}

function readName(members: Members, report: Reporter): FrontEndName | undefined {
  const written = members.get("name");
  const name = FRONT_END_NAMES.find((candidate) => candidate === written);
  if (name !== undefined) return name;
  if (written !== undefined) {
    reportNotAllowed(written, FRONT_END_NAMES, report, "name");
    return undefined;
  }
  const remedy = `Write which it is, as in ${COMPLETE_FORMS.custom}.`;
  report.add("option_wrong_type", "The object does not name a front end.", remedy, "name");
  return undefined;
}

function reportUnknown(members: Members, name: FrontEndName, report: Reporter): void {
  const known = ["name", ...MEMBERS[name]];
  for (const member of members.keys()) {
    if (known.includes(member)) continue;
    const message = `${name} has no member ${excerpt(member)}.${didYouMean(member, known)}`;
    report.add("front_end_member_unknown", message, `Its members are ${enumerate(known)}.`);
  }
}

function readMembers(members: Members, name: FrontEndName, report: Reporter): FrontEndSettings | undefined {
  switch (name) {
    case "app-service":
    case "rfc9440":
    case "socket":
      return { name };
    case "container-apps":
      return { name, elements: readElements(members, report) };
    case "application-gateway":
      return readApplicationGateway(members, report);
    case "custom":
      return readCustom(members, report);
  }
}

function readElements(members: Members, report: Reporter): number {
  if (!members.has("elements")) return 1;
  const elements = members.get("elements");
  if (typeof elements === "number" && Number.isInteger(elements) && elements >= 1 && elements <= MOST_ELEMENTS) {
    return elements;
  }
  const remedy =
    `Write a whole number from 1 to ${MOST_ELEMENTS}: one for each proxy that appends an element, Container Apps ` +
    "counted in; 1 where nothing stands before it.";
  report.add("option_wrong_type", "It is no count of elements.", remedy, "elements");
  return 1;
}

function readApplicationGateway(members: Members, report: Reporter): FrontEndSettings | undefined {
  const header = readHeaderName(members.get("header"), "header", report);
  if (!members.has("verificationHeader")) {
    return header === undefined ? undefined : { name: "application-gateway", header, verificationHeader: undefined };
  }
  const verificationHeader = readHeaderName(members.get("verificationHeader"), "verificationHeader", report);
  if (header === undefined || verificationHeader === undefined) return undefined;
  if (header.toLowerCase() !== verificationHeader.toLowerCase()) {
    return { name: "application-gateway", header, verificationHeader };
  }
  const message = `${excerpt(verificationHeader)} is the header of the certificate itself.`;
  const remedy = "Name the header that the rewrite rule sets to {var_client_certificate_verification}.";
  report.add("front_end_header_invalid", message, remedy, "verificationHeader");
  return undefined;
}

function readCustom(members: Members, report: Reporter): FrontEndSettings | undefined {
  const header = readHeaderName(members.get("header"), "header", report);
  const written = members.get("encoding");
  const encoding = ENCODINGS.find((candidate) => candidate === written);
  if (encoding === undefined) reportNotAllowed(written, ENCODINGS, report, "encoding");
  return header === undefined || encoding === undefined ? undefined : { name: "custom", header, encoding };
}
