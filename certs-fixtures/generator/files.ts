import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { DerError } from "../../src/asn1/der-error.ts";
import { DerReader } from "../../src/asn1/reader.ts";
import { Tag } from "../../src/asn1/tags.ts";
import { toObjectIdentifier } from "../../src/asn1/values.ts";
import { blocksOf, type Role } from "../chain-file.ts";
import type { CaseDefinition } from "./case.ts";
import { toVerdict } from "./case.ts";

const ROOT = new URL("../", import.meta.url);

/** The folders that hold nothing but cases. */
const GROUPS = ["cases", "zoo"] as const;

/**
 * The files that the definitions ask for, by path from `certs-fixtures/`. What need not change is what is there
 * already.
 */
export function wantedFiles(definitions: readonly CaseDefinition[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const definition of definitions) {
    if (files.has(`${definition.name}/chain.pem`)) throw new Error(`${definition.name} is defined twice`);
    const path = `${definition.name}/chain.pem`;
    files.set(path, chainFile(definition, readIfThere(path)));
    for (const [name, outcome] of Object.entries(definition.verdicts)) {
      files.set(`${definition.name}/${name}.verdict.json`, `${JSON.stringify(toVerdict(name, outcome), null, 2)}\n`);
    }
  }
  return files;
}

/** What differs between the definitions and the folder, one line each. Empty: nothing. */
export function differences(wanted: ReadonlyMap<string, string>): readonly string[] {
  const stale = presentFiles().filter((path) => !wanted.has(path));
  const changed = [...wanted].filter(([path, content]) => readIfThere(path) !== content);
  return [
    ...stale.map((path) => `${path} belongs to no case`),
    ...changed.map(([path]) => `${path} is not up to date`),
  ];
}

/** Writes the files, and removes what no definition asks for. */
export function writeFiles(wanted: ReadonlyMap<string, string>): void {
  for (const path of presentFiles()) if (!wanted.has(path)) rmSync(new URL(path, ROOT));
  for (const [path, content] of wanted) {
    if (readIfThere(path) === content) continue;
    mkdirSync(new URL(".", new URL(path, ROOT)), { recursive: true });
    writeFileSync(new URL(path, ROOT), content);
  }
  for (const group of GROUPS) {
    for (const entry of readdirSync(new URL(group, ROOT))) {
      const folder = new URL(`${group}/${entry}`, ROOT);
      if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
    }
  }
}

function presentFiles(): readonly string[] {
  return GROUPS.filter((group) => existsSync(new URL(group, ROOT))).flatMap((group) =>
    readdirSync(new URL(group, ROOT), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.pathname.length)),
  );
}

function readIfThere(path: string): string | undefined {
  const file = new URL(path, ROOT);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** `chain.pem`: what the case is, then leaf, intermediates and anchors, each under its role. */
function chainFile({ about, build }: CaseDefinition, existing: string | undefined): string {
  const { leaf, intermediates = [], anchors = [] } = build();
  const certificates: readonly (readonly [Role, Uint8Array])[] = [
    ["Leaf", leaf.der],
    ...intermediates.map(({ der }) => ["Intermediate", der] as const),
    ...anchors.map(({ der }) => ["Trust anchor", der] as const),
  ];
  const kept = existing === undefined ? [] : blocksOf(existing);
  const blocks = certificates.map(([role, der], index) => {
    const old = kept[index]?.der;
    const content = old !== undefined && differInChanceOnly(old, der) ? old : der;
    const lines =
      Buffer.from(content)
        .toString("base64")
        .match(/.{1,64}/g) ?? [];
    return `${role}\n-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
  });
  return [`${wrap(about)}\n`, ...blocks].join("\n");
}

/** RSASSA-PSS, ECDSA, DSA: what signs differently each time. */
const RANDOMISED =
  /^(1\.2\.840\.113549\.1\.1\.10|1\.2\.840\.10045\.4\..*|1\.2\.840\.10040\.4\.3|2\.16\.840\.1\.101\.3\.4\.3\.[12])$/;

/** An old certificate is as good as a new one when only the chance in its signature is different. */
function differInChanceOnly(old: Uint8Array, fresh: Uint8Array): boolean {
  const [oldPart, freshPart] = [signedPart(old), signedPart(fresh)];
  if (oldPart === undefined || freshPart === undefined) return false;
  return RANDOMISED.test(freshPart.algorithm) && Buffer.from(oldPart.octets).equals(freshPart.octets);
}

/** Everything before the signature, and the signature's algorithm. Undefined when the certificate is no DER. */
function signedPart(certificate: Uint8Array): { octets: Uint8Array; algorithm: string } | undefined {
  try {
    const file = DerReader.over(certificate);
    const reader = file.enterNext(Tag.SEQUENCE, "certificate");
    file.finish("certificate");
    const start = reader.offset;
    reader.read(Tag.SEQUENCE, "tbsCertificate");
    const identifier = reader.enterNext(Tag.SEQUENCE, "signatureAlgorithm");
    const octets = certificate.subarray(start, reader.offset);
    return {
      octets,
      algorithm: toObjectIdentifier(certificate, identifier.read(Tag.OBJECT_IDENTIFIER, "algorithm")),
    };
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** Lines of at most 100 characters. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
