import { describe, expect, it } from "vitest";
import { type Certificate, parseCertificate } from "../../src/certificate/certificate.ts";
import { loadSubjects } from "./bytes/subjects.ts";
import { hierarchiesOf } from "./hierarchies/compare.ts";
import { judge, toCase } from "./hierarchies/judge.ts";
import { type Reading, readByForge, readByNode, readByPeculiar, readByUs } from "./readings.ts";

// Whatever is accepted must say the same to everybody who reads it: an application that looks at the certificate with another reader must
// not see another client.

const GENERATED = 60;
const SEED = 20_260_601;

/** Every certificate of every accepted path: the fixtures', and generated ones. */
const accepted: readonly (readonly [title: string, certificate: Certificate])[] = [
  ...loadSubjects().flatMap(({ name, leaf, intermediates, anchors }) =>
    [leaf.certificate, ...intermediates.map(({ certificate }) => certificate), ...anchors].map(
      (certificate, at) => [`${name}, ${at}`, certificate] as const,
    ),
  ),
  ...hierarchiesOf(SEED, 0, GENERATED).flatMap((hierarchy, number) => {
    const { ok, path } = judge(toCase(hierarchy), "standard");
    return ok ? path.map((certificate, at) => [`generated ${number}, ${at}`, certificate] as const) : [];
  }),
];

/** Where another reader is known to read something else, and why. */
const READS_OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  node: {
    "zoo/address-as-text, 0": "an iPAddress of another length than an address's is printed as <invalid>",
    "zoo/teletex-latin-1, 0":
      "takes TeletexString for Latin-1; beyond ASCII it is left undecoded here, so that no rule matches it",
  },
  peculiar: {
    "zoo/address-as-text, 0": "an iPAddress of another length than an address's is printed as no address",
    "zoo/teletex-latin-1, 0":
      "takes TeletexString for Latin-1; beyond ASCII it is left undecoded here, so that no rule matches it",
    "zoo/universal-string, 0": "cuts the code points of a UniversalString to 16 bits",
  },
  forge: {},
};

const READERS: Readonly<Record<string, (certificate: Certificate) => Reading | undefined>> = {
  node: readByNode,
  peculiar: readByPeculiar,
  forge: readByForge,
};

describe.each(Object.entries(READERS))("what is accepted is read alike by %s", (reader, read) => {
  const known = READS_OTHERWISE[reader] ?? {};
  const readable = accepted.filter(([, certificate]) => reader !== "forge" || certificate.publicKey.key.type === "rsa");

  it("has something to read", () => {
    expect(readable.length).toBeGreaterThan(30);
    expect(Object.keys(known).filter((title) => !readable.some(([name]) => name === title))).toEqual([]);
  });

  it.each(readable)("%s", (title, certificate) => {
    const ours = readByUs(certificate);
    if (known[title] === undefined) expect(read(certificate)).toEqual(ours);
    else expect(read(certificate)).not.toEqual(ours);
  });
});

it("would see another name", () => {
  const [, certificate] = accepted[0] ?? [];
  if (certificate === undefined) throw new Error("nothing is accepted");
  const octets = Buffer.from(certificate.der);
  const at = octets.indexOf("billing");
  octets.write("killing", at);
  expect(readByNode(parseCertificate(octets))).not.toEqual(readByUs(certificate));
});
