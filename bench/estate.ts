import { type Authority, createAuthority, createSelfSigned } from "azure-client-cert/testing";

/** How many different callers take turns, so that nothing that is kept per certificate helps anybody. */
const CALLERS = 64;

/** Certificates the size of real ones: about 1,000 octets with RSA 2048, 600 with P-256. */
export interface Estate {
  readonly root: Authority;
  readonly issuing: Authority;
  /** Header values: base64 of DER. */
  readonly callers: readonly string[];
  /** Self-signed certificates that nobody has seen before, as header values. */
  readonly strangers: readonly string[];
}

export function createEstate(key: "rsa-2048" | "ec-p256"): Estate {
  const root = createAuthority({ subject: "CN=Contoso Root CA,O=Contoso,C=DE", key });
  const issuing = root.createIntermediate({ subject: "CN=Contoso Issuing CA 2,O=Contoso,C=DE", key });
  const headers = Array.from({ length: CALLERS }, (_, number) => ({
    subject: `CN=billing-${number},OU=Payments,O=Contoso,C=DE`,
    subjectAltName: [`dns:billing-${number}.contoso.example`] as const,
  }));
  const strangerKey = createSelfSigned({ key });
  return {
    root,
    issuing,
    callers: headers.map((options) => issuing.issue({ ...options, key }).header),
    strangers: headers.map((options) => createSelfSigned({ ...options, key: strangerKey }).header),
  };
}
