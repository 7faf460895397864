import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Certificate } from "../certificate/certificate.ts";
import { type AlgorithmName, publicKeyProblem, type SignatureAlgorithm, signatureAlgorithm } from "./algorithms.ts";
import { type Budget, WORK } from "./budget.ts";
import { type PathFinding, pathError } from "./findings.ts";

/** Key objects by the certificate that holds the key: made once, and gone with it. */
const keyObjects = new WeakMap<Certificate, KeyObject | null>();

/** Certificates whose signature verified under the key of an issuer certificate. What failed is not kept. */
const verified = new WeakMap<Certificate, WeakSet<Certificate>>();

/**
 * RFC 5280 section 6.1.3 (a)(1): is `certificate` signed with the key of `issuer`? Undefined when it is; the finding otherwise.
 * The limits of algorithm and key are checked before any key reaches OpenSSL.
 */
export function checkSignature(
  certificate: Certificate,
  issuer: Certificate,
  index: number,
  allowed: ReadonlySet<AlgorithmName>,
  budget: Budget,
): PathFinding | undefined {
  const algorithm = signatureAlgorithm(certificate.signatureAlgorithm);
  if (typeof algorithm === "string" || !allowed.has(algorithm.name)) {
    const name = typeof algorithm === "string" ? algorithm : algorithm.name;
    return pathError("algorithm_not_allowed", index, { algorithm: name });
  }
  const problem = publicKeyProblem(issuer.publicKey.key);
  if (problem !== undefined) return pathError("public_key_not_allowed", index + 1, { problem });
  if (verified.get(issuer)?.has(certificate) === true) return undefined;
  budget.spend(WORK.signature);
  if (!isSignedBy(certificate, issuer, algorithm)) {
    return pathError("signature_invalid", index, { issuer: issuer.subject.toString() });
  }
  return undefined;
}

/** Remembers a signature between two configured certificates, so that no request pays for it again. */
export function rememberSignature(certificate: Certificate, issuer: Certificate): void {
  const known = verified.get(issuer);
  if (known === undefined) verified.set(issuer, new WeakSet([certificate]));
  else known.add(certificate);
}

function isSignedBy(certificate: Certificate, issuer: Certificate, algorithm: SignatureAlgorithm): boolean {
  const { key } = issuer.publicKey;
  const fits = key.type === algorithm.keyType || (algorithm.keyType === "rsa-pss" && key.type === "rsa");
  if (!fits) return false;
  if (key.type === "ml-dsa" && key.parameterSet !== algorithm.name) return false;
  const keyObject = keyObjectOf(issuer);
  if (keyObject === null) return false;
  try {
    return verify(
      algorithm.hash,
      certificate.tbsCertificate,
      verifyOptions(keyObject, algorithm),
      certificate.signature,
    );
  } catch {
    // OpenSSL refuses some signatures and key parameters by an exception: not verified is the only safe reading.
    return false;
  }
}

function verifyOptions(key: KeyObject, { saltLength }: SignatureAlgorithm): Parameters<typeof verify>[2] {
  if (saltLength === undefined) return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}

/** Null when OpenSSL does not take the key: a point off its curve, or an algorithm that this Node does not have. */
function keyObjectOf(issuer: Certificate): KeyObject | null {
  const known = keyObjects.get(issuer);
  if (known !== undefined) return known;
  let key: KeyObject | null;
  try {
    key = createPublicKey({ key: Buffer.from(issuer.publicKey.der), format: "der", type: "spki" });
  } catch {
    key = null;
  }
  keyObjects.set(issuer, key);
  return key;
}
