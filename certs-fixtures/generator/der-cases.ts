import { bitString, integer, nullValue, oid, sequence } from "../../src/asn1/writer.ts";
import type { IssueOptions } from "../../src/testing/index.ts";
import type { CaseDefinition } from "./case.ts";
import { refuse } from "./case.ts";
import { replaceHex, toIndefiniteLength } from "./edits.ts";
import { fixtureKey } from "./keys.ts";
import { chain, client, issuing, root } from "./pki.ts";

/** A leaf that is no certificate by the letter of X.690 or RFC 5280 section 4, whatever its signature says. */
function malformed(name: string, about: string, leaf: IssueOptions): CaseDefinition {
  return {
    name: `cases/${name}`,
    about,
    verdicts: {
      standard: refuse("certificate_malformed", "No conforming CA writes it, and readers disagree about it."),
    },
    build: () => chain({ leaf }),
  };
}

const EMPTY_BASIC_CONSTRAINTS = { oid: "2.5.29.19", value: sequence() } as const;
const SHA384_WITH_RSA = sequence(oid("1.2.840.113549.1.1.12"), nullValue());

/** Encodings. Each leaf is signed by the issuing CA, and the signature verifies unless the case says otherwise. */
export const DER_CASES: readonly CaseDefinition[] = [
  malformed("trailing-octets", "A zero octet after the certificate.", { corrupt: { trailingBytes: true } }),
  {
    name: "cases/second-certificate-behind",
    about:
      "A stranger's certificate and behind it, in the same value, the right caller's. One position is one identity.",
    verdicts: { standard: refuse("certificate_malformed", "There is more than one certificate.") },
    build: () => {
      const stranger = root({ subject: "CN=Stranger", key: fixtureKey("rsa-2048", "rogue") });
      const right = client();
      const leaf = client({ corrupt: { trailingBytes: right.der } }, stranger);
      return { leaf, intermediates: [issuing()], anchors: [root()] };
    },
  },
  malformed("length-not-minimal", "The outermost length takes four octets instead of three. BER allows it.", {
    corrupt: { nonMinimalLength: true },
  }),
  malformed("length-indefinite", "The outermost length is indefinite. BER allows it.", {
    corrupt: { edit: toIndefiniteLength },
  }),
  malformed("truncated", "The last octet of the certificate is missing.", {
    corrupt: { edit: (certificate) => certificate.subarray(0, -1) },
  }),
  malformed("serial-not-minimal", "The serial number is written with a leading zero octet that it does not need.", {
    serialNumber: Uint8Array.of(0, 0x12, 0x34),
  }),
  malformed("serial-empty", "The serial number is an INTEGER without content.", { serialNumber: new Uint8Array(0) }),
  malformed("version-4", "The version field says 3, which would be version 4.", {
    corrupt: { editTbs: replaceHex("a003020102", "a003020103") },
  }),
  malformed("duplicate-extension", "basicConstraints stands twice: once with cA TRUE, once empty. Which one counts?", {
    extraExtensions: [
      { oid: "2.5.29.19", critical: true, value: sequence(Uint8Array.of(1, 1, 0xff)) },
      EMPTY_BASIC_CONSTRAINTS,
    ],
  }),
  malformed("version-1-with-extensions", "Version 1, which has no extensions, with extensions.", {
    version: 1,
    extKeyUsage: ["clientAuth"],
  }),
  malformed(
    "algorithms-differ-inside",
    "The signed part says SHA-384, the outside SHA-256, and the signature is SHA-256.",
    {
      corrupt: { innerAlgorithm: SHA384_WITH_RSA },
    },
  ),
  malformed("algorithms-differ-outside", "The signed part says SHA-256, the outside SHA-384.", {
    corrupt: { outerAlgorithm: SHA384_WITH_RSA },
  }),
  malformed("empty-alternative-name", "subjectAltName without a name in it.", { subjectAltName: [] }),
  malformed("object-identifier-too-long", "An extension whose object identifier has one arc of 230 decimal digits.", {
    extraExtensions: [{ oid: `1.3.${"9".repeat(230)}`, value: sequence() }],
  }),
  malformed("time-without-seconds", "notAfter is a UTCTime without seconds.", {
    notAfter: { time: "2612312359Z", encoding: "utc" },
  }),
  malformed("time-with-offset", "notAfter is a UTCTime with an offset in place of Z.", {
    notAfter: { time: "261231235959+0100", encoding: "utc" },
  }),
  malformed("time-with-fraction", "notAfter is a GeneralizedTime with a fraction of a second.", {
    notAfter: { time: "20261231235959.5Z", encoding: "generalized" },
  }),
  malformed(
    "time-that-does-not-exist",
    "notAfter is the 30th of February. Parsers that give NaN let it pass for ever.",
    {
      notAfter: { time: "270230000000Z", encoding: "utc" },
    },
  ),
  malformed("key-is-no-point", "An EC key whose octets have the length of no point of its curve.", {
    subjectPublicKeyInfo: sequence(
      sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7")),
      bitString(Uint8Array.of(4, 1, 2, 3)),
    ),
  }),
  malformed("rsa-modulus-negative", "An RSA key whose modulus is negative, as a missing sign octet makes it.", {
    subjectPublicKeyInfo: sequence(
      sequence(oid("1.2.840.113549.1.1.1"), nullValue()),
      bitString(sequence(integer(new Uint8Array(256).fill(0xc1)), integer(65_537))),
    ),
  }),
  {
    name: "cases/validity-inverted",
    about: "notBefore lies after notAfter: never valid.",
    verdicts: { standard: refuse(undefined, "No moment is both after notBefore and before notAfter.") },
    build: () =>
      chain({ leaf: { notBefore: new Date("2026-09-01T00:00:00Z"), notAfter: new Date("2026-03-01T00:00:00Z") } }),
  },
];
