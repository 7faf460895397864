import type { Certificate } from "../../certificate/certificate.ts";
import { encodePem } from "../../certificate/pem.ts";
import type { CertificateEncoding, FrontEndSettings } from "../../header/source.ts";
import { parseXfcc } from "../../header/xfcc.ts";
import type { ValueForm } from "./header-value.ts";
import type { Recognised } from "./recognise.ts";

/** How the certificate is handed to the validator. */
export interface Arrival {
  /** The front end whose reader reads it. */
  readonly frontEnd: FrontEndSettings;
  /** As in `http.IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
  /** Whether the way it arrived is the input's own, so that it is judged too. */
  readonly isHeaderJudged: boolean;
}

/**
 * A header as the configured front end would see it. Undefined: the input is no header of that front end, so only the
 * certificate can be judged.
 */
export function arrivalOf(input: Recognised, frontEnd: FrontEndSettings): Arrival | undefined {
  const name = headerNameOf(frontEnd);
  if (input.kind === "encoded" || name === undefined) return undefined;
  if (input.kind === "headers") {
    const rawHeaders = input.lines.flatMap((line) => [line.name, line.value]);
    return { frontEnd, rawHeaders, isHeaderJudged: true };
  }
  if (!formsOf(frontEnd).includes(input.form)) return undefined;
  return { frontEnd, rawHeaders: [name, input.value.trim(), ...assumedHeaders(frontEnd)], isHeaderJudged: true };
}

/**
 * A bare certificate as App Service would hand it over, where that is the front end; for all others in the form that
 * has room for the largest. The form is of this function's own making, so it is not judged.
 */
export function bareArrival({ der, sha256 }: Pick<Certificate, "der" | "sha256">, frontEnd: FrontEndSettings): Arrival {
  if (frontEnd.name === "app-service") {
    const rawHeaders = ["X-ARR-ClientCert", Buffer.from(der).toString("base64")];
    return { frontEnd, rawHeaders, isHeaderJudged: false };
  }
  const value = `Hash=${sha256};Cert="${encodeURIComponent(encodePem(der))}"`;
  return {
    frontEnd: { name: "container-apps", elements: 1 },
    rawHeaders: ["X-Forwarded-Client-Cert", value],
    isHeaderJudged: false,
  };
}

/** The front end that an input speaks of, where nothing else says which it is. Undefined: the input speaks of none. */
export function impliedFrontEnd(input: Recognised): FrontEndSettings | undefined {
  if (input.kind === "encoded") return undefined;
  if (input.kind === "value") return frontEndOfForm(input.form, "X-Client-Cert", input.value);
  const line =
    input.lines.find(({ name }) => NAMES.has(name.toLowerCase())) ??
    input.lines.find(({ recognised }) => recognised !== undefined);
  if (line === undefined) return undefined;
  return frontEndOfForm(NAMES.get(line.name.toLowerCase()) ?? line.recognised?.form, line.name, line.value);
}

/** The header that carries the certificate. Undefined: none does. */
export function headerNameOf(frontEnd: FrontEndSettings): string | undefined {
  switch (frontEnd.name) {
    case "app-service":
      return "X-ARR-ClientCert";
    case "container-apps":
      return "X-Forwarded-Client-Cert";
    case "rfc9440":
      return "Client-Cert";
    case "application-gateway":
    case "custom":
      return frontEnd.header;
    case "socket":
      return undefined;
  }
}

const FORMS: Readonly<Record<CertificateEncoding, ValueForm>> = {
  "base64-der": "base64",
  "escaped-pem": "escaped-pem",
  pem: "pem-line",
};

function formsOf(frontEnd: FrontEndSettings): readonly ValueForm[] {
  switch (frontEnd.name) {
    case "app-service":
      return ["base64", "pem-line"];
    case "container-apps":
      return ["xfcc"];
    case "rfc9440":
      return ["rfc9440"];
    case "application-gateway":
      return ["escaped-pem"];
    case "custom":
      return [FORMS[frontEnd.encoding]];
    case "socket":
      return [];
  }
}

/** What stands beside the one header that was given: the gateway's own verdict, taken to be good. */
function assumedHeaders(frontEnd: FrontEndSettings): readonly string[] {
  const isGateway = frontEnd.name === "application-gateway" && frontEnd.verificationHeader !== undefined;
  return isGateway ? [frontEnd.verificationHeader, "SUCCESS"] : [];
}

const NAMES: ReadonlyMap<string, ValueForm> = new Map([
  ["x-arr-clientcert", "base64"],
  ["x-forwarded-client-cert", "xfcc"],
  ["client-cert", "rfc9440"],
]);

function frontEndOfForm(form: ValueForm | undefined, header: string, value: string): FrontEndSettings | undefined {
  switch (form) {
    case "base64":
    case "pem-line":
      return { name: "app-service" };
    case "xfcc":
      return { name: "container-apps", elements: elementsOf(value) };
    case "rfc9440":
      return { name: "rfc9440" };
    case "escaped-pem":
      return { name: "custom", header, encoding: "escaped-pem" };
    case undefined:
      return undefined;
  }
}

/** Nobody said how many proxies there are, so as many as wrote one. */
function elementsOf(value: string): number {
  const parsed = parseXfcc(value.trim());
  return parsed.ok ? parsed.elements.length : 1;
}
