import type { FrontEndSettings } from "../header/source.ts";
import type { TrustedPeers } from "../header/trusted-peers.ts";
import type { PublicHost } from "../self-check/app-probe.ts";
import { type Allow, allowFromCode, allowFromText } from "./allow.ts";
import { certificatesFromCode, certificatesFromText } from "./certificate-values.ts";
import type { LocatedCertificate } from "./certificates.ts";
import { type ClockSkew, clockSkewFromCode, clockSkewFromText } from "./clock-skew.ts";
import { frontEndFromCode, frontEndFromText } from "./front-end.ts";
import { readList } from "./lists.ts";
import { openPathsFromCode, openPathsFromText } from "./open-paths.ts";
import type { OptionName } from "./options.ts";
import { pinsFromCode, pinsFromText, type ReadPins } from "./pins.ts";
import { probeKeyFromCode, probeKeyFromText, publicHostFromCode, publicHostFromText } from "./probe.ts";
import type { Reporter } from "./problems.ts";
import { reportUntilFromCode, reportUntilFromText } from "./report-until.ts";
import {
  hostResourceIdFromCode,
  hostResourceIdFromText,
  type SelfCheckName,
  selfCheckFromCode,
  selfCheckFromText,
} from "./self-check-words.ts";
import { trustedPeersFromCode, trustedPeersFromText } from "./trusted-peers.ts";
import { oneOf } from "./words.ts";

/** How one variable is read. A reader reports what is wrong, and then returns what is left, or undefined. */
export interface Variable<Value> {
  readonly name: `CLIENT_CERT_${string}`;
  /** The option in code that takes the variable's place. */
  readonly option: OptionName;
  readonly fromText: (text: string, report: Reporter) => Value | undefined;
  /** Absent: the option belongs to another variable, and merely displaces this one. */
  readonly fromCode?: (value: unknown, report: Reporter) => Value | undefined;
}

/** The variables by what they set. */
export interface Variables {
  readonly trustAnchors: Variable<readonly LocatedCertificate[]>;
  readonly intermediates: Variable<readonly LocatedCertificate[]>;
  readonly pinned: Variable<ReadPins>;
  readonly allow: Variable<Allow>;
  readonly allowedIssuers: Variable<readonly string[]>;
  readonly allowedSubjects: Variable<readonly string[]>;
  readonly allowedSans: Variable<readonly string[]>;
  readonly allowedThumbprints: Variable<readonly string[]>;
  readonly eku: Variable<"clientAuth" | "clientAuth-or-serverAuth">;
  readonly openPaths: Variable<readonly string[]>;
  readonly enforce: Variable<"on" | "report">;
  readonly reportUntil: Variable<number>;
  readonly frontEnd: Variable<FrontEndSettings>;
  readonly trustedPeers: Variable<TrustedPeers>;
  readonly selfCheck: Variable<SelfCheckName>;
  readonly hostResourceId: Variable<string>;
  readonly publicHost: Variable<PublicHost>;
  readonly probeKey: Variable<string>;
  readonly clockSkew: Variable<ClockSkew>;
}

const certificates = { fromText: certificatesFromText, fromCode: certificatesFromCode };
const list = { option: "allow", fromText: readList } as const;
const enforce = oneOf("on", "report");
const eku = oneOf("clientAuth", "clientAuth-or-serverAuth");

/** Every variable that this version reads. */
export const VARIABLES: Variables = {
  trustAnchors: { name: "CLIENT_CERT_TRUST_ANCHORS", option: "trustAnchors", ...certificates },
  intermediates: { name: "CLIENT_CERT_INTERMEDIATES", option: "intermediates", ...certificates },
  pinned: { name: "CLIENT_CERT_PINNED", option: "pinned", fromText: pinsFromText, fromCode: pinsFromCode },
  allow: { name: "CLIENT_CERT_ALLOW", option: "allow", fromText: allowFromText, fromCode: allowFromCode },
  allowedIssuers: { name: "CLIENT_CERT_ALLOWED_ISSUERS", ...list },
  allowedSubjects: { name: "CLIENT_CERT_ALLOWED_SUBJECTS", ...list },
  allowedSans: { name: "CLIENT_CERT_ALLOWED_SANS", ...list },
  allowedThumbprints: { name: "CLIENT_CERT_ALLOWED_THUMBPRINTS", ...list },
  eku: { name: "CLIENT_CERT_EKU", option: "allow", fromText: eku.fromText },
  openPaths: {
    name: "CLIENT_CERT_OPEN_PATHS",
    option: "openPaths",
    fromText: openPathsFromText,
    fromCode: openPathsFromCode,
  },
  enforce: { name: "CLIENT_CERT_ENFORCE", option: "enforce", ...enforce },
  reportUntil: {
    name: "CLIENT_CERT_REPORT_UNTIL",
    option: "reportUntil",
    fromText: reportUntilFromText,
    fromCode: reportUntilFromCode,
  },
  frontEnd: {
    name: "CLIENT_CERT_FRONT_END",
    option: "frontEnd",
    fromText: frontEndFromText,
    fromCode: frontEndFromCode,
  },
  trustedPeers: {
    name: "CLIENT_CERT_TRUSTED_PEERS",
    option: "trustedPeers",
    fromText: trustedPeersFromText,
    fromCode: trustedPeersFromCode,
  },
  selfCheck: {
    name: "CLIENT_CERT_SELF_CHECK",
    option: "selfCheck",
    fromText: selfCheckFromText,
    fromCode: selfCheckFromCode,
  },
  hostResourceId: {
    name: "CLIENT_CERT_HOST_RESOURCE_ID",
    option: "hostResourceId",
    fromText: hostResourceIdFromText,
    fromCode: hostResourceIdFromCode,
  },
  publicHost: {
    name: "CLIENT_CERT_PUBLIC_HOST",
    option: "publicHost",
    fromText: publicHostFromText,
    fromCode: publicHostFromCode,
  },
  probeKey: {
    name: "CLIENT_CERT_PROBE_KEY",
    option: "probeKey",
    fromText: probeKeyFromText,
    fromCode: probeKeyFromCode,
  },
  clockSkew: {
    name: "CLIENT_CERT_CLOCK_SKEW_SECONDS",
    option: "clockSkewSeconds",
    fromText: clockSkewFromText,
    fromCode: clockSkewFromCode,
  },
};

/** Names of all variables that this version reads. */
export const VARIABLE_NAMES: readonly string[] = Object.values(VARIABLES).map(({ name }) => name);
