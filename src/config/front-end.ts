import type { CertificateEncoding, FrontEndSettings } from "../header/source.ts";
import { BARE_FRONT_ENDS, COMPLETE_FORMS, FRONT_END_NAMES } from "./front-end-names.ts";
import { readFrontEndObject } from "./front-end-object.ts";
import { readJson, unwrapJsonString } from "./json-value.ts";
import type { Reporter } from "./problems.ts";
import { excerpt } from "./text.ts";
import { reportNotAllowed } from "./words.ts";

/** A front end with what is needed to read its header. Members with a default may be left out. */
export type FrontEndOptions =
  | { readonly name: "app-service" | "rfc9440" | "socket" }
  | {
      readonly name: "container-apps";
      /** Elements of `X-Forwarded-Client-Cert`: one for each proxy that appends, 1 to 16. Absent: 1, Container Apps alone. */
      readonly elements?: number;
    }
  | {
      readonly name: "application-gateway";
      /** The header that the rewrite rule sets to `{var_client_certificate}`. */
      readonly header: string;
      /** The header that it sets to `{var_client_certificate_verification}`. Absent: the gateway's verdict is not asked for. */
      readonly verificationHeader?: string;
    }
  | {
      readonly name: "custom";
      readonly header: string;
      /** `base64-der`: the bytes in base64. `escaped-pem`: PEM, percent-encoded. `pem`: PEM, its line ends as the proxy leaves them. */
      readonly encoding: CertificateEncoding;
    };

/** A front end as code names it: those that need nothing more by their bare name. */
export type FrontEndOption = "app-service" | "container-apps" | "rfc9440" | "socket" | FrontEndOptions;

/** A bare name, or an object as JSON. */
export function frontEndFromText(text: string, report: Reporter): FrontEndSettings | undefined {
  const written = unwrapJsonString(text);
  if (!/^[[{]/.test(written)) return fromName(written, report);
  const value = readJson(written, CODES, report);
  return value === undefined ? undefined : readFrontEndObject(value, report);
}

/** A bare name, or an object. */
export function frontEndFromCode(value: unknown, report: Reporter): FrontEndSettings | undefined {
  return typeof value === "string" ? fromName(value, report) : readFrontEndObject(value, report);
}

const CODES = { syntax: "front_end_not_json", repeated: "front_end_member_repeated" } as const;

function fromName(written: string, report: Reporter): FrontEndSettings | undefined {
  const name = FRONT_END_NAMES.find((candidate) => candidate === written);
  if (name === undefined) {
    reportNotAllowed(written, FRONT_END_NAMES, report);
    return undefined;
  }
  const settings = BARE_FRONT_ENDS[name];
  if (settings !== undefined) return settings;
  const message = `${excerpt(name)} alone does not say which header carries the certificate.`;
  report.add("front_end_incomplete", message, `Write ${COMPLETE_FORMS[name]}.`);
  return undefined;
}
