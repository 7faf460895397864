import type { RuleFindings } from "../rules/findings.ts";
import type { Table } from "./row.ts";

const NEAREST_RULE = "the nearest rule, the one of which most conditions are met";

/** The certificate is valid, and the operator's rules do not name it. */
export const RULE_ROWS: Table<RuleFindings> = {
  not_pinned: {
    rank: 405,
    status: 403,
    severity: "error",
    details: {
      sha256: "SHA-256 of the caller's certificate",
      spkiSha256: "SHA-256 of the caller's SubjectPublicKeyInfo",
    },
    meaning:
      "Only pinned callers are admitted, since no trust anchor is configured, and this certificate is none of the pins.",
    remedy:
      "If this caller is to get in, add `sha256:` and the value as shown to CLIENT_CERT_PINNED, or, for a caller that " +
      "renews with the same key, `spki-sha256:` and the value as shown. Compare the value with the caller first.",
    sentence: ({ sha256, spkiSha256 }, whose) =>
      `${whose} is not pinned (SHA-256 ${sha256}, of its key ${spkiSha256}), and there is no trust anchor.`,
  },
  issuer_not_allowed: {
    rank: 410,
    status: 403,
    severity: "error",
    details: { rule: NEAREST_RULE, issuer: "the subject of the certificate that issued the caller's" },
    meaning:
      "The certificate is valid, but no rule admits it, and in the nearest rule the issuer is another. The issuer is " +
      "the certificate that issued the leaf in the validated path, not the text that the leaf carries.",
    remedy:
      "If this caller is to get in, add the issuer as shown to CLIENT_CERT_ALLOWED_ISSUERS, or to a rule of its own " +
      "in CLIENT_CERT_ALLOW together with the subject.",
    sentence: ({ rule, issuer }) =>
      `The caller's certificate was issued by "${issuer}", which ${rule} does not name as issuer.`,
  },
  subject_not_allowed: {
    rank: 420,
    status: 403,
    severity: "error",
    details: { rule: NEAREST_RULE, subject: "the subject of the caller's certificate" },
    meaning: "The certificate is valid, but no rule admits it, and in the nearest rule the subject is another.",
    remedy:
      "If this caller is to get in, add the subject as shown to CLIENT_CERT_ALLOWED_SUBJECTS or to its rule in " +
      "CLIENT_CERT_ALLOW. A name in a rule means the whole name unless it ends in `,*`.",
    sentence: ({ rule, subject }, whose) => `${whose} has the subject "${subject}", which ${rule} does not name.`,
  },
  subject_alt_name_not_allowed: {
    rank: 430,
    status: 403,
    severity: "error",
    details: {
      rule: NEAREST_RULE,
      present: "the subject alternative names of the caller's certificate, as rules write them",
    },
    meaning:
      "The certificate is valid, but no rule admits it, and in the nearest rule none of the wanted subject " +
      "alternative names is the certificate's.",
    remedy:
      "If this caller is to get in, add one of the names as shown to CLIENT_CERT_ALLOWED_SANS or to its rule in " +
      "CLIENT_CERT_ALLOW. `*` is literal, and a SPIFFE rule wants exactly one URI in the certificate.",
    sentence: ({ rule, present }, whose) =>
      present.length === 0
        ? `${whose} has no subject alternative name, and ${rule} asks for one.`
        : `${whose} has the names ${present.join(", ")}, of which ${rule} admits none.`,
  },
  thumbprint_not_allowed: {
    rank: 440,
    status: 403,
    severity: "error",
    details: { rule: NEAREST_RULE, sha256: "SHA-256 of the caller's certificate" },
    meaning:
      "The certificate is valid, but no rule admits it, and in the nearest rule the thumbprint is another. Renewal " +
      "changes the thumbprint of a certificate.",
    remedy:
      "If this caller is to get in, add the SHA-256 as shown to CLIENT_CERT_ALLOWED_THUMBPRINTS or to its rule in " +
      "CLIENT_CERT_ALLOW. A rule by subject or key outlives renewals.",
    sentence: ({ rule, sha256 }, whose) => `${whose} has the SHA-256 ${sha256}, which ${rule} does not name.`,
  },
  key_pin_not_allowed: {
    rank: 450,
    status: 403,
    severity: "error",
    details: { rule: NEAREST_RULE, spkiSha256: "SHA-256 of the caller's SubjectPublicKeyInfo" },
    meaning: "The certificate is valid, but no rule admits it, and in the nearest rule the public key is another.",
    remedy:
      "If this caller is to get in, add `spki-sha256:` and the value as shown to the key of its rule in " +
      "CLIENT_CERT_ALLOW. A caller that makes a new key at each renewal needs a rule by name.",
    sentence: ({ rule, spkiSha256 }, whose) =>
      `${whose} has a key with the SPKI SHA-256 ${spkiSha256}, which ${rule} does not name.`,
  },
  route_not_allowed: {
    rank: 460,
    status: 403,
    severity: "error",
    details: { caller: "who the guard admitted" },
    meaning:
      "The caller is known and admitted, but this route is narrowed to others (`guard.only`). A caller admitted by a " +
      "pinned key has no verified names, so a route narrowed by name, SAN or issuer refuses it.",
    remedy:
      "If this caller may use the route, add it to the route's rules: those of `guard.only`, in Fastify also those of " +
      "`config.clientCert`.",
    sentence: ({ caller }) => `The caller "${caller}" is admitted to the application, but not to this route.`,
  },
};
