import "reflect-metadata";
import { X509Certificate } from "node:crypto";
import * as peculiar from "@peculiar/x509";
import forge from "node-forge";
import { ATTRIBUTE_TYPES } from "../../src/certificate/attribute-types.ts";
import type { Certificate } from "../../src/certificate/certificate.ts";
import type { GeneralName } from "../../src/certificate/general-name.ts";
import type { Name } from "../../src/certificate/name.ts";

/** What a reader says of a certificate, in a form that can be compared. */
export interface Reading {
  readonly serialNumber: bigint;
  /** `OID=text` in encoded order. */
  readonly subject: readonly string[];
  readonly issuer: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** `kind:text` of those kinds that all readers put into text; addresses as octets in hexadecimal. */
  readonly altNames: readonly string[];
}

export function readByUs(certificate: Certificate): Reading {
  const names = certificate.extensions.subjectAltName?.names ?? [];
  return {
    serialNumber: signed(certificate.serialNumber),
    subject: ourName(certificate.subject),
    issuer: ourName(certificate.issuer),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    altNames: names.flatMap(ourAltName),
  };
}

function ourName(name: Name): readonly string[] {
  return name.attributes.map(({ type, value }) => `${type}=${value}`);
}

function ourAltName(name: GeneralName): readonly string[] {
  switch (name.kind) {
    case "dNSName":
      return [`dns:${name.value}`];
    case "rfc822Name":
      return [`email:${name.value}`];
    case "uniformResourceIdentifier":
      return [`uri:${name.value}`];
    case "iPAddress":
      return [`ip:${Buffer.from(name.value).toString("hex")}`];
    default:
      return [];
  }
}

/** Two's complement. */
function signed(hex: string): bigint {
  return BigInt.asIntN(hex.length * 4, BigInt(`0x${hex}`));
}

export function readByNode({ der }: Certificate): Reading {
  const read = new X509Certificate(der);
  return {
    serialNumber: read.serialNumber.startsWith("-")
      ? -BigInt(`0x${read.serialNumber.slice(1)}`)
      : BigInt(`0x${read.serialNumber}`),
    subject: nodeName(read.subject),
    issuer: nodeName(read.issuer),
    notBefore: Date.parse(read.validFrom),
    notAfter: Date.parse(read.validTo),
    altNames: nodeAltNames(read.subjectAltName ?? ""),
  };
}

/** One RDN a line, its attributes joined by ` + `, special characters behind a backslash. */
function nodeName(text: string | undefined): readonly string[] {
  if (text === undefined || text === "") return [];
  return text.split(/\n| \+ /).map((attribute) => {
    const [, type = "", value = ""] = /^([^=]*)=(.*)$/s.exec(attribute) ?? [];
    return `${oidOf(type)}=${value.replace(/\\(.)/gs, "$1")}`;
  });
}

const NODE_KINDS: Readonly<Record<string, string>> = { DNS: "dns", email: "email", URI: "uri", "IP Address": "ip" };

/** `DNS:a, URI:"b, c"`: a value that holds what separates stands as a JSON string. */
function nodeAltNames(text: string): readonly string[] {
  return [...text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].flatMap(([, label = "", value = ""]) => {
    const kind = NODE_KINDS[label];
    if (kind === undefined) return [];
    const plain = value.startsWith('"') ? String(JSON.parse(value)) : value;
    return [`${kind}:${kind === "ip" ? addressHex(plain) : plain}`];
  });
}

export function readByPeculiar({ der }: Certificate): Reading {
  const read = new peculiar.X509Certificate(der.slice());
  const altNames = read.getExtension(peculiar.SubjectAlternativeNameExtension)?.names.items ?? [];
  return {
    serialNumber: signed(read.serialNumber),
    subject: peculiarName(read.subjectName),
    issuer: peculiarName(read.issuerName),
    notBefore: read.notBefore.getTime(),
    notAfter: read.notAfter.getTime(),
    altNames: altNames.flatMap(({ type, value }) => {
      if (type === "dns" || type === "email") return [`${type}:${value}`];
      if (type === "url") return [`uri:${value}`];
      return type === "ip" ? [`ip:${addressHex(value)}`] : [];
    }),
  };
}

function peculiarName(name: peculiar.Name): readonly string[] {
  return name
    .toJSON()
    .flatMap((rdn) =>
      Object.entries(rdn).flatMap(([type, values]) => values.map((value) => `${oidOf(type)}=${value}`)),
    );
}

/** Undefined where node-forge has no word for the key: it knows RSA only. */
export function readByForge({ der, publicKey }: Certificate): Reading | undefined {
  if (publicKey.key.type !== "rsa") return undefined;
  const read = forge.pki.certificateFromAsn1(
    forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(der).toString("binary"))),
  );
  const extension = read.getExtension("subjectAltName") as
    | { readonly altNames: readonly { readonly type: number; readonly value: string }[] }
    | undefined
    | null;
  const kinds: Readonly<Record<number, string>> = { 1: "email", 2: "dns", 6: "uri", 7: "ip" };
  return {
    serialNumber: signed(read.serialNumber),
    subject: read.subject.attributes.map(({ type, value }) => `${type}=${value}`),
    issuer: read.issuer.attributes.map(({ type, value }) => `${type}=${value}`),
    notBefore: read.validity.notBefore.getTime(),
    notAfter: read.validity.notAfter.getTime(),
    altNames: (extension?.altNames ?? []).flatMap(({ type, value }) => {
      const kind = kinds[type];
      if (kind === undefined) return [];
      return [`${kind}:${kind === "ip" ? Buffer.from(value, "binary").toString("hex") : value}`];
    }),
  };
}

function oidOf(type: string): string {
  return ATTRIBUTE_TYPES.get(type.toUpperCase()) ?? type;
}

/** Of the textual form of an address, in any of its spellings. */
function addressHex(text: string): string {
  if (!text.includes(":")) return Buffer.from(text.split(".").map(Number)).toString("hex");
  const [head = "", tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, "0")).join("");
}
