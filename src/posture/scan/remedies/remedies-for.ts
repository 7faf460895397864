import type { Remedy, ScannedResource } from "../model.ts";
import { siteIn } from "../rules/subjects.ts";
import type { ScanRuleId } from "../scan-rules.ts";
import * as az from "./az.ts";
import * as bicep from "./bicep.ts";
import * as portal from "./portal.ts";
import * as terraform from "./terraform.ts";
import * as warnings from "./warnings.ts";

/** What mends what a rule found, in the order in which to read it. */
export function remediesFor(rule: ScanRuleId, resource: ScannedResource): readonly Remedy[] {
  const texts = REMEDIES[rule]?.(resource) ?? {};
  const kinds = ["terraform", "az", "bicep", "portal", "warning"] as const;
  return kinds.flatMap((kind) => {
    const text = texts[kind];
    return text === undefined ? [] : { kind, text };
  });
}

type Texts = Partial<Record<Remedy["kind"], string | undefined>>;

const REMEDIES: Partial<Record<ScanRuleId, (resource: ScannedResource) => Texts>> = {
  "client-certificates-disabled": requireCertificates,
  "client-certificates-not-required": requireCertificates,
  "state-proves-nothing": proveIt,
  "public-without-control": requireCertificates,
  renegotiation: askInHandshake,
  "exclusion-paths": askInHandshake,
  "https-only": (resource) => ({
    terraform: terraform.allowHttpsOnly(resource),
    az: az.refusePlainHttp(resource),
    bicep: isIngress(resource)
      ? bicep.ingressProperties("allowInsecure: false")
      : bicep.siteProperties("httpsOnly: true"),
    portal: portal.refusePlainHttp(resource),
    warning: warnings.REFUSE_HTTP,
  }),
  "minimum-tls": (resource) => ({
    terraform: terraform.raiseMinimumTls(resource),
    az: az.raiseMinimumTls(resource),
    bicep: bicep.siteProperties("siteConfig: {", "  minTlsVersion: '1.2'", "}"),
    portal: portal.MINIMUM_TLS,
    warning: warnings.RAISE_TLS,
  }),
  "cannot-express": expressIt,
  "linked-service-authentication": showCertificate,
  "module-not-read": () => ({
    terraform:
      "Scan the folder of the module too, where it is one of your own; run `terraform init` before the scan, so that the " +
      "module's source is in .terraform/modules; or scan a plan.",
  }),
};

function requireCertificates(resource: ScannedResource): Texts {
  const { subject } = resource;
  if (subject.kind === "inexpressible") return { terraform: subject.advice, warning: warnings.REQUIRE_SITE };
  return {
    terraform: terraform.requireCertificates(resource),
    az: az.requireCertificates(resource),
    bicep: bicep.requireCertificates(resource),
    portal: portal.requireCertificates(resource),
    warning: lockedOut(resource),
  };
}

/** Exclusion paths and OptionalInteractiveUser are what makes the front end ask in mid-connection. */
function askInHandshake(resource: ScannedResource): Texts {
  return {
    terraform: terraform.dropExclusionPaths(resource),
    az: az.dropExclusionPaths(resource),
    bicep: bicep.siteProperties(
      "clientCertEnabled: true",
      "clientCertMode: 'Required'",
      "clientCertExclusionPaths: ''",
    ),
    portal: portal.dropExclusionPaths(),
    warning: warnings.DROP_EXCLUSIONS,
  };
}

/** The command sets what state only claims; what is live, a question to Azure tells. */
function proveIt(resource: ScannedResource): Texts {
  const { subject } = resource;
  const ask = "az resource show --ids <id> --query properties.[clientCertEnabled,clientCertMode]";
  return subject.kind === "unprovable"
    ? { ...requireCertificates(resource), az: `${ask}\n${az.requireCertificates(resource)}` }
    : {};
}

function expressIt(resource: ScannedResource): Texts {
  const { subject } = resource;
  if (subject.kind === "inexpressible") return { terraform: subject.advice, warning: warnings.REQUIRE_SITE };
  return {
    terraform: terraform.makeIngressHttp(resource),
    az: az.makeIngressHttp(resource),
    bicep: bicep.ingressProperties("transport: 'auto'", "clientCertificateMode: 'require'"),
    portal: portal.INGRESS_TYPE,
    warning: warnings.CHANGE_TRANSPORT,
  };
}

function showCertificate({ subject }: ScannedResource): Texts {
  if (subject.kind !== "linked-service") return {};
  const { serviceType, name } = subject;
  const type = serviceType.kind === "value" && serviceType.value.toLowerCase() === "httpserver" ? "HttpServer" : "Web";
  return {
    terraform: terraform.showCertificate(name, type),
    az: az.showCertificate(subject),
    bicep: bicep.showCertificate(type),
    portal: portal.LINKED_SERVICE,
    warning: warnings.SHOW_CERTIFICATE,
  };
}

function lockedOut(resource: ScannedResource): string {
  if (isIngress(resource)) return warnings.REQUIRE_INGRESS;
  const site = siteIn(resource.subject);
  const isFunctionApp = site?.siteKind.kind === "value" && site.siteKind.value.toLowerCase().includes("function");
  return isFunctionApp ? `${warnings.REQUIRE_SITE} ${warnings.REQUIRE_FUNCTION_APP}` : warnings.REQUIRE_SITE;
}

function isIngress({ subject }: ScannedResource): boolean {
  return subject.kind === "container-app";
}
