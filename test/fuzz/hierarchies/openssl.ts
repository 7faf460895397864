import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ANY_POLICY } from "../../../src/certificate/oids.ts";
import { toPem } from "../../../src/testing/certificate.ts";
import { type PolicyDemands, TIME } from "./hierarchy.ts";

/** What `openssl verify` is asked about: all in DER. */
export interface Question {
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly anchors: readonly Uint8Array[];
  readonly demands: PolicyDemands;
  /** Whether it must be asked alone, because its names could be those of another question. */
  readonly alone: boolean;
}

/** The numbers of all errors (`X509_V_ERR_...`) that the command told; empty when it accepts. */
export type OpensslAnswer = readonly number[];

/** The command could not read a certificate. No number of OpenSSL's. */
export const UNREADABLE = -1;

/** Most questions of one start of the command, which costs as much as checking five. */
const MOST_TOGETHER = 250;

/**
 * Asks about many hierarchies with few starts of the command: those with the same demands stand in one pool of anchors and one of
 * intermediates. Their names keep them apart.
 */
export async function askOpenssl(openssl: string, questions: readonly Question[]): Promise<readonly OpensslAnswer[]> {
  const answers: OpensslAnswer[] = questions.map(() => []);
  for (const numbers of groups(questions)) {
    const chosen = numbers.map((number) => questions[number] as Question);
    const found = await askTogether(openssl, chosen);
    for (const [at, number] of numbers.entries()) answers[number] = found[at] ?? [];
  }
  return answers;
}

function groups(questions: readonly Question[]): readonly (readonly number[])[] {
  const byDemands = new Map<string, number[]>();
  for (const [number, { alone, demands }] of questions.entries()) {
    const key = alone ? `alone ${number}` : JSON.stringify(demands);
    byDemands.set(key, [...(byDemands.get(key) ?? []), number]);
  }
  return [...byDemands.values()].flatMap((numbers) =>
    Array.from({ length: Math.ceil(numbers.length / MOST_TOGETHER) }, (_, part) =>
      numbers.slice(part * MOST_TOGETHER, (part + 1) * MOST_TOGETHER),
    ),
  );
}

async function askTogether(openssl: string, questions: readonly Question[]): Promise<readonly OpensslAnswer[]> {
  const folder = mkdtempSync(join(tmpdir(), "hierarchies-"));
  try {
    const options = optionsFor(questions[0]?.demands ?? {});
    const pool = (name: string, option: string, ders: readonly Uint8Array[]): string[] => {
      writeFileSync(join(folder, name), ders.map((der) => toPem("CERTIFICATE", der)).join(""));
      return ders.length === 0 ? [] : [option, name];
    };
    options.push(
      ...pool(
        "anchors",
        "-CAfile",
        questions.flatMap(({ anchors }) => anchors),
      ),
    );
    options.push(
      ...pool(
        "intermediates",
        "-untrusted",
        questions.flatMap(({ intermediates }) => intermediates),
      ),
    );
    if (questions.every(({ anchors }) => anchors.length === 0)) options.push("-no-CAfile");
    for (const [number, { leaf }] of questions.entries()) {
      writeFileSync(join(folder, `leaf${number}`), toPem("CERTIFICATE", leaf));
    }
    const output = await run(openssl, [...options, ...questions.map((_, number) => `leaf${number}`)], folder);
    const answers = readAnswers(output);
    // A pool that cannot be read spoils all answers: then each is asked alone.
    if (answers.size === 0 && questions.length > 1) {
      return (await Promise.all(questions.map((question) => askTogether(openssl, [question])))).flat();
    }
    return questions.map((_, number) => answers.get(`leaf${number}`) ?? [UNREADABLE]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function optionsFor({
  initialPolicySet,
  requireExplicitPolicy,
  inhibitAnyPolicy,
  inhibitPolicyMapping,
}: PolicyDemands): string[] {
  return [
    ...["verify", "-x509_strict", "-purpose", "sslclient", "-partial_chain", "-policy_check"],
    ...["-attime", String(TIME.getTime() / 1000), "-no-CApath", "-no-CAstore"],
    // Without one the command takes the set of accepted policies for empty.
    ...(initialPolicySet ?? [ANY_POLICY]).flatMap((policy) => ["-policy", policy]),
    ...(requireExplicitPolicy === true ? ["-explicit_policy"] : []),
    ...(inhibitAnyPolicy === true ? ["-inhibit_any"] : []),
    ...(inhibitPolicyMapping === true ? ["-inhibit_map"] : []),
  ];
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves whatever the exit code is: it tells only whether all were accepted. */
function run(openssl: string, options: readonly string[], cwd: string): Promise<Output> {
  return new Promise((resolve, reject) => {
    execFile(openssl, options, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ stdout, stderr });
    });
  });
}

/**
 * Accepted leaves stand in stdout, refused ones in stderr after their errors. The command goes on after many errors, so that one leaf
 * can have several.
 */
function readAnswers({ stdout, stderr }: Output): ReadonlyMap<string, OpensslAnswer> {
  const answers = new Map<string, OpensslAnswer>();
  for (const [, leaf] of stdout.matchAll(/^(leaf\d+): OK$/gm)) answers.set(String(leaf), []);
  let errors: number[] = [];
  for (const [, error, leaf] of stderr.matchAll(
    /^error (?:(\d+) at \d+ depth lookup:.*|(leaf\d+): verification failed)$/gm,
  )) {
    if (error !== undefined) errors.push(Number(error));
    if (leaf === undefined) continue;
    answers.set(leaf, [...new Set(errors)]);
    errors = [];
  }
  if (errors.length > 0) throw new Error("the openssl command told errors of a leaf that it accepts");
  return answers;
}
