import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { certificatesFromCode, certificatesFromText } from "../../src/config/certificate-values.ts";
import { materialEntries } from "../../src/config/material-entries.ts";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import { folderWith, issuing, load, problemsWith, reporter, root } from "./fixtures.ts";

const certificates = [
  root,
  issuing,
  createAuthority({ subject: "CN=RSA", key: "rsa-2048" }),
  createAuthority({ subject: "CN=Umlaut \u00fc", key: "ed25519" }),
  createSelfSigned({ subject: "CN=-----BEGIN CERTIFICATE-----" }),
];

type Minted = (typeof certificates)[number];

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");
const wrapped = (text: string, width = 76): string => text.replace(new RegExp(`.{${width}}(?=.)`, "g"), "$&\n");

/** What shells, portals, pipelines and editors do to PEM. */
const MANGLINGS: Readonly<Record<string, (pem: string) => string>> = {
  "as it is": (pem) => pem,
  "Windows line ends": (pem) => pem.replaceAll("\n", "\r\n"),
  "old Macintosh line ends": (pem) => pem.replaceAll("\n", "\r"),
  "\\n written out": (pem) => pem.replaceAll("\n", "\\n"),
  "\\r\\n written out": (pem) => pem.replaceAll("\n", "\\r\\n"),
  "\\n written out in nested JSON": (pem) => pem.replaceAll("\n", "\\\\n"),
  "spaces for line ends": (pem) => pem.replaceAll("\n", " "),
  "tabs for line ends": (pem) => pem.replaceAll("\n", "\t"),
  "no line ends": (pem) => pem.replaceAll("\n", ""),
  "indented, as in YAML": (pem) => pem.replace(/^/gm, "    "),
  "blank lines between": (pem) => pem.replaceAll("\n", "\n\n"),
  "other line width": (pem) =>
    pem.replace(/(?<=-----\n)[^-]+/g, (body) => `${wrapped(body.replaceAll("\n", ""), 20)}\n`),
  "base64 of it": base64,
  "base64 of it, wrapped": (pem) => wrapped(base64(pem)),
  "base64 of it, unpadded": (pem) => base64(pem).replace(/=+$/, ""),
  "base64 of it with Windows line ends": (pem) => base64(pem.replaceAll("\n", "\r\n")),
  "older label": (pem) => pem.replaceAll("CERTIFICATE-----", "X509 CERTIFICATE-----").replaceAll("X509 X509", "X509"),
};

const QUOTINGS: Readonly<Record<string, (text: string) => string>> = {
  none: (text) => text,
  double: (text) => `"${text}"`,
  single: (text) => `'${text}'`,
  nested: (text) => `'"${text}"'`,
  "escaped and nested": (text) => `"\\"${text}\\""`,
  "with white space around": (text) => `\n  ${text} \r\n`,
};

function readText(text: string): readonly string[] {
  const { report, problems } = reporter();
  const found = certificatesFromText(text, report);
  expect(problems.errors).toEqual([]);
  expect(problems.warnings).toEqual([]);
  return found.map(({ certificate }) => certificate.sha256);
}

function readCode(value: unknown): readonly string[] {
  const { report, problems } = reporter();
  const found = certificatesFromCode(value, report);
  expect(problems.errors).toEqual([]);
  return found.map(({ certificate }) => certificate.sha256);
}

function sha256Of(minted: readonly Minted[]): readonly string[] {
  return readCode(minted.map(({ der }) => der));
}

const chain = fc.uniqueArray(fc.constantFrom(...certificates), { minLength: 1, maxLength: 4 });

