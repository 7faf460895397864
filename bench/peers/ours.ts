import { createValidator } from "azure-client-cert";
import type { Estate } from "../estate.ts";

/** Header to verdict: base64, DER, path, rules. `crowd`: further CAs that are configured beside the two. */
export function ours({ root, issuing }: Estate, crowd: readonly Uint8Array[] = []): (header: string) => boolean {
  const validator = createValidator({
    trustAnchors: [root.der, ...crowd],
    intermediates: issuing.der,
    allow: [{ name: "payments", subject: "OU=Payments,O=Contoso,C=DE,*" }],
  });
  return (header) => validator.validate({ rawHeaders: [...OTHER_HEADERS, "X-ARR-ClientCert", header] }).ok;
}

/** What a request through App Service carries beside the certificate. */
export const OTHER_HEADERS: readonly string[] = [
  ...["Accept", "application/json", "Host", "orders.contoso.example", "User-Agent", "contoso-billing/4.2"],
  ...["Max-Forwards", "10", "X-ARR-LOG-ID", "4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "CLIENT-IP", "203.0.113.7:50000"],
  ...["X-Client-IP", "203.0.113.7", "DISGUISED-HOST", "orders.contoso.example", "X-SITE-DEPLOYMENT-ID", "orders"],
  ...["WAS-DEFAULT-HOSTNAME", "orders.azurewebsites.net", "X-Forwarded-Proto", "https", "X-AppService-Proto", "https"],
  ...["X-ARR-SSL", "2048|256|CN=Microsoft Azure TLS|CN=*.azurewebsites.net", "X-Forwarded-TlsVersion", "1.3"],
  ...["X-Forwarded-For", "203.0.113.7:50000", "X-Original-URL", "/orders", "X-WAWS-Unencoded-URL", "/orders"],
];
