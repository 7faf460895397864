import { parseCertificate } from "../../src/certificate/certificate.ts";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";

const root = createAuthority({ subject: "CN=Root,O=Contoso,C=DE" });
const issuing = root.createIntermediate({ subject: "CN=Issuing,O=Contoso,C=DE" });
const stranger = createAuthority({ subject: "CN=Root,O=Fabrikam,C=DE" });
const impostor = createAuthority({ subject: "CN=Issuing,O=Contoso,C=DE" });
const partner = createSelfSigned({ subject: "CN=billing,O=Contoso,C=DE" });

/** Values of `X-ARR-ClientCert`: of those whom `ENVIRONMENT` admits, and of those whom it does not. */
export const BILLING: string = issuing.issue({ subject: "CN=billing,O=Contoso,C=DE" }).header;
export const OPS: string = issuing.issue({ subject: "CN=ops,O=Contoso,C=DE" }).header;
export const PARTNER: string = partner.header;
export const REFUSED: Readonly<Record<string, string>> = {
  issuer_unknown: stranger.issue({ subject: "CN=billing,O=Contoso,C=DE" }).header,
  signature_invalid: impostor.issue({ subject: "CN=billing,O=Contoso,C=DE", authorityKeyIdentifier: false }).header,
  subject_not_allowed: issuing.issue({ subject: "CN=sales,O=Contoso,C=DE" }).header,
  certificate_expired: issuing.issue({ subject: "CN=billing,O=Contoso,C=DE", notAfter: new Date("2020-01-01") }).header,
  header_malformed: "garbage!",
  certificate_malformed: "AAAA",
};

export const OPS_ONLY = { subject: "CN=ops,O=Contoso,C=DE" };

/** What an operator sets: two callers by name, a partner by key, two kinds of open paths. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  CLIENT_CERT_TRUST_ANCHORS: root.pem,
  CLIENT_CERT_INTERMEDIATES: issuing.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE;CN=ops,O=Contoso,C=DE",
  CLIENT_CERT_PINNED: `spki-sha256:${parseCertificate(partner.der).spkiSha256}`,
  CLIENT_CERT_OPEN_PATHS: "/healthz;/public/*",
  CLIENT_CERT_FRONT_END: "app-service",
  CLIENT_CERT_SELF_CHECK: "off",
};

export const REPORTING: Readonly<Record<string, string>> = {
  ...ENVIRONMENT,
  CLIENT_CERT_ENFORCE: "report",
  CLIENT_CERT_REPORT_UNTIL: "2099-01-01",
};
