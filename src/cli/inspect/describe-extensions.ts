import { KeyUsageBit } from "../../certificate/extension-values.ts";
import type { Extensions } from "../../certificate/extensions.ts";
import type { GeneralName } from "../../certificate/general-name.ts";
import { hex } from "../../certificate/hex.ts";
import { Extension } from "../../certificate/oids.ts";
import { formatIpAddress } from "../../rules/ip-address.ts";

export interface AltNameReport {
  /** RFC 5280's name of the kind: `dNSName`. */
  readonly kind: GeneralName["kind"];
  /** Text, an address, RFC 4514, or hexadecimal octets, as the kind has it. */
  readonly value: string;
}

export function describeAltName(name: GeneralName): AltNameReport {
  const { kind } = name;
  switch (kind) {
    case "iPAddress":
      return { kind, value: addressOf(name.value) };
    case "directoryName":
      return { kind, value: name.value.toString() };
    case "otherName":
      return { kind, value: name.upn ?? `${name.type} ${hex(name.value)}` };
    case "x400Address":
    case "ediPartyName":
      return { kind, value: hex(name.value) };
    case "rfc822Name":
    case "dNSName":
    case "uniformResourceIdentifier":
    case "registeredID":
      return { kind, value: name.value };
  }
}

function addressOf(octets: Uint8Array): string {
  return formatIpAddress(octets) ?? `#${hex(octets)}`;
}

export interface PurposeReport {
  /** Dotted OID. */
  readonly oid: string;
  /** `clientAuth`. Null: it has no name here. */
  readonly name: string | null;
  readonly words: string;
}

/** RFC 5280 section 4.2.1.12; Microsoft's two from its list of object identifiers. */
const PURPOSES: ReadonlyMap<string, readonly [name: string, words: string]> = new Map([
  ["1.3.6.1.5.5.7.3.1", ["serverAuth", "to be a TLS server"]],
  ["1.3.6.1.5.5.7.3.2", ["clientAuth", "to be a TLS client"]],
  ["1.3.6.1.5.5.7.3.3", ["codeSigning", "to sign code"]],
  ["1.3.6.1.5.5.7.3.4", ["emailProtection", "to protect e-mail"]],
  ["1.3.6.1.5.5.7.3.8", ["timeStamping", "to stamp times"]],
  ["1.3.6.1.5.5.7.3.9", ["OCSPSigning", "to sign OCSP answers"]],
  ["2.5.29.37.0", ["anyExtendedKeyUsage", "any purpose, which does not count as clientAuth"]],
  ["1.3.6.1.4.1.311.20.2.2", ["smartcardLogon", "to log on to Windows with a smart card"]],
  ["1.3.6.1.4.1.311.10.3.4", ["encryptingFileSystem", "to encrypt files on Windows"]],
]);

export function describePurpose(oid: string): PurposeReport {
  const [name, words] = PURPOSES.get(oid) ?? [null, "a purpose that is not known here"];
  return { oid, name, words };
}

/** The bits of keyUsage by RFC 5280's names. */
export function describeKeyUsage({ bits }: NonNullable<Extensions["keyUsage"]>): readonly string[] {
  return Object.entries(KeyUsageBit).flatMap(([name, mask]) => ((bits & mask) === 0 ? [] : [name]));
}

export interface ExtensionReport {
  /** Dotted OID. */
  readonly oid: string;
  /** RFC 5280's name. Null: it has none there. */
  readonly name: string | null;
  readonly critical: boolean;
}

const EXTENSION_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(Extension).map(([name, oid]) => [oid, name]),
);

export function describeExtensions({ all }: Extensions): readonly ExtensionReport[] {
  return all.map(({ oid, critical }) => ({ oid, name: EXTENSION_NAMES.get(oid) ?? null, critical }));
}
