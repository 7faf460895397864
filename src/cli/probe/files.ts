import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { decodePem } from "../../certificate/pem.ts";
import type { Identity } from "./attempt.ts";

/** The caller that the app admits. */
export interface GoodCaller {
  /** DER of its own certificate. */
  readonly certificate: Uint8Array;
  /** Undefined: its key was not given, so it is only written into headers. */
  readonly identity: Identity | undefined;
}

export interface Files {
  /** PEM. Undefined: Node's own roots. */
  readonly ca: string | undefined;
  /** Undefined: none was given. */
  readonly caller: GoodCaller | undefined;
}

export interface FileNames {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** Octets. All public roots together are some 250,000. */
const LONGEST_FILE = 1_048_576;

/** @returns What is wrong, as text that quotes nothing of what is in the files. */
export function readFiles({ ca, cert, key }: FileNames): Files | string {
  try {
    const roots = ca === undefined ? undefined : readCertificates("--ca", ca).pem;
    if (cert === undefined) {
      return key === undefined
        ? { ca: roots, caller: undefined }
        : "--key goes with --cert, the certificate of that key.";
    }
    const { pem, first } = readCertificates("--cert", cert);
    const identity = key === undefined ? undefined : { certificatePem: pem, privateKeyPem: readKey(key, first) };
    return { ca: roots, caller: { certificate: new Uint8Array(first.raw), identity } };
  } catch (error) {
    if (error instanceof FileProblem) return error.message;
    throw error;
  }
}

class FileProblem extends Error {}

function readCertificates(option: string, file: string): { readonly pem: string; readonly first: X509Certificate } {
  const pem = readText(option, file);
  try {
    const blocks = decodePem(pem);
    if (blocks.some(({ label }) => label.endsWith("PRIVATE KEY"))) {
      throw new FileProblem(`${option}: a private key is in the file. Give certificates alone; --key takes the key.`);
    }
    const [first] = blocks.filter(({ label }) => label === "CERTIFICATE").map(({ der }) => new X509Certificate(der));
    if (first !== undefined) return { pem, first };
  } catch (error) {
    if (error instanceof FileProblem) throw error;
  }
  throw new FileProblem(`${option}: there is no certificate in PEM in the file.`);
}

function readKey(file: string, certificate: X509Certificate): string {
  const pem = readText("--key", file);
  const key = parseKey(pem);
  if (key === undefined)
    throw new FileProblem("--key: there is no private key in PEM in the file, or it is encrypted.");
  if (!certificate.checkPrivateKey(key))
    throw new FileProblem("--key: it is not the key of the certificate in --cert.");
  return pem;
}

function parseKey(pem: string): ReturnType<typeof createPrivateKey> | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function readText(option: string, file: string): string {
  try {
    if (statSync(file).size <= LONGEST_FILE) return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new FileProblem(`${option}: the file cannot be read (${code}).`);
  }
  throw new FileProblem(`${option}: the file is too large.`);
}
