import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { KeyKind, KeyPair } from "../../src/testing/index.ts";
import { generateKeyPair, keyPairFromPem } from "../../src/testing/index.ts";

const FOLDER = new URL("../keys/", import.meta.url);

const loaded = new Map<string, KeyPair>();

/** Whether a key that is missing is made and kept. Otherwise it is an error. */
let mayGenerate = false;

export function allowNewKeys(): void {
  mayGenerate = true;
}

/**
 * The kept key of a kind in a role, `keys/<kind>-<role>.pem`: the same for ever, so that the certificates stay the
 * same.
 */
export function fixtureKey(kind: KeyKind, role: string): KeyPair {
  const name = `${kind}-${role}`;
  const pair = loaded.get(name) ?? load(kind, new URL(`${name}.pem`, FOLDER));
  loaded.set(name, pair);
  return pair;
}

function load(kind: KeyKind, file: URL): KeyPair {
  if (!existsSync(file)) {
    if (!mayGenerate) throw new Error(`${file.pathname} is missing; run the generator with --update`);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, generateKeyPair(kind).privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  return keyPairFromPem(readFileSync(file, "utf8"));
}

/** The modulus of an RSA key. */
export function modulusOf({ publicKey }: KeyPair): bigint {
  const { n = "" } = publicKey.export({ format: "jwk" });
  return BigInt(`0x${Buffer.from(n, "base64url").toString("hex")}`);
}
