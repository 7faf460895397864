import {
  type Authority,
  createAuthority,
  createSelfSigned,
  encodeGeneralName,
  type IssueOptions,
} from "azure-client-cert/testing";

/** How many different callers take turns, so that nothing that is kept per certificate helps anybody. */
const CALLERS = 64;

/** Certificates the size of real ones: a caller's has some 1,400 octets with RSA 2048, as AD CS and most tools issue them. */
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
  const callers = Array.from({ length: CALLERS }, (_, number) => callerOptions(number));
  const strangerKey = createSelfSigned({ key });
  return {
    root,
    issuing,
    callers: callers.map((options) => issuing.issue({ ...options, key }).header),
    strangers: callers.map((options) => createSelfSigned({ ...options, key: strangerKey }).header),
  };
}

function callerOptions(number: number): IssueOptions {
  return {
    subject: `CN=billing-${number},OU=Payments,O=Contoso,L=Munich,ST=Bavaria,C=DE`,
    subjectAltName: [`dns:billing-${number}.contoso.example`, `uri:spiffe://contoso.example/billing/${number}`],
    certificatePolicies: ["1.3.6.1.4.1.99999.1.1"],
    extraExtensions: [AUTHORITY_INFO_ACCESS, CRL_DISTRIBUTION_POINTS, CERTIFICATE_TEMPLATE],
  };
}

/** `tag length content`, for contents below 65,536 octets. */
function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(contents);
  const { length } = content;
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from(header), content]);
}

const uri = (text: string): Uint8Array => encodeGeneralName(`uri:${text}`);
const object = (...octets: readonly number[]): Uint8Array => der(0x06, Uint8Array.from(octets));

/** Two places of the issuer's certificate and one of its OCSP responder, as AD CS writes them. */
const AUTHORITY_INFO_ACCESS = {
  oid: "1.3.6.1.5.5.7.1.1",
  value: der(
    0x30,
    der(
      0x30,
      object(0x2b, 6, 1, 5, 5, 7, 0x30, 2),
      uri(
        "ldap:///CN=Contoso%20Issuing%20CA%202,CN=AIA,CN=Public%20Key%20Services,CN=Services,DC=contoso,DC=example?cACertificate",
      ),
    ),
    der(0x30, object(0x2b, 6, 1, 5, 5, 7, 0x30, 2), uri("http://pki.contoso.example/aia/issuing-ca-2.crt")),
    der(0x30, object(0x2b, 6, 1, 5, 5, 7, 0x30, 1), uri("http://ocsp.contoso.example/")),
  ),
};

const CRL_DISTRIBUTION_POINTS = {
  oid: "2.5.29.31",
  value: der(0x30, der(0x30, der(0xa0, der(0xa0, uri("http://pki.contoso.example/crl/issuing-ca-2.crl"))))),
};

/** szOID_CERTIFICATE_TEMPLATE, which AD CS adds. */
const CERTIFICATE_TEMPLATE = {
  oid: "1.3.6.1.4.1.311.21.7",
  value: der(0x30, object(0x2b, 6, 1, 4, 1, 0x82, 0x37, 0x15, 8, 0x83, 0x9e), der(0x02, Uint8Array.of(100))),
};
