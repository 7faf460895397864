/** `[short name, OID, further spellings]`; the short name is the one printed. */
const ATTRIBUTES: readonly (readonly [name: string, oid: string, ...aliases: string[]])[] = [
  // RFC 4514 section 3
  ["CN", "2.5.4.3", "COMMONNAME"],
  ["L", "2.5.4.7", "LOCALITYNAME"],
  ["ST", "2.5.4.8", "S", "STATEORPROVINCENAME"],
  ["O", "2.5.4.10", "ORGANIZATIONNAME"],
  ["OU", "2.5.4.11", "ORGANIZATIONALUNITNAME"],
  ["C", "2.5.4.6", "COUNTRYNAME"],
  ["STREET", "2.5.4.9", "STREETADDRESS"],
  ["DC", "0.9.2342.19200300.100.1.25", "DOMAINCOMPONENT"],
  ["UID", "0.9.2342.19200300.100.1.1", "USERID"],
  // RFC 5280 appendix A.1, RFC 4519, RFC 2985, CA/Browser Forum; printed as OpenSSL and .NET do
  ["serialNumber", "2.5.4.5"],
  ["surname", "2.5.4.4"],
  ["givenName", "2.5.4.42", "GN", "G"],
  ["initials", "2.5.4.43"],
  ["generationQualifier", "2.5.4.44"],
  ["title", "2.5.4.12", "T"],
  ["name", "2.5.4.41"],
  ["dnQualifier", "2.5.4.46"],
  ["pseudonym", "2.5.4.65"],
  ["description", "2.5.4.13"],
  ["businessCategory", "2.5.4.15"],
  ["postalAddress", "2.5.4.16"],
  ["postalCode", "2.5.4.17"],
  ["telephoneNumber", "2.5.4.20"],
  ["organizationIdentifier", "2.5.4.97"],
  ["emailAddress", "1.2.840.113549.1.9.1", "E", "EMAIL"],
  ["unstructuredName", "1.2.840.113549.1.9.2"],
  ["unstructuredAddress", "1.2.840.113549.1.9.8"],
  ["jurisdictionL", "1.3.6.1.4.1.311.60.2.1.1", "JURISDICTIONLOCALITYNAME"],
  ["jurisdictionST", "1.3.6.1.4.1.311.60.2.1.2", "JURISDICTIONSTATEORPROVINCENAME"],
  ["jurisdictionC", "1.3.6.1.4.1.311.60.2.1.3", "JURISDICTIONCOUNTRYNAME"],
];

/** Upper-case spelling to OID. `SN` is missing on purpose: tools mean surname or serialNumber by it. */
export const ATTRIBUTE_TYPES: ReadonlyMap<string, string> = new Map(
  ATTRIBUTES.flatMap(([name, oid, ...aliases]) => [name.toUpperCase(), ...aliases].map((key) => [key, oid] as const)),
);

/** OID to the short name that is printed. */
export const ATTRIBUTE_NAMES: ReadonlyMap<string, string> = new Map(ATTRIBUTES.map(([name, oid]) => [oid, name]));
