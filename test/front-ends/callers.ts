import type { Authority, IssuedCertificate } from "../../src/testing/index.ts";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";

/** An authority, whom it lets in, and who comes without being asked. */
export interface Callers {
  readonly authority: Authority;
  /** The one name that is admitted. */
  readonly name: string;
  readonly right: IssuedCertificate;
  /** The same name, self-signed. */
  readonly stranger: IssuedCertificate;
  /** The right caller's until yesterday. */
  readonly expired: IssuedCertificate;
  /** What the apps are told. */
  readonly environment: Readonly<Record<string, string>>;
}

export function createCallers(): Callers {
  const name = "CN=billing,O=Contoso,C=DE";
  const authority = createAuthority({ subject: "CN=Contoso CA,O=Contoso,C=DE" });
  return {
    authority,
    name,
    right: authority.issue({ subject: name }),
    stranger: createSelfSigned({ subject: name }),
    expired: authority.issue({ subject: name, notBefore: daysAgo(30), notAfter: daysAgo(1) }),
    environment: {
      CLIENT_CERT_TRUST_ANCHORS: authority.pem,
      CLIENT_CERT_ALLOWED_SUBJECTS: name,
      CLIENT_CERT_OPEN_PATHS: "/healthz;/public/*",
      CLIENT_CERT_FRONT_END: "app-service",
      CLIENT_CERT_SELF_CHECK: "off",
    },
  };
}

/** As curl shows it. */
export function identityOf({ chainPem, privateKeyPem }: IssuedCertificate): {
  readonly cert: string;
  readonly key: string;
} {
  return { cert: chainPem, key: privateKeyPem };
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
