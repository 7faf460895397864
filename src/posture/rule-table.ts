import type { RuleId } from "./facts/rule.ts";

/** What the documents say of a rule. */
export interface RuleRow {
  readonly title: string;
  /** One sentence. */
  readonly why: string;
  /** The article, specification or thread that the rule rests on. */
  readonly source: string;
}

/** Every rule there is, those that decide about trust first. */
export const RULES: Readonly<Record<RuleId, RuleRow>> = freezeRows({
  "client-certificates-required": {
    title: "The platform demands a client certificate",
    why: "Otherwise a request without a certificate reaches the app, and a certificate header on it may be anyone's.",
    source:
      "Microsoft Learn, Configure TLS mutual authentication for Azure App Service; Configure client certificate " +
      "authentication in Azure Container Apps",
  },
  "https-only": {
    title: "Plain HTTP does not get in",
    why: "Plain HTTP carries no certificate, so a certificate header on it was written by whoever sent it.",
    source:
      "Microsoft Learn, Configure TLS mutual authentication for Azure App Service; Ingress in Azure Container Apps",
  },
  "exclusion-paths": {
    title: "No exclusion path covers what the app protects",
    why: "Below an exclusion path nobody is asked for a certificate.",
    source: "Microsoft Learn, Configure TLS mutual authentication for Azure App Service",
  },
  "exclusion-end-points": {
    title: "clientCertExclusionEndPoints is not set",
    why: "Real answers of Resource Manager have this setting, and no document says what it excludes.",
    source: "Answers of Resource Manager to GET of Microsoft.Web/sites; in no published specification",
  },
  "access-restrictions": {
    title: "Nobody but the gateway gets in",
    why: "A gateway cannot present its caller's certificate; its header counts only where nobody else can send one.",
    source:
      "Microsoft Learn, Set up Azure App Service access restrictions; Secure traffic to Azure Front Door origins; Set up IP " +
      "ingress restrictions in Azure Container Apps",
  },
  "ingress-transport": {
    title: "The ingress is one of HTTP",
    why: "The client certificate mode works on HTTP ingress only.",
    source: "Microsoft Learn, Ingress in Azure Container Apps",
  },
  "minimum-tls": {
    title: "TLS 1.2 or newer",
    why: "Older versions are retired.",
    source: "RFC 8996; Microsoft Learn, What is TLS/SSL in Azure App Service?",
  },
  http2: {
    title: "HTTP/2 together with client certificates",
    why: "Microsoft's article and its built-in policies contradict each other on whether the two work together.",
    source:
      "Microsoft Learn, Configure TLS mutual authentication for Azure App Service; Azure Policy " +
      "19dd1db6-f442-49cf-a838-b0786b4401ef",
  },
  renegotiation: {
    title: "Certificates are asked for in the handshake",
    why: "Renegotiation breaks bodies over 100 KB, TLS 1.3 and HTTP/2.",
    source: "Microsoft Learn, Configure TLS mutual authentication for Azure App Service",
  },
  "health-check-path": {
    title: "The health check reaches an open path",
    why: "The pings carry no certificate, and ten refused ones take the instance out.",
    source: "Microsoft Learn, Monitor App Service instances by using Health check",
  },
  "phantom-settings": {
    title: "No app setting pretends to demand certificates",
    why: "WEBSITE_CLIENT_CERT_MODE is set in many places and read by nobody.",
    source: "Microsoft Learn, Environment variables and app settings in Azure App Service, which does not have it",
  },
  "warm-up-statuses": {
    title: "Refusals do not stop a warm-up or a swap",
    why: "The pings carry no certificate, and a status outside the list stops what they are for.",
    source: "Microsoft Learn, Environment variables and app settings in Azure App Service",
  },
  "reached-from-inside": {
    title: "Callers inside the environment",
    why: "They are reported to get in without a certificate, and additional ports pass the ingress by.",
    source: "microsoft/azure-container-apps#880; Microsoft Learn, Ingress in Azure Container Apps",
  },
});

function freezeRows<Table extends Readonly<Record<string, RuleRow>>>(table: Table): Table {
  for (const row of Object.values(table)) Object.freeze(row);
  return Object.freeze(table);
}
