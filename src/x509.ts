/** The audit core: X.509 certificates parsed, paths built and validated. No framework, no configuration, nothing of Azure. */

export { DerError } from "./asn1/der-error.ts";
export type { AlgorithmIdentifier } from "./certificate/algorithm-identifier.ts";
export { type Certificate, parseCertificate } from "./certificate/certificate.ts";
export type { Deviation } from "./certificate/deviation.ts";
export type { Extensions, RawExtension } from "./certificate/extensions.ts";
export type { GeneralName } from "./certificate/general-name.ts";
export type { Name, NameAttribute, RelativeDistinguishedName } from "./certificate/name.ts";
export { decodePem, type PemBlock, PemError } from "./certificate/pem.ts";
export { type Conformance, PROFILE, type ProfileRule, type Role } from "./certificate/profile.ts";
export type { NamedCurve, PublicKey, RsaPublicKey, SubjectPublicKeyInfo } from "./certificate/public-key.ts";
export type { AlgorithmName } from "./path/algorithms.ts";
export type { Purpose } from "./path/context.ts";
export type { PathFinding, PathFindings } from "./path/findings.ts";
export {
  type BuildPathOptions,
  buildPath,
  type CertificateInput,
  type ValidatePathOptions,
  type ValidationResult,
  validatePath,
} from "./path/validate.ts";
