import type { ScannedResource } from "../model.ts";

/**
 * A message about Azure's settings in the words of the file that it is about. What stands in quotation marks is the
 * file's already.
 */
export function inWordsOf(resource: ScannedResource, message: string): string {
  const words = wordsOf(resource);
  return message.replace(QUOTED_OR_NAME, (found) => PHRASES.get(found) ?? words.get(found) ?? found);
}

const QUOTED_OR_NAME =
  /"(?:[^"\\]|\\.)*"|\b(?:was not told|which is no value of it)\b|\b[a-z]+(?:[A-Z]\w*|20Enabled)\b/g;

/** A live answer tells; a file has a thing written or not, and may leave its value to Terraform. */
const PHRASES: ReadonlyMap<string, string> = new Map([
  ["was not told", "is not set"],
  ["which is no value of it", "which cannot be told from here"],
]);

/** Azure's names of settings as this resource type has them. */
function wordsOf({ type, subject }: ScannedResource): ReadonlyMap<string, string> {
  if (type === "azurerm_container_app") return INGRESS;
  // Modules that are judged by their own defaults take azurerm's names.
  if (type === "module") return subject.kind === "container-app" ? INGRESS : SITE;
  if (BY_MODE.has(type)) return OLD.has(type) ? OLD_BY_MODE : NEW_BY_MODE;
  if (type === "azurerm_data_factory_linked_custom_service") return NONE;
  if (OLD.has(type)) return OLD_SITE;
  return type.startsWith("azurerm_") ? SITE : NONE;
}

const NONE: ReadonlyMap<string, string> = new Map();

const OLD: ReadonlySet<string> = new Set([
  "azurerm_app_service",
  "azurerm_app_service_slot",
  "azurerm_function_app",
  "azurerm_function_app_slot",
]);

const SITE: ReadonlyMap<string, string> = new Map([
  ["clientCertEnabled", "client_certificate_enabled"],
  ["clientCertMode", "client_certificate_mode"],
  ["clientCertExclusionPaths", "client_certificate_exclusion_paths"],
  ["httpsOnly", "https_only"],
  ["minTlsVersion", "minimum_tls_version"],
  ["http20Enabled", "http2_enabled"],
  ["authenticationType", "authentication_type"],
]);

const OLD_SITE: ReadonlyMap<string, string> = new Map([
  ...SITE,
  ["clientCertEnabled", "client_cert_enabled"],
  ["clientCertMode", "client_cert_mode"],
  ["minTlsVersion", "min_tls_version"],
]);

/** These have no switch: a mode turns certificates on, so the switch keeps Azure's name. */
const BY_MODE: ReadonlySet<string> = new Set(["azurerm_function_app", "azurerm_logic_app_standard"]);

const OLD_BY_MODE: ReadonlyMap<string, string> = without(OLD_SITE, "clientCertEnabled");
const NEW_BY_MODE: ReadonlyMap<string, string> = new Map([
  ...without(SITE, "clientCertEnabled"),
  ["minTlsVersion", "min_tls_version"],
]);

function without(words: ReadonlyMap<string, string>, left: string): ReadonlyMap<string, string> {
  return new Map([...words].filter(([name]) => name !== left));
}

const INGRESS: ReadonlyMap<string, string> = new Map([
  ["clientCertificateMode", "client_certificate_mode"],
  ["allowInsecure", "allow_insecure_connections"],
]);
