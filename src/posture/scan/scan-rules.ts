import { CIS_REQUIRED, type Control, ENABLED_CONTROLS } from "./controls.ts";
import type { Severity } from "./model.ts";

/** Ids of the rules of a scan, kebab-case and stable: exceptions and baselines name them. */
export type ScanRuleId =
  | "client-certificates-disabled"
  | "client-certificates-not-required"
  | "exclusion-paths"
  | "https-only"
  | "minimum-tls"
  | "renegotiation"
  | "cannot-express"
  | "linked-service-authentication"
  | "state-proves-nothing"
  | "module-not-read"
  | "key-material-in-source"
  | "public-without-control"
  | "expired-exception";

/** What the documents say of a rule. */
export interface ScanRule {
  readonly id: ScanRuleId;
  readonly title: string;
  /** One or two sentences. */
  readonly why: string;
  /** `note`: it informs, and never fails a scan. */
  readonly severity: Severity;
  /** Types of Terraform that it is asked of; a trailing `*` stands for every ending. */
  readonly resources: readonly string[];
  /** What in general mends it, in a sentence or two. A finding has the lines to write. */
  readonly remedy: string;
  readonly references: readonly Reference[];
  /** Controls that Azure Policy's initiatives or a benchmark map to just this. */
  readonly controls: readonly Control[];
}

/** The same question asked elsewhere, or what the rule rests on. */
export interface Reference {
  /** `Checkov`, `Sonar`, `Azure Policy`, `Microsoft Learn`. */
  readonly source: string;
  /** Its id there, or the title. */
  readonly id: string;
  /** In what it differs. Undefined: in nothing that matters here. */
  readonly differs?: string;
}

const APPS = ["azurerm_linux_web_app*", "azurerm_windows_web_app*", "azurerm_linux_function_app*"];
const SITES: readonly string[] = [
  ...APPS,
  "azurerm_windows_function_app*",
  "azurerm_function_app_flex_consumption",
  "azurerm_logic_app_standard",
  "azurerm_app_service",
  "azurerm_function_app",
  "azapi_resource",
  "azapi_update_resource",
  "module",
];
const HOSTS: readonly string[] = [...SITES, "azurerm_container_app"];
const MUTUAL: Reference = {
  source: "Microsoft Learn",
  id: "Configure TLS mutual authentication for Azure App Service",
};
const INGRESS: Reference = {
  source: "Microsoft Learn",
  id: "Configure client certificate authentication in Azure Container Apps",
};
const SONAR_ON_PRIVATE = "only with public access off; OptionalInteractiveUser passes";
const WITHOUT_MODE = "looks at the switch alone, never at the mode";
const HTTP2_PASSES = "passes wherever HTTP/2 is on, and never looks at the mode";

