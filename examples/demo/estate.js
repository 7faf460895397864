// Three companies, their authorities, and everyone who comes to the door.
import { createHash } from "node:crypto";
import { createAuthority, createSelfSigned } from "azure-client-cert/testing";

/** @typedef {import("azure-client-cert/testing").IssuedCertificate} Certificate */

/**
 * @typedef {object} Estate
 * @property {Readonly<Record<string, string>>} environment All that an app of the demo is told, except its PORT.
 * @property {ReturnType<typeof issueCertificates>} certificates By holder, each with its private key.
 */

const BILLING = "CN=billing,O=Contoso,C=DE";
const WAREHOUSE = "CN=warehouse,O=Fabrikam,C=DE";
const CONTOSO_CA = "CN=Contoso Issuing CA 2,O=Contoso,C=DE";
const FABRIKAM_CA = "CN=Fabrikam CA,O=Fabrikam,C=DE";

/**
 * A new estate, with new keys. Two callers come by chain, billing from Contoso's authority and warehouse from Fabrikam's;
 * a third, Northwind, has no authority and is pinned.
 *
 * @returns {Estate}
 */
export function createEstate() {
  const root = createAuthority({ subject: "CN=Contoso Root CA,O=Contoso,C=DE" });
  const contoso = root.createIntermediate({ subject: CONTOSO_CA });
  const fabrikam = createAuthority({ subject: FABRIKAM_CA });
  const certificates = issueCertificates(contoso, fabrikam);
  const rules = [
    { name: "billing", issuer: CONTOSO_CA, subject: BILLING },
    { name: "warehouse", issuer: FABRIKAM_CA, subject: WAREHOUSE },
  ];
  const environment = {
    CLIENT_CERT_TRUST_ANCHORS: root.pem + fabrikam.pem,
    CLIENT_CERT_INTERMEDIATES: contoso.pem,
    CLIENT_CERT_ALLOW: JSON.stringify(rules),
    CLIENT_CERT_PINNED: pinOf(certificates.partner),
    CLIENT_CERT_OPEN_PATHS: "/healthz",
    CLIENT_CERT_FRONT_END: "app-service",
    CLIENT_CERT_SELF_CHECK: "off",
  };
  return { environment, certificates };
}

/**
 * How an exact certificate is pinned.
 *
 * @param {Certificate} certificate
 */
export function pinOf({ der }) {
  return `sha256:${createHash("sha256").update(der).digest("hex")}`;
}

/**
 * @param {import("azure-client-cert/testing").Authority} contoso
 * @param {import("azure-client-cert/testing").Authority} fabrikam
 */
function issueCertificates(contoso, fabrikam) {
  const unknown = createAuthority({ subject: "CN=Mallory CA,O=Mallory,C=DE" });
  const namesake = createAuthority({ subject: CONTOSO_CA, subjectKeyIdentifier: contoso.keyIdentifier });
  return {
    billing: contoso.issue({ subject: BILLING }),
    warehouse: fabrikam.issue({ subject: WAREHOUSE }),
    partner: createSelfSigned({ subject: "CN=partner,O=Northwind,C=DE" }),
    wrongIssuer: unknown.issue({ subject: BILLING }),
    wrongSubject: contoso.issue({ subject: "CN=payroll,O=Contoso,C=DE" }),
    crossed: fabrikam.issue({ subject: BILLING }),
    expired: contoso.issue({ subject: BILLING, notBefore: inDays(-30), notAfter: inDays(-1) }),
    notYetValid: contoso.issue({ subject: BILLING, notBefore: inDays(1) }),
    selfSigned: createSelfSigned({ subject: BILLING }),
    forgedIssuer: namesake.issue({ subject: BILLING }),
    authority: contoso.certificate,
    serverOnly: contoso.issue({ subject: BILLING, extKeyUsage: ["serverAuth"] }),
    throwAway: createSelfSigned({ subject: "CN=mallory" }),
  };
}

/** @param {number} days */
function inDays(days) {
  return new Date(Date.now() + days * 86_400_000);
}
