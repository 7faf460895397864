import { expect, test } from "vitest";
import type { FrontEndSettings } from "../../src/header/source.ts";
import { certificateFrom } from "../../src/verdict/certificate-from.ts";

test.each<[FrontEndSettings, string]>([
  [{ name: "app-service" }, "header X-ARR-ClientCert"],
  [{ name: "container-apps", elements: 1 }, "header X-Forwarded-Client-Cert"],
  [{ name: "container-apps", elements: 2 }, "header X-Forwarded-Client-Cert of 2 elements"],
  [{ name: "application-gateway", header: "X-A", verificationHeader: undefined }, "header X-A"],
  [{ name: "application-gateway", header: "X-A", verificationHeader: "X-B" }, "header X-A, with X-B saying SUCCESS"],
  [{ name: "rfc9440" }, "header Client-Cert"],
  [{ name: "socket" }, "the connection's own TLS handshake"],
  [{ name: "custom", header: "X-SSL-Cert", encoding: "base64-der" }, "header X-SSL-Cert, base64-der"],
])("%j is read from %s", (frontEnd, expected) => {
  expect(certificateFrom(frontEnd)).toBe(expected);
});
