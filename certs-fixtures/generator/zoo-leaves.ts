import {
  bmpString,
  concat,
  explicit,
  ia5String,
  implicit,
  integer,
  namedBitString,
  octetString,
  oid,
  sequence,
} from "../../src/asn1/writer.ts";
import type { ExtraExtension } from "../../src/testing/index.ts";
import { encodeGeneralName } from "../../src/testing/index.ts";
import type { CaseDefinition } from "./case.ts";
import { replaceHex } from "./edits.ts";
import { CLIENT_NAME, chain, issuing, ROOT_NAME, serialFor } from "./pki.ts";
import { zooCase } from "./zoo-case.ts";

/** What a Windows enterprise CA adds to a certificate from a template; none of it is critical. */
const WINDOWS_EXTENSIONS: readonly ExtraExtension[] = [
  {
    // szOID_CERTIFICATE_TEMPLATE: template and its version.
    oid: "1.3.6.1.4.1.311.21.7",
    value: sequence(oid("1.3.6.1.4.1.311.21.8.1234567.7654321.1.2.3.4.5"), integer(100), integer(7)),
  },
  {
    // szOID_APPLICATION_CERT_POLICIES: clientAuth once more.
    oid: "1.3.6.1.4.1.311.21.10",
    value: sequence(sequence(oid("1.3.6.1.5.5.7.3.2"))),
  },
  // szOID_ENROLL_CERTTYPE_EXTENSION: the name of a template of version 1.
  { oid: "1.3.6.1.4.1.311.20.2", value: bmpString("User") },
  {
    // szOID_NTDS_CA_SECURITY_EXT: the account's security identifier.
    oid: "1.3.6.1.4.1.311.25.2",
    value: sequence(
      explicit(
        0,
        oid("1.3.6.1.4.1.311.25.2.1"),
        explicit(0, octetString(new TextEncoder().encode("S-1-5-21-1-2-3-1107"))),
      ),
    ),
  },
];

/** CRL distribution point and authority information access as enterprise CAs write them, with an LDAP address. */
const LOCATIONS: readonly ExtraExtension[] = [
  {
    oid: "2.5.29.31",
    value: sequence(
      sequence(explicit(0, explicit(0, encodeGeneralName("uri:ldap:///CN=Contoso,DC=contoso,DC=com?crl")))),
    ),
  },
  {
    oid: "1.3.6.1.5.5.7.1.1",
    value: sequence(
      sequence(oid("1.3.6.1.5.5.7.48.2"), encodeGeneralName("uri:http://pki.contoso.example/issuing.crt")),
    ),
  },
];

/** What `openssl ca` wrote from its sample configuration for decades: nsCertType client, and a comment. */
const NETSCAPE_EXTENSIONS: readonly ExtraExtension[] = [
  { oid: "2.16.840.1.113730.1.1", value: namedBitString([0, 2]) },
  { oid: "2.16.840.1.113730.1.13", value: ia5String("OpenSSL Generated Certificate") },
];

