import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { LONGEST_INPUT, standardInputOf } from "../../../src/cli/inspect/read-input.ts";
import { createSelfSigned } from "../../../src/testing/index.ts";
import { base64, billing, CONFIGURED, fileWith, inspect, issue, issuing, report, root, sha256Of } from "./stage.ts";

const escaped = encodeURIComponent(billing.pem);
const xfcc = `Hash=${sha256Of(billing)};Cert="${escaped}";Chain="${encodeURIComponent(billing.pem + issuing.pem)}"`;
const oneLine = billing.pem.trim().replaceAll("\n", " ");

describe("what is recognised", () => {
  it.each<[string, string | Uint8Array, string]>([
    ["DER", billing.der, "der"],
    ["PEM", billing.pem, "pem"],
    [
      "PEM with Windows' line ends and a text above",
      `Bag Attributes\r\n${billing.pem.replaceAll("\n", "\r\n")}`,
      "pem",
    ],
    ["PEM in UTF-16", Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(billing.pem, "utf16le")]), "pem"],
    ["base64 in lines", base64(billing.der).replace(/.{64}/g, "$&\n"), "base64-text"],
    ["base64 of PEM", base64(Buffer.from(billing.pem)), "base64"],
    ["the value of X-ARR-ClientCert", base64(billing.der), "base64"],
    ["the same in quotation marks", `"${base64(billing.der)}"\n`, "base64"],
    ["PEM in one line", oneLine, "pem-line"],
    ["percent-encoded PEM", escaped, "escaped-pem"],
    ["X-Forwarded-Client-Cert", xfcc, "xfcc"],
    ["Client-Cert", `:${base64(billing.der)}:`, "rfc9440"],
    ["a header line", `X-ARR-ClientCert: ${base64(billing.der)}`, "header-lines"],
    ["a header of one's own", `ssl-client-cert: ${escaped}\n`, "header-lines"],
    [
      "the lines of a request as curl shows them",
      `> GET /orders HTTP/1.1\r\n> Host: orders\r\n> Client-Cert: :${base64(billing.der)}:\r\n`,
      "header-lines",
    ],
    ["a member of a JSON log", `  "x-arr-clientcert": "${base64(billing.der)}",`, "header-lines"],
    ["an XFCC value in JSON", `"x-forwarded-client-cert": ${JSON.stringify(xfcc)}`, "header-lines"],
  ])("is %s", async (_, input, form) => {
    const { verdict, exitCode, input: told, certificates } = await report(input);
    expect({ verdict, exitCode, form: told.form, problems: told.problems }).toEqual({
      verdict: "described",
      exitCode: 0,
      form,
      problems: [],
    });
    expect(certificates[0]?.sha256).toBe(sha256Of(billing));
  });

  it("finds the chain of a header beside the caller's own certificate, which it repeats", async () => {
    const { certificates } = await report(xfcc);
    expect(certificates.map(({ role, sha256 }) => [role, sha256])).toEqual([
      ["caller", sha256Of(billing)],
      ["beside", sha256Of(issuing)],
    ]);
  });

  it("takes for callers the certificates that issued no other, in whatever order", async () => {
    const other = issue({ subject: "CN=orders" });
    const { certificates } = await report(root.pem + billing.pem + issuing.pem + other.pem);
    expect(certificates.map(({ role }) => role)).toEqual(["beside", "caller", "beside", "caller"]);
  });

  it("takes every self-signed certificate for a caller", async () => {
    const partners = ["CN=one", "CN=two"].map((subject) => createSelfSigned({ subject }).pem);
    const { certificates } = await report(partners.join(""));
    expect(certificates.map(({ role }) => role)).toEqual(["caller", "caller"]);
  });

  it("reads a file, the standard input and the argument itself, with dashes before it or not", async () => {
    const heading = async (argv: readonly string[], stdin = "") => (await inspect(argv, {}, stdin)).out.split("\n")[0];
    expect(await heading([fileWith(billing.pem)])).toBe("One certificate, from a file: PEM");
    expect(await heading(["-"], billing.pem)).toBe("One certificate, from the standard input: PEM");
    expect(await heading([base64(billing.der)])).toMatch(/^One certificate, from the command line: base64/);
    expect(await heading([billing.pem, "--no-verdict"])).toBe("One certificate, from the command line: PEM");
    expect(await heading(["--no-verdict", oneLine])).toMatch(/^One certificate, from the command line: PEM in one/);
  });
});

