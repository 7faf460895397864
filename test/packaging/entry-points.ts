/** What a consumer gets from each entry point; a change here is a change of the public interface. */
export interface EntryPoint {
  /** The names it exports at run time, sorted. */
  readonly exports: readonly string[];
  /** Everything outside the package that loading it loads. */
  readonly loads: readonly string[];
}

const decides = ["node:crypto"];
const configures = [...decides, "node:fs", "node:net", "node:path", "node:tls"];
/** The self-check speaks http to the identity endpoint and https to Resource Manager. */
const guards = [...configures, "node:http", "node:https"].sort();

export const ENTRY_POINTS: Readonly<Record<string, EntryPoint>> = {
  ".": {
    exports: ["ConfigurationError", "FINDINGS", "createValidator", "explain", "primaryFinding"],
    loads: configures,
  },
  "./express": { exports: ["ConfigurationError", "HostNotVerifiedError", "clientCertificate"], loads: guards },
  "./fastify": { exports: ["ConfigurationError", "HostNotVerifiedError", "default"], loads: guards },
  "./x509": {
    exports: ["DerError", "PROFILE", "PemError", "buildPath", "decodePem", "parseCertificate", "validatePath"],
    loads: decides,
  },
  "./testing": {
    exports: [
      "CERTIFICATE_PROFILES",
      "createAuthority",
      "createFrontEnd",
      "createSelfSigned",
      "encodeGeneralName",
      "encodeName",
      "generateKeyPair",
      "keyPairFromPem",
      "rsaPublicKeyInfo",
    ],
    loads: ["node:crypto", "node:http", "node:https", "node:net", "node:stream", "node:tls"],
  },
};
