import { createValidator } from "azure-client-cert";
import {
  type ClientCertMatchers,
  clientCertMatchers,
  createAuthority,
  createVariants,
  headerFor,
  toRawHeaders,
} from "azure-client-cert/testing";
import { expect, it } from "vitest";

declare module "vitest" {
  interface Matchers<T> extends ClientCertMatchers {}
}
expect.extend(clientCertMatchers);

const authority = createAuthority({ subject: "CN=Test CA" });
const subject = "CN=billing,O=Contoso,C=DE";
const broken = createVariants(authority, { subject });
const validator = createValidator({
  trustAnchors: authority.pem,
  intermediates: Object.values(broken).flatMap((variant) => variant.intermediates),
  allow: { name: "billing", subject },
});

it("admits billing by its rule", () => {
  const rawHeaders = toRawHeaders(headerFor("app-service", authority.issue({ subject })));
  expect(validator.validate({ rawHeaders })).toBeAdmitted();
  expect(validator.validate({ rawHeaders })).toHaveCaller("billing");
});

it.each(Object.entries(broken))("%s", (_, certificate) => {
  const verdict = validator.validate({ rawHeaders: toRawHeaders(headerFor("app-service", certificate)) });
  if (certificate.standard === "admitted") expect(verdict).toBeAdmitted();
  else expect(verdict).toBeRefusedWith(certificate.standard);
});
