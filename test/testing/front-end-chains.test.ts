import { describe, expect, it } from "vitest";
import { createAuthority } from "../../src/testing/index.ts";
import { ask, certificateHeaders, startApp, startFrontEnd } from "./front-end-stand.ts";

describe("a chain whose signature does not verify", () => {
  const authority = createAuthority({ subject: "CN=Issuing", key: "rsa-2048" });
  const namesake = createAuthority({
    subject: "CN=Issuing",
    key: "rsa-2048",
    subjectKeyIdentifier: authority.keyIdentifier,
  });
  const alone = namesake.issue();
  const client = { ...alone, chainPem: alone.pem + authority.pem };

  it.each([
    ["required", "TLSv1.2"],
    ["required", "TLSv1.3"],
    ["optional", "TLSv1.2"],
    ["optional", "TLSv1.3"],
    ["interactive", "TLSv1.2"],
  ] as const)("arrives like any other: %s, %s", async (mode, tls) => {
    const { seen, port } = await startApp();
    const frontEnd = await startFrontEnd({ mode, target: { host: "127.0.0.1", port } });
    for (let turn = 0; turn < 5; turn += 1) expect((await ask(frontEnd, { client, tls })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual(Array(5).fill([client.header]));
  });
});