/** Every rule of a scan, in the order in which a report should explain them. */
export const SCAN_RULES: Readonly<Record<ScanRuleId, ScanRule>> = freezeRules({
  "client-certificates-disabled": {
    id: "client-certificates-disabled",
    title: "No client certificate is asked for",
    why:
      "The platform asks no caller for a certificate, so the app cannot know any by one. A new site says " +
      'clientCertMode "Required" all the same: without clientCertEnabled it means nothing.',
    severity: "high",
    resources: HOSTS,
    remedy: "Set the switch and the mode together: clientCertEnabled true and clientCertMode Required, or require.",
    references: [
      MUTUAL,
      INGRESS,
      {
        source: "Checkov",
        id: "CKV_AZURE_17",
        differs: `${WITHOUT_MODE}; CKV_AZURE_46, often named, is no such check`,
      },
      { source: "Sonar", id: "S6382", differs: SONAR_ON_PRIVATE },
      { source: "Trivy", id: "AZU-0001", differs: WITHOUT_MODE },
      { source: "KICS", id: "a81573f9-3691-4d83-88a0-7d4af63e17a3", differs: HTTP2_PASSES },
      { source: "KICS", id: "92302b47-b0cc-46cb-a28f-5610ecda140b", differs: HTTP2_PASSES },
      { source: "Regula", id: "FG_R00348", differs: WITHOUT_MODE },
      { source: "Prowler", id: "app_client_certificates_on", differs: "sites whose kind begins with app only" },
      { source: "Azure Policy", id: "19dd1db6-f442-49cf-a838-b0786b4401ef", differs: HTTP2_PASSES },
      { source: "Azure Policy", id: "5b0bd968-5cb5-4513-8987-27786c6f0df8", differs: HTTP2_PASSES },
      { source: "Azure Policy", id: "ab6a902f-9493-453b-928d-62c30b11b5a6", differs: HTTP2_PASSES },
      { source: "Azure Policy", id: "153ab4ca-2d58-4b5d-9134-6d8c6bdd321c", differs: HTTP2_PASSES },
    ],
    controls: ENABLED_CONTROLS,
  },
  "client-certificates-not-required": {
    id: "client-certificates-not-required",
    title: "A client certificate is asked for, not required",
    why:
      "Whoever shows no certificate gets in all the same. Optional, OptionalInteractiveUser and accept only ask; a word " +
      "that Azure does not know demands nothing either.",
    severity: "high",
    resources: HOSTS,
    remedy: "Set the mode to Required (container apps: require), and leave the switch on.",
    references: [
      MUTUAL,
      INGRESS,
      { source: "Sonar", id: "S6382", differs: SONAR_ON_PRIVATE },
      {
        source: "KICS",
        id: "9bb3c639-5edf-458c-8ee5-30c17c7d671d",
        differs: "function apps; passes while they are off",
      },
      { source: "Prowler", id: "app_client_certificates_on", differs: "sites whose kind begins with app only" },
    ],
    controls: CIS_REQUIRED,
  },
  "exclusion-paths": {
    id: "exclusion-paths",
    title: "Paths are excluded from client certificates",
    why:
      "On every path that begins with an entry, without regard to case, nobody is asked for a certificate, and a header " +
      "that carries one may be anyone's.",
    severity: "medium",
    resources: SITES,
    remedy: "Remove the exclusion paths, and have the app leave open what must be open.",
    references: [MUTUAL],
    controls: [],
  },
  "https-only": {
    id: "https-only",
    title: "Plain HTTP gets in",
    why: "Plain HTTP carries no certificate, so a certificate header on it was written by whoever sent it.",
    severity: "medium",
    resources: HOSTS,
    remedy: "Set httpsOnly to true (container apps: allowInsecure to false).",
    references: [
      MUTUAL,
      { source: "Microsoft Learn", id: "Ingress in Azure Container Apps" },
      { source: "Azure Policy", id: "0e80e269-43a4-4ae9-b5bc-178126b8a5cb", differs: "container apps only" },
    ],
    controls: [],
  },
  "minimum-tls": {
    id: "minimum-tls",
    title: "TLS older than 1.2 gets in",
    why: "RFC 8996 retires TLS 1.0 and 1.1.",
    severity: "low",
    resources: SITES,
    remedy: "Set the minimum TLS version to 1.2 or 1.3.",
    references: [
      { source: "RFC", id: "8996" },
      { source: "Microsoft Learn", id: "What is TLS/SSL in Azure App Service?" },
    ],
    controls: [],
  },
  renegotiation: {
    id: "renegotiation",
    title: "Certificates are asked for by renegotiation, or HTTP/2 is on",
    why:
      "OptionalInteractiveUser and every exclusion path make the front end ask in mid-connection: then bodies over 100 KB " +
      "fail with 403, and TLS 1.3 and HTTP/2 do not work. Of HTTP/2 without them Microsoft's texts contradict each other.",
    severity: "note",
    resources: SITES,
    remedy: "Use the mode Required without exclusion paths. HTTP/2 is no control, whatever a policy says.",
    references: [
      MUTUAL,
      { source: "Azure Policy", id: "19dd1db6-f442-49cf-a838-b0786b4401ef", differs: "takes HTTP/2 for a control" },
      { source: "PSRule for Azure", id: "AZR-000078", differs: "recommends HTTP/2" },
    ],
    controls: [],
  },
  "cannot-express": {
    id: "cannot-express",
    title: "The resource cannot ask for client certificates",
    why: "Its type, or the transport of its ingress, has no setting that would demand one.",
    severity: "medium",
    resources: ["azurerm_app_service_slot", "azurerm_function_app_slot", "azurerm_container_app"],
    remedy: "Move to a type that can: the slots of azurerm 3 and newer, or an HTTP ingress.",
    references: [MUTUAL, { source: "Microsoft Learn", id: "Ingress in Azure Container Apps" }],
    controls: [],
  },
  "linked-service-authentication": {
    id: "linked-service-authentication",
    title: "Data Factory shows no client certificate",
    why:
      "The linked service calls over HTTP without a certificate: anonymously, or with a password that can be stolen. " +
      "azurerm's own linked service for the web sends none even where it says ClientCertificate.",
    severity: "medium",
    resources: [
      "azurerm_data_factory_linked_service_web",
      "azurerm_data_factory_linked_custom_service",
      "azapi_resource",
    ],
    remedy: "Use azurerm_data_factory_linked_custom_service with ClientCertificate and secrets of Azure Key Vault.",
    references: [
      { source: "Sonar", id: "S6382", differs: "flags Basic only, so Anonymous passes" },
      { source: "azurerm", id: "hashicorp/terraform-provider-azurerm#11041" },
    ],
    controls: [],
  },
  "state-proves-nothing": {
    id: "state-proves-nothing",
    title: "What stands here proves nothing",
    why:
      "From 5.0 on azurerm reads a Logic App's mode whether certificates are on or not, so Required in a plan shows nothing. " +
      "Only the live site tells.",
    severity: "medium",
    resources: ["azurerm_logic_app_standard"],
    remedy: "Ask Azure for the live values, and set both.",
    references: [{ source: "azurerm", id: "azurerm_logic_app_standard, from 5.0 on" }, MUTUAL],
    controls: [],
  },
  "module-not-read": {
    id: "module-not-read",
    title: "The module's source is not here",
    why: "What a module creates and with which defaults only its source tells, and nothing known fills in for it.",
    severity: "medium",
    resources: ["module"],
    remedy: "Scan the module's folder too, run `terraform init` before the scan, or scan a plan.",
    references: [{ source: "Terraform", id: "Modules: .terraform/modules/modules.json" }],
    controls: [],
  },
  "key-material-in-source": {
    id: "key-material-in-source",
    title: "A private key stands in the source",
    why: "Whoever reads the file can be the caller or the server that the key belongs to.",
    severity: "high",
    resources: ["*"],
    remedy: "Take it out, revoke the certificate, and read the new one from Azure Key Vault.",
    references: [
      { source: "RFC", id: "7468" },
      { source: "RFC", id: "7292" },
    ],
    controls: [],
  },
  "public-without-control": {
    id: "public-without-control",
    title: "Public, and no control to be seen",
    why: "Everyone on the internet reaches it, no certificate is demanded, and no network rule is in the way.",
    severity: "note",
    resources: HOSTS,
    remedy: "Demand certificates, restrict who reaches it, or make sure that the app asks its callers itself.",
    references: [MUTUAL, { source: "Microsoft Learn", id: "Set up Azure App Service access restrictions" }],
    controls: [],
  },
  "expired-exception": {
    id: "expired-exception",
    title: "An exception has expired",
    why: "Somebody said until when it would hold. What it took away counts again.",
    severity: "medium",
    resources: ["*"],
    remedy: "Mend what it excepts, or decide anew and write a new date.",
    references: [],
    controls: [],
  },
});

export const SCAN_RULE_IDS: readonly ScanRuleId[] = Object.freeze(Object.keys(SCAN_RULES) as ScanRuleId[]);

export function isScanRuleId(text: string): text is ScanRuleId {
  return Object.hasOwn(SCAN_RULES, text);
}

function freezeRules<Table extends Readonly<Record<string, ScanRule>>>(table: Table): Table {
  for (const rule of Object.values(table)) {
    for (const list of [rule.resources, rule.references, rule.controls]) Object.freeze(list);
    Object.freeze(rule);
  }
  return Object.freeze(table);
}
