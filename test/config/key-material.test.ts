import { execFileSync } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ConfigurationProblem } from "../../src/errors.ts";
import { describeWith } from "../helpers/need.ts";
import { client, folderWith, issuing, onlyProblem, problemsWith, root } from "./fixtures.ts";

const ANCHORS = "CLIENT_CERT_TRUST_ANCHORS";

function withAnchors(text: string): readonly ConfigurationProblem[] {
  return problemsWith({ [ANCHORS]: text });
}

const base64 = (octets: Uint8Array | string): string => Buffer.from(octets).toString("base64");
const toPem = (label: string, octets: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${base64(octets).replace(/.{64}/g, "$&\n")}\n-----END ${label}-----\n`;

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed25519 = generateKeyPairSync("ed25519");
const encryption = { cipher: "aes-256-cbc", passphrase: "secret" } as const;

type KeyType = "pkcs8" | "pkcs1" | "sec1";
const privateDer = (key: KeyObject, type: KeyType): Buffer => key.export({ format: "der", type });
const privatePem = (key: KeyObject, type: KeyType): string => key.export({ format: "pem", type }).toString();

describe("a private key", () => {
  const openSsh = Buffer.concat([Buffer.from("openssh-key-v1\0"), privateDer(rsa.privateKey, "pkcs8")]);
  const inPem: Readonly<Record<string, string>> = {
    "PKCS#8": privatePem(rsa.privateKey, "pkcs8"),
    "PKCS#1": privatePem(rsa.privateKey, "pkcs1"),
    "SEC 1": privatePem(ec.privateKey, "sec1"),
    Ed25519: privatePem(ed25519.privateKey, "pkcs8"),
    encrypted: rsa.privateKey.export({ format: "pem", type: "pkcs8", ...encryption }).toString(),
    "encrypted as OpenSSL once did": rsa.privateKey.export({ format: "pem", type: "pkcs1", ...encryption }).toString(),
    OpenSSH: toPem("OPENSSH PRIVATE KEY", openSsh),
  };
  const inDer: Readonly<Record<string, Buffer>> = {
    "PKCS#8": privateDer(rsa.privateKey, "pkcs8"),
    "PKCS#1": privateDer(rsa.privateKey, "pkcs1"),
    "SEC 1": privateDer(ec.privateKey, "sec1"),
    Ed25519: privateDer(ed25519.privateKey, "pkcs8"),
    encrypted: rsa.privateKey.export({ format: "der", type: "pkcs8", ...encryption }),
  };

  test.each(Object.entries(inPem))("in PEM is named as such and not shown: %s", (_, pem) => {
    const forms = [
      pem,
      pem.replaceAll("\n", "\\n"),
      pem.replaceAll("\n", " "),
      base64(pem),
      `"${pem}"`,
      pem + root.pem,
      root.pem + pem,
      root.pem + pem.slice(0, 100),
      folderWith({ "both.pem": pem + root.pem }),
    ];
    for (const form of forms) {
      const problem = onlyProblem("private_key", ANCHORS, withAnchors(form));
      expect(problem.remedy).toMatch(/remove .*replace the key.*openssl x509.*az keyvault certificate download/is);
      expectNoSecret(problem, pem);
    }
  });

  test.each(Object.entries(inDer))("in DER is recognised by its structure: %s", (_, der) => {
    const file = folderWith({ "key.der": der });
    for (const form of [base64(der), base64(der).replace(/.{64}/g, "$&\n"), file, toPem("CERTIFICATE", der)]) {
      expectNoSecret(onlyProblem("private_key", ANCHORS, withAnchors(form)), base64(der));
    }
    expectNoSecret(onlyProblem("private_key", "trustAnchors", problemsWith({}, { trustAnchors: der })), base64(der));
  });

  it("is told for every setting that takes certificates", () => {
    const key = privatePem(ec.privateKey, "pkcs8");
    for (const variable of ["CLIENT_CERT_INTERMEDIATES", "CLIENT_CERT_PINNED"]) {
      onlyProblem("private_key", variable, problemsWith({ [variable]: client.pem + key }));
    }
    for (const option of ["trustAnchors", "intermediates", "pinned"]) {
      onlyProblem("private_key", option, problemsWith({}, { [option]: client.pem + key }));
    }
  });

  it("never gets into a message, however it is torn", () => {
    const secrets = Object.values(inPem);
    const tear = fc.tuple(
      fc.constantFrom(...secrets),
      fc.nat(2000),
      fc.constantFrom("!", "\n", "-", " ", "\\n", ";", ""),
    );
    fc.assert(
      fc.property(tear, fc.boolean(), ([pem, at, mark], headless) => {
        const text = headless ? pem.replace(/-----[^\n]*\n/g, "") : pem;
        const torn = text.slice(0, at) + mark + text.slice(at);
        const problems = withAnchors(torn);
        expect(problems.length).toBeGreaterThan(0);
        for (const problem of problems) expectNoSecret(problem, pem);
      }),
      { numRuns: 300 },
    );
  });
});

/** No 20 characters of the secret in a row may be shown: that is less than its header. */
function expectNoSecret({ message, remedy, place }: ConfigurationProblem, secret: string): void {
  const said = `${message} ${remedy} ${place}`.replace(/\s/g, "");
  const body = secret.replace(/-----[^-]*-----|^(?:Proc-Type|DEK-Info):.*$/gm, "").replace(/\s/g, "");
  const shown = Array.from({ length: Math.max(0, said.length - 19) }, (_, at) => said.slice(at, at + 20));
  expect(shown.filter((piece) => body.includes(piece))).toEqual([]);
}

describeWith("openssl", "what OpenSSL writes beside certificates", ({ openssl }) => {
  function run(args: readonly string[], files: Readonly<Record<string, string>>): Buffer {
    const folder = folderWith(files);
    execFileSync(openssl, args, { cwd: folder, stdio: "pipe" });
    return readFileSync(`${folder}/out`);
  }

  const files = { "key.pem": client.privateKeyPem, "cert.pem": client.pem, "chain.pem": issuing.pem + root.pem };
  const pkcs12 = ["pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-certfile", "chain.pem", "-out", "out"];

  it.each([
    ["with a key", [...pkcs12, "-passout", "pass:secret"]],
    ["with an empty password, as Key Vault has it", [...pkcs12, "-passout", "pass:"]],
    ["without a key", ["pkcs12", "-export", "-nokeys", "-in", "chain.pem", "-passout", "pass:", "-out", "out"]],
  ])("a PFX %s is named, as a file and in base64", (_, args) => {
    const pfx = run(args, files);
    for (const form of [folderWith({ "store.cer": pfx }), `${folderWith({ "a.pfx": pfx })}/a.pfx`, base64(pfx)]) {
      const problem = onlyProblem("key_store", ANCHORS, withAnchors(form));
      expect(problem.remedy).toMatch(/replace the key.*openssl pkcs12 .*-nokeys.*az keyvault certificate download/s);
      expectNoSecret(problem, base64(pfx));
    }
  });

  it("the PEM that `pkcs12 -nokeys` prints, as the remedy says, is read", () => {
    const pfx = run([...pkcs12, "-passout", "pass:"], files);
    const folder = folderWith({ pfx });
    execFileSync(openssl, ["pkcs12", "-in", "pfx", "-nokeys", "-passin", "pass:", "-cacerts", "-out", "out.pem"], {
      cwd: folder,
    });
    const text = readFileSync(`${folder}/out.pem`, "utf8");
    expect(text).toContain("issuer=");
    expect(withAnchors(`${folder}/out.pem`)).toEqual([]);
    expect(withAnchors(text)).toEqual([]);
  });

  it.each(["PEM", "DER"])("PKCS#7 in %s says how to convert it", (form) => {
    const p7b = run(["crl2pkcs7", "-nocrl", "-certfile", "chain.pem", "-outform", form, "-out", "out"], files);
    for (const text of [`${folderWith({ "a.p7b": p7b })}/a.p7b`, folderWith({ "a.cer": p7b }), base64(p7b)]) {
      const problem = onlyProblem("pkcs7", ANCHORS, withAnchors(text));
      expect(problem.remedy).toContain("openssl pkcs7 -print_certs");
    }
    if (form === "PEM") onlyProblem("pkcs7", ANCHORS, withAnchors(p7b.toString()));
  });

  it.each(["PEM", "DER"])("a request in %s is named", (form) => {
    const args = ["req", "-new", "-key", "key.pem", "-subj", "/CN=x", "-outform", form, "-out", "out"];
    const request = run(args, files);
    const problem = onlyProblem("not_a_certificate", ANCHORS, withAnchors(base64(request)));
    expect(problem.message).toContain("request");
  });

  it("a TRUSTED CERTIFICATE is named", () => {
    const trusted = run(["x509", "-in", "cert.pem", "-trustout", "-addtrust", "clientAuth", "-out", "out"], files);
    const problem = onlyProblem("not_a_certificate", ANCHORS, withAnchors(trusted.toString()));
    expect(problem.remedy).toContain("openssl x509");
  });
});

describe("what is no certificate", () => {
  const spki = ec.publicKey.export({ format: "der", type: "spki" });
  const rsaPublic = rsa.publicKey.export({ format: "der", type: "pkcs1" });
  // CertificateList, RFC 5280 section 5.1: version, algorithm, issuer, a time, and a signature around them.
  const name = Buffer.from(root.subjectName);
  const sequence = (...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([0x30, 0x82, content.length >> 8, content.length & 0xff]), content]);
  };
  const algorithm = Buffer.from("300a06082a8648ce3d040302", "hex");
  const time = Buffer.from("170d3236303130313030303030305a", "hex");
  const bits = Buffer.from("03020000", "hex");
  const crls = [
    sequence(sequence(Buffer.from("020101", "hex"), algorithm, name, time), algorithm, bits),
    sequence(sequence(algorithm, name, time), algorithm, bits),
  ];

  test.each([
    ["a public key", "public key", toPem("PUBLIC KEY", spki)],
    ["a public key in DER", "public key", base64(spki)],
    ["an RSA public key", "public key", toPem("RSA PUBLIC KEY", rsaPublic)],
    ["an RSA public key in DER", "public key", base64(rsaPublic)],
    ["a revocation list", "revocation list", toPem("X509 CRL", crls[0] as Buffer)],
    ["a revocation list in DER", "revocation list", base64(crls[0] as Buffer)],
    ["a revocation list of version 1", "revocation list", base64(crls[1] as Buffer)],
    ["parameters", "no certificate", toPem("EC PARAMETERS", Buffer.from("06082a8648ce3d030107", "hex"))],
    ["something encoded", "no certificate", base64(sequence(Buffer.from("0c03616263", "hex"), Buffer.alloc(130, 5)))],
  ])("%s is named", (_, words, text) => {
    expect(onlyProblem("not_a_certificate", ANCHORS, withAnchors(text)).message).toContain(words);
  });

  it("is a Java key store", () => {
    const jks = Buffer.concat([Buffer.from("feedfeed00000002", "hex"), Buffer.alloc(40)]);
    onlyProblem("key_store", ANCHORS, withAnchors(base64(jks)));
    onlyProblem("key_store", ANCHORS, withAnchors(`${folderWith({ "a.jks": jks })}/a.jks`));
  });

  it("is a PFX in BER, as old Windows tools write it", () => {
    const pfx = Buffer.concat([Buffer.from("3080020103308006092a864886f70d010701", "hex"), Buffer.alloc(40)]);
    onlyProblem("key_store", ANCHORS, withAnchors(base64(pfx)));
  });
});

describe("a certificate that is not whole", () => {
  const text = base64(root.der);

  it("is truncated, wherever base64 was cut", () => {
    for (let length = 60; length < text.length - 3; length += 7) {
      const problems = withAnchors(text.slice(0, length));
      expect(
        problems.map(({ code }) => code),
        `${length} characters`,
      ).toEqual(["certificate_truncated"]);
    }
  });

  it("is damaged PEM, wherever that was cut or a marker lost", () => {
    for (const pem of [
      root.pem.slice(0, 400),
      root.pem.replace("-----END CERTIFICATE-----", ""),
      root.pem.replace("-----BEGIN CERTIFICATE-----", ""),
      root.pem.replace("-----BEGIN", "----BEGIN"),
      root.pem.replace("END CERTIFICATE-----", "END CERTIFICATE"),
      root.pem.replace("END CERTIFICATE", "END X509 CERTIFICATE"),
      root.pem.replace("MII", "M*I"),
      `${issuing.pem}${root.pem.slice(0, 300)}`,
      `${root.pem.slice(0, 300)}\n${issuing.pem}`,
    ]) {
      for (const form of [pem, pem.replaceAll("\n", "\\n"), base64(pem), folderWith({ "a.pem": pem })]) {
        const codes = new Set(withAnchors(form).map(({ code }) => code));
        expect([...codes], pem).toContain("pem_damaged");
      }
    }
  });

  it("is malformed: says which one and at which octet", () => {
    const der = Buffer.from(root.der);
    const problems = withAnchors(`${issuing.pem}${toPem("CERTIFICATE", Buffer.concat([der, Buffer.from([0])]))}`);
    const problem = onlyProblem("certificate_unreadable", ANCHORS, problems);
    expect(problem.place).toBe("entry 2");
    expect(problem.message).toMatch(/offset \d+/);
  });

  it("is named by file and block", () => {
    const bad = toPem("CERTIFICATE", Buffer.concat([root.der, Buffer.from([0])]));
    const folder = folderWith({ "chain.pem": issuing.pem + bad });
    const problem = onlyProblem("certificate_unreadable", ANCHORS, withAnchors(`${folder}/chain.pem`));
    expect(problem.place).toBe(`${JSON.stringify(`${folder}/chain.pem`)}, block 2`);
  });
});