/** Leaves that are odd and harmless: versions, serial numbers, dates, extensions. */
export const ZOO_LEAVES: readonly CaseDefinition[] = [
  zooCase(
    "v1-leaf",
    "A version 1 leaf: `openssl x509 -req` without an extension file makes it.",
    { refuses: "Version 3 is demanded." },
    () => chain({ leaf: { version: 1 } }),
  ),
  zooCase(
    "explicit-defaults",
    "Defaults written out, which DER forbids: critical FALSE in every extension and cA FALSE in " +
      "basicConstraints. Older Java and " +
      "smart card tools do it.",
    { refuses: "DER leaves defaults out." },
    () =>
      chain({
        leaf: { basicConstraints: { cA: false, explicitDefault: true, critical: false }, explicitCriticalFalse: true },
      }),
  ),
  zooCase(
    "boolean-not-canonical",
    "The critical flag of keyUsage is TRUE as 01 instead of FF: BER allows every octet but zero.",
    { refuses: "DER writes TRUE as FF." },
    () => chain({ leaf: { corrupt: { editTbs: replaceHex("0603551d0f0101ff", "0603551d0f010101") } } }),
  ),
  zooCase(
    "rsa-signature-without-null",
    "sha256WithRSAEncryption without the NULL that belongs beside it. RFC 4055 section 5 wants it accepted.",
    "open",
    () => {
      const algorithm = sequence(oid("1.2.840.113549.1.1.11"));
      return chain({ leaf: { corrupt: { innerAlgorithm: algorithm, outerAlgorithm: algorithm } } });
    },
  ),
  zooCase(
    "v3-without-extensions",
    "Version 3 and not one extension.",
    { refuses: "authorityKeyIdentifier is demanded." },
    () =>
      chain({
        leaf: { keyUsage: false, extKeyUsage: false, subjectKeyIdentifier: false, authorityKeyIdentifier: false },
      }),
  ),
  zooCase(
    "untrimmed-key-usage",
    "keyUsage with all nine bits written out, the trailing zeros included.",
    { refuses: "DER ends a list of named bits with its last one bit." },
    () => chain({ leaf: { keyUsage: { bits: ["digitalSignature", "keyEncipherment"], untrimmed: true } } }),
  ),
  zooCase(
    "generalized-time-before-2050",
    "GeneralizedTime for dates before 2050, as tools write that have one way for all dates.",
    { refuses: "RFC 5280 section 4.1.2.5 wants UTCTime through 2049." },
    () =>
      chain({
        leaf: {
          notBefore: { time: new Date("2026-01-01T00:00:00Z"), encoding: "generalized" },
          notAfter: { time: new Date("2026-12-31T23:59:59Z"), encoding: "generalized" },
        },
      }),
  ),
  zooCase("serial-zero", "Serial number 0.", { refuses: "Serial numbers are positive." }, () =>
    chain({ leaf: { serialNumber: 0 } }),
  ),
  zooCase(
    "serial-negative",
    "A negative serial number: sixteen random octets without a thought for the sign.",
    { refuses: "Serial numbers are positive." },
    () => chain({ leaf: { serialNumber: Uint8Array.from({ length: 16 }, (_, index) => 0x9a + index) } }),
  ),
  zooCase(
    "serial-long",
    "A serial number of 32 octets.",
    { refuses: "RFC 5280 section 4.1.2.2 allows 20 octets." },
    () => chain({ leaf: { serialNumber: Uint8Array.from({ length: 32 }, (_, index) => 0x21 + index) } }),
  ),
  zooCase("serial-small", "Serial number 2: a CA with a counter.", "accept", () =>
    chain({ leaf: { serialNumber: 2 } }),
  ),
  zooCase(
    "no-key-identifiers",
    "Neither leaf nor CA carries key identifiers.",
    { refuses: "authorityKeyIdentifier and a CA's subjectKeyIdentifier are demanded." },
    () =>
      chain({
        rootOptions: { subjectKeyIdentifier: false },
        issuingOptions: { subjectKeyIdentifier: false, authorityKeyIdentifier: false },
        leaf: { subjectKeyIdentifier: false, authorityKeyIdentifier: false },
      }),
  ),
  zooCase(
    "authority-key-identifier-of-old-certificate",
    "The leaf's authorityKeyIdentifier is not the issuing CA's subjectKeyIdentifier, since the CA was renewed by " +
      "a tool that computes it " +
      "in another way. Identifiers are hints; the signature decides.",
    "accept",
    () => chain({ leaf: { authorityKeyIdentifier: Uint8Array.from({ length: 20 }, (_, index) => index + 1) } }),
  ),
  zooCase(
    "authority-key-identifier-with-serial",
    "authorityKeyIdentifier with the issuer's issuer and serial number beside the key identifier " +
      "(`authorityKeyIdentifier=keyid,issuer:always`).",
    "accept",
    () => {
      const { keyIdentifier } = issuing();
      const issuerAndSerial = concat(
        implicit(0, keyIdentifier),
        explicit(1, encodeGeneralName(`dirname:${ROOT_NAME}`)),
        implicit(2, serialFor("issuing")),
      );
      return chain({ leaf: { authorityKeyIdentifier: { raw: sequence(issuerAndSerial) } } });
    },
  ),
  zooCase(
    "empty-subject",
    "No subject at all; a critical subjectAltName carries the name, as RFC 5280 section 4.2.1.6 wants it.",
    "accept",
    () => chain({ leaf: { subject: "", subjectAltName: { names: ["dns:billing.contoso.example"], critical: true } } }),
  ),
  zooCase(
    "empty-subject-uncritical",
    "No subject, and a subjectAltName that is not critical.",
    { refuses: "Where the subject is empty, subjectAltName is critical." },
    () => chain({ leaf: { subject: "", subjectAltName: ["uri:spiffe://contoso.example/billing"] } }),
  ),
  zooCase(
    "windows-template",
    "What an enterprise CA of Windows adds: template, application policies, security identifier.",
    "accept",
    () => chain({ leaf: { extraExtensions: [...WINDOWS_EXTENSIONS, ...LOCATIONS] } }),
  ),
  zooCase(
    "netscape-extensions",
    "Netscape's certificate type and comment, from OpenSSL's sample configuration.",
    "accept",
    () => chain({ leaf: { basicConstraints: { cA: false, critical: false }, extraExtensions: NETSCAPE_EXTENSIONS } }),
  ),
  zooCase("no-extended-key-usage", "No extendedKeyUsage: any purpose.", "accept", () =>
    chain({ leaf: { extKeyUsage: false } }),
  ),
  zooCase("no-key-usage", "No keyUsage: any use.", "accept", () => chain({ leaf: { keyUsage: false } })),
  zooCase("many-purposes", "clientAuth among others: servers, smart card logon, any purpose.", "accept", () =>
    chain({ leaf: { extKeyUsage: ["serverAuth", "clientAuth", "smartcardLogon", "anyExtendedKeyUsage"] } }),
  ),
  zooCase("critical-purpose", "A critical extendedKeyUsage, and keyUsage that is not.", "accept", () =>
    chain({
      leaf: {
        extKeyUsage: { purposes: ["clientAuth"], critical: true },
        keyUsage: { bits: ["digitalSignature", "keyEncipherment", "nonRepudiation"], critical: false },
      },
    }),
  ),
  zooCase("leaf-basic-constraints", "A leaf that says it is no CA, critically.", "accept", () =>
    chain({ leaf: { basicConstraints: { cA: false } } }),
  ),
  zooCase(
    "user-principal-name",
    "A user's certificate: the user principal name as otherName, and an e-mail address.",
    "accept",
    () => chain({ leaf: { subjectAltName: ["upn:billing@contoso.example", "email:billing@contoso.example"] } }),
  ),
  zooCase("spiffe", "A workload's SPIFFE identity as URI.", "accept", () =>
    chain({ leaf: { subjectAltName: ["uri:spiffe://contoso.example/ns/prod/sa/billing"] } }),
  ),
  zooCase("many-alternative-names", "Alternative names of every kind.", "accept", () =>
    chain({
      leaf: {
        subjectAltName: [
          "dns:billing.contoso.example",
          "dns:*.billing.contoso.example",
          "ip:10.1.2.3",
          "ip:2001:db8::1",
          "uri:https://billing.contoso.example/",
          "email:billing@contoso.example",
          `dirname:${CLIENT_NAME}`,
          "rid:1.3.6.1.4.1.99999.3",
        ],
      },
    }),
  ),
  zooCase(
    "address-as-text",
    "An iPAddress that holds the address as text instead of four octets, as home-made tools write it. It matches " +
      "no rule and harms nobody.",
    { refuses: "RFC 5280 section 4.2.1.6 wants four octets or sixteen." },
    () => chain({ leaf: { subjectAltName: [implicit(7, new TextEncoder().encode("10.11.12.13"))] } }),
  ),
  zooCase("policies", "Certificate policies that nobody demands, in leaf and CA.", "accept", () =>
    chain({
      issuingOptions: { certificatePolicies: ["2.5.29.32.0"] },
      leaf: { certificatePolicies: ["1.3.6.1.4.1.99999.2.1"] },
    }),
  ),
  zooCase(
    "fifty-years",
    "A certificate for fifty years, to be rid of renewals; it outlives its issuer.",
    "accept",
    () => chain({ leaf: { notAfter: new Date("2076-01-01T00:00:00Z") } }),
  ),
  zooCase("no-expiry", "99991231235959Z: RFC 5280 section 4.1.2.5's way to say that there is no end.", "accept", () =>
    chain({ leaf: { notAfter: new Date("9999-12-31T23:59:59Z") } }),
  ),
];
