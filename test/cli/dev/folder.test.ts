import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import forge from "node-forge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dev, temporaryFolder } from "./stage.ts";

const TARGET = ["--target", "http://localhost:9"];
const DAY = 86_400_000;
const CLIENTS = ["another-subject", "expired", "not-yet-valid", "right", "self-signed", "server-only", "wrong-issuer"];

function read(folder: string, name: string): X509Certificate {
  return new X509Certificate(readFileSync(join(folder, name)));
}

/** Runs the stand, which is told to stop at once. */
function visit(folder: string, clock: () => number = Date.now): ReturnType<typeof dev> {
  return dev([...TARGET, "--port", "0", "--dir", folder], { clock });
}

function snapshot(folder: string): Readonly<Record<string, string>> {
  const names = [...readdirSync(folder), ...readdirSync(join(folder, "clients")).map((name) => `clients/${name}`)];
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), "base64")]));
}

function newFolder(): string {
  return join(temporaryFolder(), "certificates");
}

// RSA keys take long to make.
let made: string;

beforeAll(async () => {
  made = join(mkdtempSync(join(tmpdir(), "dev-")), "certificates");
  await visit(made);
});
afterAll(() => rmSync(join(made, ".."), { recursive: true, force: true }));

/** A copy of a folder that an earlier run has made. */
function usedFolder(): string {
  const folder = newFolder();
  cpSync(made, folder, { recursive: true });
  return folder;
}

