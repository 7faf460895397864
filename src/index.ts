/** The core: a validator for the certificate of one request, and what it says. */
export type { Certificate } from "./certificate/certificate.ts";
export {
  type CreatedValidator,
  createValidator,
  type FrontEndOption,
  type FrontEndOptions,
  type ValidatorOptions,
} from "./create-validator.ts";
export { ConfigurationError, type ConfigurationProblem } from "./errors.ts";
export type { ClientRule } from "./rules/rule.ts";
export type { Validator, ValidatorRequest } from "./validator.ts";
export type { ClientCertificate, MatchedBy } from "./verdict/client-certificate.ts";
export { explain } from "./verdict/explain.ts";
export type { AnyFinding, FindingCode, FindingDetails } from "./verdict/finding.ts";
export { FINDINGS, primaryFinding } from "./verdict/table.ts";
export type { AdmittedVerdict, RefusedVerdict, Verdict } from "./verdict/verdict.ts";
