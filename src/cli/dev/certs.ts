import type { Command } from "commander";
import type { IssuedCertificate } from "../../testing/certificate.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { safeLines } from "../text/safe-lines.ts";
import type { Running } from "../verb.ts";
import { type CertsOptions, declareCertsOptions, readCertsOptions } from "./certs-options.ts";
import { CLIENTS_OF_ESTATE, validity } from "./estate.ts";
import { FileProblem } from "./file-problem.ts";
import { CLIENTS, openFolder } from "./folder.ts";
import { keepEstate, restoreIssuing } from "./keep-estate.ts";
import { whyNotHere } from "./options.ts";
import { loadPkcs12, PKCS12_PASSWORD, type Pkcs12Maker } from "./pkcs12.ts";
import { writeStored } from "./stored.ts";

/** `azure-client-cert dev certs`: one more client of the development CA. */
export function declareCerts(command: Command, running: Running): void {
  command.description("Make one more client certificate, issued by the development CA.");
  declareCertsOptions(command, running.tools);
  command.action(async () => running.end(await run(command, running)));
}

async function run(command: Command, running: Running): Promise<ExitCode> {
  const { stdout, stderr, environment } = running.surroundings;
  const complain = (message: string): ExitCode => {
    stderr.write(safeLines(`error: ${message}\nTry it with --help.\n`));
    return EXIT.usage;
  };
  const options = readCertsOptions(command);
  const problem = whyNotHere(environment) ?? (typeof options === "string" ? options : undefined);
  if (problem !== undefined || typeof options === "string") return complain(problem ?? "");
  const makePkcs12 = options.pkcs12 ? await loadPkcs12(running.surroundings) : undefined;
  if (typeof makePkcs12 === "string") return complain(makePkcs12);
  try {
    stdout.write(safeLines(make(options, running.surroundings.clock(), makePkcs12)));
    return EXIT.good;
  } catch (error) {
    if (error instanceof FileProblem) return complain(error.message);
    throw error;
  }
}

/** @returns What to print. */
function make(options: CertsOptions, now: number, makePkcs12: Pkcs12Maker | undefined): string {
  const { name, subject } = options;
  const folder = openFolder(options.dir);
  const base = `${CLIENTS}/${name}`;
  const isTaken = [".pem", ".key", ".p12"].some((ending) => folder.has(base + ending));
  if (isTaken || CLIENTS_OF_ESTATE.some((client) => client.name === name)) {
    throw new FileProblem(`There is a ${folder.pathOf(base)} already. Give another --name, or remove its files.`);
  }
  const { authority, issuing, notes } = keepEstate(folder, now);
  const { pem, privateKeyPem } = issue(options, () => restoreIssuing(authority, issuing), now);
  const { keyPem } = writeStored(folder, base, { pem, privateKeyPem, behind: issuing.pem });
  const lines = [...notes, `${subject}:`, `  ${folder.pathOf(base)}.pem`, `  ${folder.pathOf(base)}.key`];
  if (makePkcs12 !== undefined) {
    folder.write(`${base}.p12`, makePkcs12({ name, keyPem, pem, issuerPem: issuing.pem }), "secret");
    lines.push(`  ${folder.pathOf(base)}.p12 (password: ${PKCS12_PASSWORD})`);
  }
  return `${lines.join("\n")}\n`;
}

function issue(
  { subject, sans, days, pkcs12 }: CertsOptions,
  issuing: () => ReturnType<typeof restoreIssuing>,
  now: number,
): IssuedCertificate {
  const issuer = issuing();
  try {
    return issuer.issue({
      subject,
      ...(sans.length === 0 ? {} : { subjectAltName: sans }),
      ...(pkcs12 ? { key: "rsa-2048", fresh: true } : {}),
      ...validity(now, days),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new FileProblem(`It cannot be written into a certificate: ${error.message}`);
    throw error;
  }
}
