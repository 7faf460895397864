import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { findKeys } from "../../../src/posture/scan/key-material.ts";
import { scanFiles, webApp } from "./parts.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519").privateKey;
const cipher = { cipher: "aes-256-cbc", passphrase: "x" } as const;

const pem = {
  "PKCS#8": rsa.export({ type: "pkcs8", format: "pem" }),
  "PKCS#1": rsa.export({ type: "pkcs1", format: "pem" }),
  "SEC 1": ec.privateKey.export({ type: "sec1", format: "pem" }),
  Ed25519: ed.export({ type: "pkcs8", format: "pem" }),
  "encrypted PKCS#8": rsa.export({ type: "pkcs8", format: "pem", ...cipher }),
  "encrypted with old headers": rsa.export({ type: "pkcs1", format: "pem", ...cipher }),
};
const der = {
  "PKCS#8": rsa.export({ type: "pkcs8", format: "der" }),
  "PKCS#1": rsa.export({ type: "pkcs1", format: "der" }),
  "SEC 1": ec.privateKey.export({ type: "sec1", format: "der" }),
  Ed25519: ed.export({ type: "pkcs8", format: "der" }),
  "encrypted PKCS#8": rsa.export({ type: "pkcs8", format: "der", ...cipher }),
};

/** The beginning of a PFX, as RFC 7292 has it: version 3, then the content type id-data; the rest is anything. */
const PFX = Buffer.concat([
  Buffer.from("308209ac020103308209720609" + "2a864886f70d010701", "hex"),
  Buffer.alloc(200, 0x5a),
]);

const kinds = (text: string): readonly string[] => findKeys(text).map(({ what }) => what);

describe("private keys in a text", () => {
  it.each(Object.entries(pem))("in PEM: %s", (_title, text) => {
    const plain = String(text);
    expect(kinds(plain)).toEqual(["a private key in PEM"]);
    expect(kinds(plain.replaceAll("\n", "\r\n"))).toEqual(["a private key in PEM"]);
    expect(kinds(plain.replace(/^/gm, "      "))).toEqual(["a private key in PEM"]);
    expect(kinds(JSON.stringify({ value: plain }))).toEqual(["a private key in PEM"]);
    expect(kinds(JSON.stringify({ json: JSON.stringify([plain]) }))).toEqual(["a private key in PEM"]);
    expect(kinds(JSON.stringify(plain.split("\n"), undefined, 2))).toEqual(["a private key in PEM"]);
    expect(kinds(Buffer.from(plain).toString("base64"))).toEqual(["a private key in base64"]);
  });

  it.each(Object.entries(der))("in base64: %s", (_title, bytes) => {
    expect(kinds(`key = "${bytes.toString("base64")}"`)).toEqual(["a private key in base64"]);
  });

  it("in a PFX, also where its base64 is broken into lines, and in a Java key store", () => {
    const base64 = PFX.toString("base64");
    expect(kinds(`pfx = "${base64}"`)).toEqual(["a PFX in base64"]);
    expect(kinds(`pfx = <<EOT\n${base64.replace(/.{64}/g, "$&\n")}\nEOT`)).toEqual(["a PFX in base64"]);
    const java = Buffer.concat([Buffer.from("feedfeed00000002", "hex"), Buffer.alloc(100)]).toString("base64");
    expect(kinds(`store = "${java}"`)).toEqual(["a Java key store in base64"]);
  });

  it("once each, in their order", () => {
    const [first, second] = [String(pem["SEC 1"]), String(pem["Ed25519"])];
    expect(findKeys(first + second + first).map(({ start }) => start)).toEqual([0, first.length]);
  });

  it.each([
    ["a public key", String(ec.publicKey.export({ type: "spki", format: "pem" }))],
    ["a public key in base64", ec.publicKey.export({ type: "spki", format: "der" }).toString("base64")],
    ["a boundary that is only spoken of", 'description = "Begins with -----BEGIN PRIVATE KEY----- and so on"'],
    ["a placeholder", "-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----"],
    ["a short placeholder", "-----BEGIN RSA PRIVATE KEY-----\nMIIE...\n-----END RSA PRIVATE KEY-----"],
    ["a reference", 'key = file("partner.pem")'],
    ["a hash", "MIIdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef"],
  ])("but not in %s", (_title, text) => {
    expect(kinds(text)).toEqual([]);
  });
});

describe("private keys in what is scanned", () => {
  const key = String(pem["Ed25519"]);

  it.each<[string, string, string]>([
    ["main.tf", `variable "key" {\n  default = <<EOT\n${key}EOT\n}\n`, "variable.key"],
    [
      "main.tf",
      `resource "azurerm_key_vault_secret" "partner" {\n  value = "${key.replaceAll("\n", "\\n")}"\n}\n`,
      "azurerm_key_vault_secret.partner",
    ],
    [
      "main.tf",
      webApp("orders", `  app_settings = { PFX = "${PFX.toString("base64")}" }`),
      "azurerm_linux_web_app.orders",
    ],
    ["prod.tfvars", `key = <<EOT\n${key}EOT\n`, "prod.tfvars"],
    ["broken.tf", `resource "x" "y" {\n  a = ((\n  b = <<EOT\n${key}EOT\n}\n`, "x.y"],
    ["comments.tf", `/*\n${key}*/\n`, "comments.tf"],
    ["main.tf.json", JSON.stringify({ variable: { key: { default: key } } }), "main.tf.json"],
  ])("are told with the block around them: %s", async (path, text, address) => {
    const { results } = await scanFiles({ [path]: text }, { scope: "default" });
    const found = results.filter(({ rule }) => rule === "key-material-in-source");
    expect(found).toEqual([expect.objectContaining({ status: "fail", severity: "high", address, isRequired: true })]);
    expect(JSON.stringify(found)).not.toContain(key.split("\n")[1]);
    expect(found[0]?.remedies.map(({ kind }) => kind)).toEqual(["terraform", "az", "warning"]);
  });

  it("stand where they are said to, and one exception takes away one block's", async () => {
    const ignored = '  # azure-client-cert:ignore key-material-in-source reason="test key" until=2030-01-01';
    const text = `variable "a" {\n${ignored}\n  default = <<EOT\n${key}EOT\n}\nvariable "b" {\n  default = <<EOT\n${String(pem["SEC 1"])}EOT\n}\n`;
    const { results } = await scanFiles({ "variables.tf": text });
    expect(results.map(({ status, address, position }) => [status, address, position.line])).toEqual([
      ["fail", "variable.b", 11],
      ["suppressed", "variable.a", 4],
    ]);
  });
});
