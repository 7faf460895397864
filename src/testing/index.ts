/** Certificates for tests, right and wrong in every way, and a front end like App Service's to show them to. */
export {
  type Authority,
  type AuthorityOptions,
  createAuthority,
  createSelfSigned,
  type IssueOptions,
} from "./authority.ts";
export type { IssuedCertificate } from "./certificate.ts";
export type { CertificateOptions, CorruptOptions, TimeInput } from "./certificate-options.ts";
export {
  CERTIFICATE_PROFILES,
  type ExtensionOptions,
  type ExtraExtension,
  type KeyIdentifierInput,
  type KeyUsageName,
} from "./extension-options.ts";
export { createFrontEnd, type FrontEnd, type FrontEndOptions } from "./front-end.ts";
export type { Target } from "./front-end-forward.ts";
export type { ForgedHeader } from "./front-end-headers.ts";
export { encodeGeneralName, type GeneralNameInput } from "./general-name.ts";
export { generateKeyPair, type KeyKind, type KeyPair, keyPairFromPem, rsaPublicKeyInfo } from "./keys.ts";
export { encodeName, type NameAttributeInput, type NameEncoding, type NameInput } from "./name.ts";
export type { SignatureKind } from "./signature.ts";
