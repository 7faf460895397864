/** Certificates for tests, right and wrong in every way, the headers that carry them, and a front end to show them to. */
export {
  type Authority,
  type AuthorityOptions,
  createAuthority,
  createSelfSigned,
  type IssueOptions,
} from "./authority.ts";
export type { IssuedCertificate } from "./certificate.ts";
export {
  type HeaderFrontEnd,
  type HeaderOptions,
  type HeaderRecord,
  headerFor,
  type InDer,
  toRawHeaders,
} from "./certificate-headers.ts";
export type { CertificateOptions, CorruptOptions, TimeInput } from "./certificate-options.ts";
export {
  CERTIFICATE_PROFILES,
  type ExtensionOptions,
  type ExtraExtension,
  type KeyIdentifierInput,
  type KeyUsageName,
} from "./extension-options.ts";
export { createFakeClock, type FakeClock } from "./fake-clock.ts";
export { type Forgery, type ForgeryParties, forgeHeaders } from "./forgeries.ts";
export { createFrontEnd, type FrontEnd, type FrontEndOptions } from "./front-end.ts";
export type { Target } from "./front-end-forward.ts";
export type { ForgedHeader } from "./front-end-headers.ts";
export { encodeGeneralName, type GeneralNameInput } from "./general-name.ts";
export { type TestGuardOptions, testOptions } from "./guard-options.ts";
export { generateKeyPair, type KeyKind, type KeyPair, keyPairFromPem, rsaPublicKeyInfo } from "./keys.ts";
export {
  type ClientCertMatcherImplementations,
  type ClientCertMatchers,
  clientCertMatchers,
  type MatcherContext,
  type MatcherResult,
} from "./matchers.ts";
export { encodeName, type NameAttributeInput, type NameEncoding, type NameInput } from "./name.ts";
export { type RawAnswer, type SendOptions, sendRawHeaders } from "./send-raw-headers.ts";
export type { SignatureKind } from "./signature.ts";
export { BROKEN_VARIANTS, type BrokenVariant, type BrokenVariantName } from "./variant-table.ts";
export { createVariants, type VariantCertificate, type VariantOptions } from "./variants.ts";
