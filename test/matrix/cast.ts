import { type Authority, createAuthority, createSelfSigned, type IssuedCertificate } from "../../src/testing/index.ts";

/** Two callers who are admitted, one who is not, and what the apps are told of them. */
export interface Cast {
  readonly billing: IssuedCertificate;
  readonly warehouse: IssuedCertificate;
  /** The first caller's name, from an authority below the one that is trusted, of which the apps do not know. */
  readonly branch: IssuedCertificate;
  /** May make certificates with any names. */
  readonly authority: Authority;
  /** Has the first caller's name. */
  readonly stranger: IssuedCertificate;
  readonly environment: Readonly<Record<string, string>>;
}

export function createCast(): Cast {
  const authority = createAuthority({ subject: "CN=Contoso CA,O=Contoso,C=DE" });
  const issue = (name: string): IssuedCertificate => authority.issue({ subject: `CN=${name},O=Contoso,C=DE` });
  const below = authority.createIntermediate({ subject: "CN=Contoso Branch CA,O=Contoso,C=DE" });
  const rules = ["billing", "warehouse"].map((name) => ({ name, subject: `CN=${name},O=Contoso,C=DE` }));
  return {
    billing: withPadding(() => issue("billing")),
    warehouse: issue("warehouse"),
    branch: below.issue({ subject: "CN=billing,O=Contoso,C=DE" }),
    authority,
    stranger: createSelfSigned({ subject: "CN=billing,O=Contoso,C=DE" }),
    environment: {
      CLIENT_CERT_TRUST_ANCHORS: authority.pem,
      CLIENT_CERT_ALLOW: JSON.stringify(rules),
      CLIENT_CERT_OPEN_PATHS: "/healthz",
      CLIENT_CERT_SELF_CHECK: "off",
    },
  };
}

/** One whose base64 ends in padding and uses both characters of which base64 has other spellings. */
function withPadding(issue: () => IssuedCertificate): IssuedCertificate {
  for (;;) {
    const certificate = issue();
    if (/[+].*[/].*=$|[/].*[+].*=$/.test(certificate.header)) return certificate;
  }
}
