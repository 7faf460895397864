/** What a consumer gets from each entry point; a change here is a change of the public interface. */
export interface EntryPoint {
  /** The names it exports at run time, sorted. */
  readonly exports: readonly string[];
  /** Everything outside the package that loading it loads. */
  readonly loads: readonly string[];
}

const decides = ["node:crypto"];
const configures = [...decides, "node:fs", "node:net", "node:path", "node:tls"];
/** The self-check speaks to the identity endpoint, to Resource Manager and to the app's own host, and watches what arrives. */
const guards = [...configures, "node:diagnostics_channel", "node:http", "node:http2", "node:https"].sort();

export const ENTRY_POINTS: Readonly<Record<string, EntryPoint>> = {
  ".": {
    exports: ["ConfigurationError", "FINDINGS", "createValidator", "explain", "primaryFinding"],
    loads: configures,
  },
  "./express": { exports: ["ConfigurationError", "HostNotVerifiedError", "clientCertificate"], loads: guards },
  "./fastify": { exports: ["ConfigurationError", "HostNotVerifiedError", "default"], loads: guards },
  "./functions": {
    exports: [
      "ConfigurationError",
      "HostNotVerifiedError",
      "clientCertOf",
      "clientCertReportOf",
      "createFunctionsGuard",
    ],
    loads: guards,
  },
  "./fetch": {
    exports: ["ConfigurationError", "HostNotVerifiedError", "clientCertOf", "clientCertReportOf", "createFetchGuard"],
    loads: guards,
  },
  "./http": { exports: ["ConfigurationError", "HostNotVerifiedError", "createHttpGuard"], loads: guards },
  "./x509": {
    exports: ["DerError", "PROFILE", "PemError", "buildPath", "decodePem", "parseCertificate", "validatePath"],
    loads: decides,
  },
  "./posture": {
    exports: ["SCAN_RULES", "ScanOptionsError", "exitCodeOf", "readSources", "scan", "toBaseline"],
    loads: ["node:fs", "node:fs/promises", "node:module", "node:path", "node:url"],
  },
  "./testing": {
    exports: [
      "BROKEN_VARIANTS",
      "CERTIFICATE_PROFILES",
      "clientCertMatchers",
      "createAuthority",
      "createFakeClock",
      "createFrontEnd",
      "createSelfSigned",
      "createVariants",
      "encodeGeneralName",
      "encodeName",
      "forgeHeaders",
      "generateKeyPair",
      "headerFor",
      "keyPairFromPem",
      "rsaPublicKeyInfo",
      "sendRawHeaders",
      "testOptions",
      "toRawHeaders",
    ],
    loads: ["node:crypto", "node:http", "node:http2", "node:https", "node:net", "node:stream", "node:tls"],
  },
};
