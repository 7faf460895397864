import type { Certificate } from "../../../src/certificate/certificate.ts";
import { DEFAULT_BUDGET } from "../../../src/path/budget.ts";
import { type ValidationResult, validatePath } from "../../../src/path/validate.ts";
import type { Verdict } from "../../../src/verdict/verdict.ts";
import type { Random } from "../random.ts";
import { editedOctets } from "./edits.ts";
import { isOtherSignature, withOtherSignature } from "./malleable.ts";
import type { Original, Subject } from "./subjects.ts";

/** What became of one edit. `problem` is what must never happen. */
export type Outcome =
  | { readonly kind: "malformed" | "refused" | "unused" | "other-signature" }
  | { readonly kind: "problem"; readonly problem: string; readonly subject: string; readonly octets: string };

/** Once in so many edits the signature is replaced by the other valid one, where the issuer's key is on a curve. */
const OTHER_SIGNATURE_ONCE_IN = 100;

/** Once in so many edits of a path with intermediates one of those is edited. */
const INTERMEDIATE_ONCE_IN = 4;

/** Edits one certificate of a path and looks at what the validators make of it. */
export function tryOneEdit(subject: Subject, random: Random): Outcome {
  const { leaf, intermediates } = subject;
  const editsLeaf = intermediates.length === 0 || !random.oneIn(INTERMEDIATE_ONCE_IN);
  const original = editsLeaf ? leaf : random.pick(intermediates);
  const octets = edit(subject, original, random);
  const toProblem = (problem: string): Outcome => ({
    kind: "problem",
    problem,
    subject: `${subject.name}, ${editsLeaf ? "leaf" : "intermediate"}`,
    octets: Buffer.from(octets).toString("hex"),
  });
  try {
    const result = editsLeaf ? validateLeaf(subject, octets) : validateWith(subject, original, octets);
    if (result.work > DEFAULT_BUDGET) return toProblem(`spent ${result.work} units of work`);
    if (editsLeaf) {
      const difference = differsFromHeader(result, subject, octets);
      if (difference !== undefined) return toProblem(difference);
    }
    return result.ok ? judgeAccepted(result, original, octets, toProblem) : refused(result);
  } catch (error) {
    return toProblem(`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

function edit(subject: Subject, original: Original, random: Random): Uint8Array {
  if (!random.oneIn(OTHER_SIGNATURE_ONCE_IN)) return editedOctets(original, random);
  const { certificate } = original;
  const issuers = [...subject.intermediates.map((other) => other.certificate), ...subject.anchors];
  const issuer = issuers.find((candidate) => candidate.subject.equals(certificate.issuer));
  return (issuer && withOtherSignature(certificate, issuer)) ?? editedOctets(original, random);
}

function validateLeaf({ time, intermediates, anchors }: Subject, octets: Uint8Array): ValidationResult {
  return validatePath({
    leaf: betweenBait(octets),
    intermediates: intermediates.map(({ certificate }) => certificate),
    anchors,
    time,
    purpose: "clientAuth",
  });
}

function validateWith(
  { time, leaf, intermediates, anchors }: Subject,
  edited: Original,
  octets: Uint8Array,
): ValidationResult {
  return validatePath({
    leaf: leaf.certificate,
    intermediates: intermediates.map((original) => (original === edited ? betweenBait(octets) : original.certificate)),
    anchors,
    time,
    purpose: "clientAuth",
  });
}

const BAIT = 64;
const room = new Uint8Array(1 << 17);

/**
 * The octets in the middle of a larger buffer that goes on as a certificate could: who reads past the end finds elements there, and comes
 * to another verdict than over the octets alone.
 */
function betweenBait(octets: Uint8Array): Uint8Array {
  room.fill(0x30, 0, BAIT);
  room.set(octets, BAIT);
  for (let at = 0; at < BAIT; at += 2) room.set([5, 0], BAIT + octets.length + at);
  return room.subarray(BAIT, BAIT + octets.length);
}

/** The same octets, alone and in a header, must come to the same verdict. */
function differsFromHeader(result: ValidationResult, { validator }: Subject, octets: Uint8Array): string | undefined {
  if (octets.length === 0) return undefined;
  const header = Buffer.from(octets).toString("base64");
  const verdict: Verdict = validator.validate({ rawHeaders: ["Host", "a.example", "X-ARR-ClientCert", header] });
  if (!verdict.ok && verdict.code === "internal_error") return `internal error: ${JSON.stringify(verdict.findings)}`;
  const [ours, theirs] = [result, verdict].map(({ ok, findings }) =>
    JSON.stringify({ ok, findings: findings.filter(({ severity }) => severity === "error") }),
  );
  return ours === theirs ? undefined : `path: ${ours}; header: ${theirs}`;
}

function refused({ findings }: ValidationResult): Outcome {
  return { kind: findings.some(({ code }) => code === "certificate_malformed") ? "malformed" : "refused" };
}

/** An accepted path may hold the edited certificate only if nothing of it changed but the form of an ECDSA signature. */
export function judgeAccepted(
  { path }: ValidationResult,
  { certificate: original }: Original,
  octets: Uint8Array,
  toProblem: (problem: string) => Outcome,
): Outcome {
  const at = path.findIndex(({ der }) => Buffer.compare(der, octets) === 0);
  const edited = path[at];
  const issuer = path[at + 1];
  // The path went another way, over certificates that were not edited.
  if (edited === undefined || issuer === undefined) return { kind: "unused" };
  if (!sameSignedPart(edited, original)) return toProblem("accepted although what is signed changed");
  if (isOtherSignature(original, issuer, edited.signature)) return { kind: "other-signature" };
  return toProblem("accepted with another signature or another form of the same one");
}

function sameSignedPart(one: Certificate, other: Certificate): boolean {
  const { oid, parameters } = one.signatureAlgorithm;
  return (
    Buffer.compare(one.tbsCertificate, other.tbsCertificate) === 0 &&
    oid === other.signatureAlgorithm.oid &&
    Buffer.compare(parameters ?? new Uint8Array(0), other.signatureAlgorithm.parameters ?? new Uint8Array(0)) === 0
  );
}
