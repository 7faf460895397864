import type { Reporter } from "./problems.ts";
import { excerpt, unquote } from "./text.ts";
import { reportNotAllowed } from "./words.ts";

const NOT_BUILT: readonly unknown[] = ["enforce", "prove", "warn"];

/** `off`, in writing: the only word that this version can keep. */
export function selfCheckFromText(text: string, report: Reporter): "off" | undefined {
  return selfCheckFromCode(unquote(text), report);
}

export function selfCheckFromCode(value: unknown, report: Reporter): "off" | undefined {
  if (value === "off") return value;
  if (!NOT_BUILT.includes(value)) reportNotAllowed(value, ["off"], report);
  else report.add("self_check_not_built", `${excerpt(String(value))} is not in this version. ${WHY}`, REMEDY);
  return undefined;
}

/** Nothing was written at all. */
export function reportSelfCheckMissing(report: Reporter): void {
  report.add("self_check_not_built", `It is not set. ${WHY}`, REMEDY);
}

const WHY =
  "The certificate header is only as good as the platform's setting, and this version does not look whether the " +
  "platform demands certificates and whether clients can write the header themselves.";

const REMEDY =
  "Set the app's incoming client certificates to Required with no exclusion paths and HTTPS only, verify it " +
  "yourself, and then write CLIENT_CERT_SELF_CHECK=off.";