describe("what is no certificate", () => {
  const key = billing.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const keyDer = billing.privateKey.export({ type: "pkcs8", format: "der" });
  const encrypted = billing.privateKey
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })
    .toString();

  it.each<[string, string | Uint8Array]>([
    ["PEM", key],
    ["PEM beside a certificate", billing.pem + key],
    ["PEM that is encrypted", encrypted],
    ["PEM in one line", key.replaceAll("\n", " ")],
    ["PEM that was cut", key.slice(0, 90)],
    ["DER", keyDer],
    ["base64", base64(keyDer)],
    ["the value of a header", `X-ARR-ClientCert: ${base64(keyDer)}`],
    ["the value between colons", `:${base64(keyDer)}:`],
    ["percent-encoded PEM", encodeURIComponent(key)],
    [
      "a text in a line beside a certificate header",
      `Client-Cert: :${base64(billing.der)}:\nX-A: its ${key.replaceAll("\n", " ")}`,
    ],
    ["the Cert of an XFCC value", `Cert="${encodeURIComponent(key)}"`],
  ])("is a private key as %s: refused without a character of it", async (_, input) => {
    const body = base64(keyDer).slice(0, 24);
    const texts = [
      await inspect(["-"], {}, input),
      await inspect(["-", "--json"], {}, input),
      ...(typeof input === "string" ? [await inspect([input])] : [await inspect([fileWith(input)])]),
    ];
    for (const { code, out, err } of texts) {
      expect(code).toBe(2);
      expect(out).toMatch(/private_key/);
      expect(out + err).not.toContain(body.slice(0, 12));
      expect(out + err).not.toContain(key.split("\n")[2]?.slice(0, 16));
    }
  });

  // The outlines alone: a PFX of version 3 and a ContentInfo of signed data.
  const pfx = Buffer.from("300f0201033006060101020300003002300030", "hex").subarray(0, 17);
  const pkcs7 = Buffer.from("300d06092a864886f70d010702a000", "hex");

  it.each<[string, string | Uint8Array, string]>([
    ["a PFX", pfx, "key_store"],
    ["a PFX in base64", base64(pfx), "key_store"],
    ["PKCS#7", pkcs7, "pkcs7"],
    ["PKCS#7 in PEM", `-----BEGIN PKCS7-----\n${base64(pkcs7)}\n-----END PKCS7-----\n`, "pkcs7"],
    ["half a PEM block", billing.pem.slice(0, 200), "pem_damaged"],
    ["a certificate that was cut", billing.der.subarray(0, 200), "certificate_truncated"],
    ["a header value that was cut", `:${base64(billing.der).slice(0, 200)}:`, "certificate_truncated"],
    ["a damaged certificate", issue({ corrupt: { trailingBytes: true } }).der, "certificate_unreadable"],
    ["an XFCC value without a certificate", `Hash=${sha256Of(billing)};Subject="CN=x"`, "not_a_certificate"],
    ["an empty header", "X-ARR-ClientCert:", "not_a_certificate"],
    ["nothing", "", "not_a_certificate"],
    ["any text", "Lorem ipsum", "not_a_certificate"],
    ["too many certificates", billing.pem.repeat(65), "not_a_certificate"],
  ])("is %s, told in words", async (_, input, code) => {
    const { verdict, exitCode, input: told } = await report(input);
    expect({ verdict, exitCode, codes: told.problems.map((problem) => problem.code) }).toMatchObject({
      verdict: "unknown",
      exitCode: 2,
      codes: [code],
    });
    expect((await inspect(["-"], {}, input)).out).toContain(`[${code}]`);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ["a private key", key, /private key.*Give the certificate that the key belongs to.*`openssl x509 -in /],
    ["a key beside a certificate", billing.pem + key, /Out of a file that holds both: `openssl x509 -in /],
    ["a PFX", pfx, /key store.*`openssl pkcs12 -in right\.p12 -clcerts -nokeys -out certificate\.pem`/],
  ])("is told what to give in the place of %s, and nothing of settings", async (_, input, words) => {
    const { out } = await inspect([fileWith(input)]);
    expect(out.replace(/\s+/g, " ")).toMatch(words);
    expect(out).not.toMatch(/settings|replace the key|Key Vault/i);
    const [problem] = (await report(input)).input.problems;
    expect(`${problem?.message} ${problem?.remedy}`).toMatch(words);
  });

  it("speaks of settings where a key is in the configuration", async () => {
    const { out } = await inspect(["-"], { ...CONFIGURED, CLIENT_CERT_TRUST_ANCHORS: key }, billing.pem);
    expect(out.replace(/\s+/g, " ")).toContain("replace the key: whoever can read this app's settings can use it");
  });

  it("describes what it could read beside it, and is exit 2 all the same", async () => {
    const request = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
    const { verdict, certificates } = await report(billing.pem + request);
    expect({ verdict, count: certificates.length }).toEqual({ verdict: "unknown", count: 1 });
  });

  it("is exit 3 for what is neither a file nor a value, and shows nothing that may be a secret", async () => {
    expect(await inspect(["missing.pem"])).toMatchObject({ code: 3, out: "" });
    expect((await inspect(["missing.pem"])).err).toContain('no file "missing.pem"');
    const secret = "q1W2e3R4t5Y6u7I8o9P0aS1dF2gH3jK4!";
    expect((await inspect([secret])).err).not.toContain(secret);
  });
});

describe("the bounds of the input", () => {
  it("is exit 3 for more octets than are read, from wherever", async () => {
    const much = Buffer.alloc(LONGEST_INPUT + 1, 0x41);
    expect(await inspect([fileWith(much)])).toMatchObject({ code: 3, out: "" });
    expect(await inspect(["-"], {}, much)).toMatchObject({ code: 3, out: "" });
    expect(await inspect([much.toString("latin1")])).toMatchObject({ code: 3, out: "" });
  });

  it("tells no more than some of very many problems", async () => {
    const damaged = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n".repeat(100);
    expect((await report(damaged)).input.problems).toHaveLength(16);
    expect((await report(":AAAA:,".repeat(100))).input.problems).toHaveLength(16);
  });

  it("is exit 3 for a folder", async () => {
    expect((await inspect(["."])).err).toMatch(/no regular file/);
  });

  it("stops reading the standard input where it gets too long", async () => {
    let read = 0;
    const stdin = Readable.from(
      (function* pieces() {
        for (; read < 1_000; read += 1) yield Buffer.alloc(100);
      })(),
    ) as unknown as NodeJS.Process["stdin"];
    expect((await standardInputOf({ stdin })(1_000)).length).toBe(1_100);
    expect(read).toBeLessThan(100);
  });
});
