import type { AlgorithmIdentifier } from "../../certificate/algorithm-identifier.ts";
import type { PublicKey } from "../../certificate/public-key.ts";
import { DEFAULT_ALGORITHMS, publicKeyProblem, signatureAlgorithm } from "../../path/algorithms.ts";

export interface KeyReport {
  /** `RSA`, `RSA-PSS`, `EC`, `Ed25519`, `Ed448`, `ML-DSA`, `unsupported`. */
  readonly algorithm: string;
  /** Of an RSA modulus. Null: it is another kind of key. */
  readonly bits: number | null;
  /** `P-256`, or the parameter set of ML-DSA. Null: there is none. */
  readonly curve: string | null;
  /** Why nobody with this key is admitted. Null: nothing speaks against it. */
  readonly problem: string | null;
}

export function describeKey(key: PublicKey): KeyReport {
  const problem = publicKeyProblem(key) ?? null;
  switch (key.type) {
    case "rsa":
      return { algorithm: "RSA", bits: key.modulusBits, curve: null, problem };
    case "rsa-pss":
      return { algorithm: "RSA-PSS", bits: key.modulusBits, curve: null, problem };
    case "ec":
      return { algorithm: "EC", bits: null, curve: key.curve, problem };
    case "ed25519":
      return { algorithm: "Ed25519", bits: null, curve: null, problem };
    case "ed448":
      return { algorithm: "Ed448", bits: null, curve: null, problem };
    case "ml-dsa":
      return { algorithm: "ML-DSA", bits: null, curve: key.parameterSet, problem };
    case "unsupported":
      return { algorithm: "unsupported", bits: null, curve: null, problem };
  }
}

export interface SignatureReport {
  /** Dotted OID. */
  readonly oid: string;
  readonly algorithm: string;
  /** Whether a path may hold such a signature. */
  readonly isAllowed: boolean;
}

export function describeSignature(identifier: AlgorithmIdentifier): SignatureReport {
  const algorithm = signatureAlgorithm(identifier);
  if (typeof algorithm === "string") return { oid: identifier.oid, algorithm, isAllowed: false };
  const { name } = algorithm;
  return { oid: identifier.oid, algorithm: name, isAllowed: DEFAULT_ALGORITHMS.includes(name) };
}
