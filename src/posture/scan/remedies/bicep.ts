import type { ScannedResource } from "../model.ts";

/** Properties of a site in Bicep. */
export function siteProperties(...lines: readonly string[]): string {
  return nest(["properties"], lines);
}

/** Properties of a container app's ingress in Bicep. */
export function ingressProperties(...lines: readonly string[]): string {
  return nest(["properties", "configuration", "ingress"], lines);
}

export function requireCertificates({ subject }: ScannedResource): string {
  return subject.kind === "container-app"
    ? ingressProperties("clientCertificateMode: 'require'")
    : siteProperties("clientCertEnabled: true", "clientCertMode: 'Required'");
}

export function showCertificate(serviceType: string): string {
  const key = serviceType === "Web" ? "pfx" : "embeddedCertData";
  const secret = (name: string) => [
    "  type: 'AzureKeyVaultSecret'",
    "  store: { type: 'LinkedServiceReference', referenceName: '<linked service of the key vault>' }",
    `  secretName: '${name}'`,
    "}",
  ];
  const lines = [
    "url: 'https://...'",
    "authenticationType: 'ClientCertificate'",
    `${key}: {`,
    ...secret("<secret with the PFX in base64>"),
    "password: {",
    ...secret("<secret with its password>"),
  ];
  return ["properties: {", `  type: '${serviceType}'`, indent(nest(["typeProperties"], lines)), "}"].join("\n");
}

function nest(names: readonly string[], lines: readonly string[]): string {
  const [name, ...rest] = names;
  if (name === undefined) return lines.join("\n");
  return `${name}: {\n${indent(nest(rest, lines))}\n}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