describe("the folder", () => {
  it("holds an authority, a server's certificate and clients, each right or wrong in its own way", async () => {
    const folder = newFolder();
    const { code, err } = await visit(folder);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [authority, issuing, server] = ["authority", "issuing", "server"].map((name) => read(folder, `${name}.pem`));
    if (authority === undefined || issuing === undefined || server === undefined) throw new Error("missing");
    expect([issuing, server].map((certificate) => certificate.verify(authority.publicKey))).toEqual([true, true]);
    expect(server.checkHost("localhost")).toBe("localhost");
    expect(server.checkIP("127.0.0.1")).toBe("127.0.0.1");

    const now = Date.now();
    const told = CLIENTS.map((name) => {
      const certificate = read(folder, `clients/${name}.pem`);
      expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(join(folder, `clients/${name}.key`))))).toBe(
        true,
      );
      const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
      return {
        name,
        subject: certificate.subject.replaceAll("\n", ","),
        issued: certificate.verify(issuing.publicKey),
        named: certificate.checkIssued(issuing),
        valid: from < now && now < to,
      };
    });
    const billing = "C=DE,O=Contoso,CN=billing";
    const good = { subject: billing, issued: true, named: true, valid: true };
    expect(told).toEqual([
      { ...good, name: "another-subject", subject: "C=DE,O=Contoso,CN=payroll" },
      { ...good, name: "expired", valid: false },
      { ...good, name: "not-yet-valid", valid: false },
      { ...good, name: "right" },
      { ...good, name: "self-signed", issued: false, named: false },
      { ...good, name: "server-only" },
      { ...good, name: "wrong-issuer", issued: false },
    ]);
    expect(read(folder, "clients/server-only.pem").keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(read(folder, "clients/right.pem").keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  });

  it("puts the issuing authority's certificate behind those it issued, and behind no other", () => {
    const issuing = read(made, "issuing.pem");
    const behind = CLIENTS.filter((name) => {
      const blocks =
        readFileSync(join(made, `clients/${name}.pem`), "utf8").match(/-----BEGIN.*?-----END[^\n]*\n/gs) ?? [];
      expect(blocks.slice(1).map((pem) => new X509Certificate(pem).fingerprint256)).toEqual(
        blocks.length > 1 ? [issuing.fingerprint256] : [],
      );
      return blocks.length > 1;
    });
    expect(behind).toEqual(["another-subject", "expired", "not-yet-valid", "right", "server-only"]);
  });

  it("is ignored by git, and its keys are their owner's alone, also when they were not", async () => {
    const folder = newFolder();
    await visit(folder);
    expect(readFileSync(join(folder, ".gitignore"), "utf8").split("\n").at(-2)).toBe("*");
    chmodSync(join(folder, "clients/right.key"), 0o644);
    await visit(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const secrets = Object.keys(snapshot(folder)).filter((name) => /\.(?:key|p12)$/.test(name));
    expect(secrets).toHaveLength(CLIENTS.length + 4);
    expect(secrets.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual(secrets.map(() => 0o600));
  });

  it("is used again as it is", async () => {
    const folder = usedFolder();
    const before = snapshot(folder);
    const { out } = await visit(folder);
    expect(snapshot(folder)).toEqual(before);
    expect(out).not.toContain("made anew");
  });

  it("has what expired made anew, with a line about each, and the rest left", async () => {
    const folder = usedFolder();
    const before = snapshot(folder);
    const { out } = await visit(folder, () => Date.now() + 380 * DAY);
    const after = snapshot(folder);
    const anew = Object.keys(before).filter((name) => name.endsWith(".pem") && before[name] !== after[name]);
    const current = CLIENTS.filter((name) => name !== "expired").map((name) => `clients/${name}.pem`);
    expect(anew.sort()).toEqual(current.sort());
    expect(before["clients/right.p12"]).not.toBe(after["clients/right.p12"]);
    expect(before["forged-app-service.txt"]).not.toBe(after["forged-app-service.txt"]);
    expect(out.match(/\.pem\s+had\s+expired/g)).toHaveLength(anew.length - 1);
    expect(out).toMatch(/not-yet-valid\.pem\s+was\s+no\s+longer/);
  });

  it("has everything made anew under a new authority", async () => {
    const folder = usedFolder();
    const before = snapshot(folder);
    rmSync(join(folder, "authority.key"));
    const { code, out } = await visit(folder);
    expect(code).toBe(0);
    const after = snapshot(folder);
    const kept = Object.keys(before).filter((name) => name.endsWith(".pem") && before[name] === after[name]);
    expect(kept).toEqual(["clients/self-signed.pem"]);
    expect(out).toMatch(/authority\.pem\s+or\s+its\s+key\s+could\s+not\s+be\s+read/);
    expect(out).toMatch(/issuing\.pem\s+was\s+no\s+longer/);
    expect(read(folder, "clients/right.pem").verify(read(folder, "issuing.pem").publicKey)).toBe(true);
  });

  it("has a damaged file, and a key that is another's, made anew", async () => {
    const folder = usedFolder();
    writeFileSync(join(folder, "clients/right.pem"), "damaged");
    writeFileSync(join(folder, "server.key"), readFileSync(join(folder, "clients/expired.key")));
    const { out } = await visit(folder);
    const damaged = out.match(/[a-z]+(?=\.pem\s+or\s+its\s+key\s+could\s+not\s+be\s+read)/g);
    expect(damaged).toEqual(["server", "right"]);
  });
});

describe("PKCS#12", () => {
  it("holds the right caller's key, its certificate and its issuer's, and the password is printed", async () => {
    const folder = newFolder();
    const { out } = await visit(folder);
    const [, password = ""] = /right\.p12 \(password: (.+)\)/.exec(out) ?? [];
    const { keyPem, certificates } = openPkcs12(join(folder, "clients/right.p12"), password);
    const right = read(folder, "clients/right.pem");
    expect(right.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
    expect(certificates.map((pem) => new X509Certificate(pem).fingerprint256)).toEqual([
      right.fingerprint256,
      read(folder, "issuing.pem").fingerprint256,
    ]);
  });

  it("is left out without its library, with the command that installs it", async () => {
    const folder = newFolder();
    const load = (name: string): Promise<unknown> =>
      name === "node-forge" ? Promise.reject(new Error()) : import(name);
    const { code, out } = await dev([...TARGET, "--port", "0", "--dir", folder], { load });
    expect(code).toBe(0);
    expect(out).toMatch(/npm install --no-save node-forge@\S+/);
    expect(readdirSync(join(folder, "clients"))).not.toContain("right.p12");
    const { code: refused, err } = await dev(["certs", "--name", "a", "--pkcs12", "--dir", folder], { load });
    expect(refused).toBe(3);
    expect(err).toContain("npm install --no-save node-forge@");
  });
});

describe("dev certs", () => {
  it("makes one more client of the same authority", async () => {
    const folder = usedFolder();
    const before = snapshot(folder);
    const subject = ["--subject", "CN=partner,O=Northwind,C=DE"];
    const sans = ["--san", "dns:partner.example", "--san", "email:ops@partner.example"];
    const argv = ["certs", "--name", "partner", ...subject, ...sans, "--days", "7", "--pkcs12", "--dir", folder];
    const { code, out } = await dev(argv);
    expect(code).toBe(0);
    expect(out).toMatch(/partner\.pem\n.*partner\.key\n.*partner\.p12 \(password: development\)\n$/);
    const partner = read(folder, "clients/partner.pem");
    expect(partner.verify(read(folder, "issuing.pem").publicKey)).toBe(true);
    expect(partner.subject).toBe("C=DE\nO=Northwind\nCN=partner");
    expect(partner.subjectAltName).toBe("DNS:partner.example, email:ops@partner.example");
    expect(Math.round((Date.parse(partner.validTo) - Date.now()) / DAY)).toBe(7);
    expect(statSync(join(folder, "clients/partner.key")).mode & 0o777).toBe(0o600);
    expect(snapshot(folder)).toMatchObject(before);
    expect(openPkcs12(join(folder, "clients/partner.p12"), "development").certificates).toHaveLength(2);
  });

  it("makes the folder if need be, and needs no more than a name", async () => {
    const folder = newFolder();
    expect((await dev(["certs", "--name", "ops", "--dir", folder])).code).toBe(0);
    expect(read(folder, "clients/ops.pem").subject).toBe("CN=ops");
    expect(readdirSync(join(folder, "clients"))).not.toContain("ops.p12");
  });

  it.each([
    ["a name that is taken", ["--name", "right"]],
    ["a subject that is none", ["--name", "a", "--subject", "nonsense"]],
    ["an address that is none", ["--name", "a", "--san", "ip:nonsense"]],
  ])("is exit 3: %s", async (_, argv) => {
    const folder = usedFolder();
    const before = snapshot(folder);
    const { code, out, err } = await dev(["certs", ...argv, "--dir", folder]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/^error: /);
    expect(snapshot(folder)).toEqual(before);
  });
});

function openPkcs12(
  file: string,
  password: string,
): { readonly keyPem: string; readonly certificates: readonly string[] } {
  const content = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(readFileSync(file, "latin1")), password);
  const bags = (type: string): readonly forge.pkcs12.Bag[] => content.getBags({ bagType: type })[type] ?? [];
  const [key] = bags(forge.pki.oids["pkcs8ShroudedKeyBag"] as string);
  return {
    keyPem: forge.pki.privateKeyToPem(key?.key as forge.pki.PrivateKey),
    certificates: bags(forge.pki.oids["certBag"] as string).map(({ cert }) =>
      forge.pki.certificateToPem(cert as forge.pki.Certificate),
    ),
  };
}