describe("certificates in a value", () => {
  test.each(Object.keys(MANGLINGS))("any chain in PEM gives the same certificates, in order: %s", (name) => {
    const mangle = MANGLINGS[name] as (pem: string) => string;
    fc.assert(
      fc.property(chain, fc.constantFrom(...Object.values(QUOTINGS)), (minted, quote) => {
        const pem = minted.map((one) => one.pem).join("");
        expect(readText(quote(mangle(pem)))).toEqual(sha256Of(minted));
      }),
      { numRuns: 40 },
    );
  });

  it("may each be mangled in a way of its own", () => {
    const piece = fc.tuple(fc.constantFrom(...certificates), fc.constantFrom(...Object.values(MANGLINGS)));
    const pieces = fc.uniqueArray(piece, { minLength: 1, maxLength: 4, selector: ([one]) => one });
    fc.assert(
      fc.property(pieces, fc.constantFrom(";", "\n", ";\n", "\r\n"), (list, separator) => {
        const text = list.map(([one, mangle]) => mangle(one.pem)).join(separator);
        expect(readText(text)).toEqual(sha256Of(list.map(([one]) => one)));
      }),
      { numRuns: 200 },
    );
  });

  test.each([";", "\n", "\r\n", " ; "])("may be base64 of DER, several with %j between", (separator) => {
    fc.assert(
      fc.property(chain, fc.constantFrom(...Object.values(QUOTINGS)), fc.boolean(), (minted, quote, padded) => {
        const pieces = minted.map(({ der }) => (padded ? base64(der) : base64(der).replace(/=+$/, "")));
        expect(readText(quote(pieces.join(separator)))).toEqual(sha256Of(minted));
      }),
      { numRuns: 50 },
    );
  });

  test.each(certificates.map((one, index) => [index, one] as const))("may be base64 that is wrapped (%i)", (_, one) => {
    for (const text of [
      wrapped(base64(one.der)),
      wrapped(base64(one.der)).replaceAll("\n", " "),
      wrapped(base64(one.der), 64),
    ]) {
      expect(readText(text)).toEqual(sha256Of([one]));
    }
  });

  it("may be the path of a file, in any of the forms that files have", () => {
    const utf16 = Buffer.from(`\ufeff${root.pem}`, "utf16le");
    const folder = folderWith({
      "a.pem": root.pem,
      "b.der": root.der,
      "c.cer": base64(root.der),
      "d.crt": `\ufeff${root.pem}`,
      "e.pem": utf16,
      "f.pem": Buffer.from(utf16).swap16(),
      "g.pem": `Bag Attributes\n    friendlyName: r\u00f6ot\nsubject=CN = x\n${root.pem}\ntrailing words\n`,
      "h.pem": root.pem.replaceAll("\n", "\r\n"),
      "no ending": root.pem,
      "i.txt": base64(root.pem),
    });
    for (const name of ["a.pem", "b.der", "c.cer", "d.crt", "e.pem", "f.pem", "g.pem", "h.pem", "no ending", "i.txt"]) {
      expect(readText(`${folder}/${name}`), name).toEqual(sha256Of([root]));
      expect(readText(`"${folder}/${name}"`), name).toEqual(sha256Of([root]));
    }
  });

  it("may be several paths, and paths beside PEM", () => {
    const folder = folderWith({ "a.pem": root.pem, "b.pem": issuing.pem });
    const other = certificates[2] as Minted;
    for (const separator of [";", "\n", "\r\n", "; "]) {
      expect(readText(`${folder}/b.pem${separator}${folder}/a.pem`)).toEqual(sha256Of([issuing, root]));
      expect(readText(`${folder}/b.pem${separator}${other.pem}${separator}${folder}/a.pem`)).toEqual(
        sha256Of([issuing, other, root]),
      );
      expect(readText(`${folder}/b.pem${separator}${base64(other.der)}`)).toEqual(sha256Of([issuing, other]));
    }
  });

  it("may be a path of nothing but base64's characters", () => {
    const folder = folderWith({ certs: root.pem, anchors: issuing.pem });
    const unpadded = base64(`${root.pem}${"\n".repeat(3 - (root.pem.length % 3))}`);
    expect(unpadded).not.toContain("=");
    expect(materialEntries(`${unpadded}\n/certs/roots`, false)).toEqual([unpadded, "/certs/roots"]);
    expect(readText(`${folder}/certs\n${folder}/anchors`)).toEqual(sha256Of([root, issuing]));
  });
});

describe("text beside PEM blocks in a value", () => {
  it("is passed over with one warning, but a path, a pin or half a block in it is not", () => {
    const { warnings } = load({ CLIENT_CERT_INTERMEDIATES: `subject=CN = x\nissuer=CN = y\n${issuing.pem}# end\n` });
    expect(warnings).toMatchObject([{ code: "text_passed_over", source: "CLIENT_CERT_INTERMEDIATES" }]);
    const missing = problemsWith({ CLIENT_CERT_INTERMEDIATES: `${issuing.pem}/no/such/file` });
    expect(missing).toMatchObject([{ code: "file_unreadable", place: "entry 2" }]);
    expect(problemsWith({ CLIENT_CERT_PINNED: `${issuing.pem}sha256:12` })).toMatchObject([{ code: "pin_malformed" }]);
  });
});

describe("certificates in code", () => {
  it("may be text, octets, parsed, or an array of them", () => {
    const { report } = reporter();
    const parsed = certificatesFromText(issuing.pem, report)[0]?.certificate;
    const folder = folderWith({ "a.pem": root.pem });
    expect(readCode(root.pem)).toEqual(sha256Of([root]));
    expect(readCode(root.der)).toEqual(sha256Of([root]));
    expect(readCode(Buffer.from(root.pem + issuing.pem))).toEqual(sha256Of([root, issuing]));
    expect(readCode(parsed)).toEqual(sha256Of([issuing]));
    expect(readCode([`${folder}/a.pem`, parsed])).toEqual(sha256Of([root, issuing]));
  });

  it("are copied, so that changing the octets later changes nothing", () => {
    const octets = Uint8Array.from(root.der);
    const { report } = reporter();
    const [located] = certificatesFromCode(octets, report);
    const before = located?.certificate.sha256;
    octets.fill(0);
    expect(Buffer.from(located?.certificate.der ?? []).equals(Buffer.from(root.der))).toBe(true);
    expect(before).toBe(sha256Of([root])[0]);
  });
});
