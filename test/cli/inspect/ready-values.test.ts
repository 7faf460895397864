import { describe, expect, it } from "vitest";
import { createSelfSigned } from "../../../src/testing/index.ts";
import { billing, inspect, issue, issuing, report, root, VALIDITY } from "./stage.ts";

describe("what can be pasted into the configuration", () => {
  const PASTED = /^ {4}CLIENT_CERT_\w+ +\S.*$/gm;
  const SANS = ["dns:billing.contoso.example"];
  const offered = async (input: string) => {
    const { out } = await inspect(["-"], {}, input);
    return {
      variables: (out.match(PASTED) ?? []).map((line) => line.trim().split(" ")[0]),
      text: out.replace(/\s+/g, " "),
    };
  };
  const PINS = ["CLIENT_CERT_PINNED", "CLIENT_CERT_PINNED"];
  const NAMES = ["CLIENT_CERT_ALLOWED_SUBJECTS", "CLIENT_CERT_ALLOWED_SANS"];
  const subject = "CN=billing,O=Contoso,C=DE";

  it.each<[string, { readonly pem: string }, readonly string[], readonly string[], readonly string[], string]>([
    ["a good one", billing, [...PINS, ...NAMES], [], [], "To be pasted into the configuration, one of them:"],
    [
      "an expired one",
      issue({ subject, notAfter: new Date("2026-06-01T00:00:00Z") }),
      [],
      ["certificate_expired"],
      ["certificate_expired"],
      "there is nothing to paste: The caller's certificate expired at 2026-06-01T00:00:00.000Z",
    ],
    [
      "one of a weak key",
      issue({ subject, key: "rsa-1024" }),
      [],
      ["public_key_not_allowed"],
      ["public_key_not_allowed"],
      "there is nothing to paste: The caller's certificate has a key that is not allowed",
    ],
    [
      "one that is not valid yet",
      issue({ subject, subjectAltName: SANS, notBefore: new Date("2026-07-01T00:00:00Z") }),
      [...PINS, ...NAMES],
      ["certificate_not_yet_valid"],
      ["certificate_not_yet_valid"],
      "None admits it yet. The caller's certificate is valid only from 2026-07-01T00:00:00.000Z",
    ],
    [
      "a server's",
      issue({ subject, extKeyUsage: ["serverAuth"] }),
      PINS,
      [],
      ["extended_key_usage_not_allowed"],
      "Rules admit it only by SAN or key, and only when they say clientAuth-or-serverAuth:",
    ],
    [
      "a server's with a SAN",
      issue({ subject, extKeyUsage: ["serverAuth"], subjectAltName: SANS }),
      [...PINS, "CLIENT_CERT_EKU", "CLIENT_CERT_ALLOWED_SANS"],
      [],
      ["extended_key_usage_not_allowed"],
      "By SAN, the first line together with one of the others: CLIENT_CERT_EKU",
    ],
    [
      "a server's whose key may not sign",
      issue({ subject, extKeyUsage: ["serverAuth"], keyUsage: ["keyEncipherment"], subjectAltName: SANS }),
      PINS,
      [],
      ["key_usage_not_allowed", "extended_key_usage_not_allowed"],
      "Rules do not admit it, only a pin does:",
    ],
    [
      "a server's that is self-signed",
      createSelfSigned({ subject, extKeyUsage: ["serverAuth"], subjectAltName: SANS, ...VALIDITY }),
      PINS,
      [],
      ["extended_key_usage_not_allowed", "issuer_unknown"],
      "Rules do not admit it, only a pin does:",
    ],
    [
      "one to sign code",
      issue({ subject, extKeyUsage: ["codeSigning"], subjectAltName: SANS }),
      PINS,
      [],
      ["extended_key_usage_not_allowed"],
      "Rules do not admit it, only a pin does:",
    ],
    [
      "an authority's",
      issuing,
      PINS,
      [],
      ["ca_as_client", "key_usage_not_allowed"],
      "it belongs into CLIENT_CERT_TRUST_ANCHORS",
    ],
    [
      "a self-signed one",
      createSelfSigned({ subject, ...VALIDITY }),
      PINS,
      [],
      ["issuer_unknown"],
      "It is self-signed, so that no authority vouches for its names.",
    ],
  ])("offers to paste only what would admit the caller: %s", async (_, { pem }, variables, pin, rule, text) => {
    const said = await offered(pem);
    expect(said.variables).toEqual(variables);
    expect(said.text).toContain(text);
    const hindrances = (await report(pem)).certificates[0]?.ready.hindrances;
    const codes = (found: readonly { readonly code: string }[] | undefined) => found?.map(({ code }) => code);
    expect([codes(hindrances?.pin), codes(hindrances?.rule)]).toEqual([pin, rule]);
  });

  it.each<[string, { readonly pem: string }]>([
    ["a good one", billing],
    ["a server's with a SAN", issue({ subject, extKeyUsage: ["serverAuth"], subjectAltName: SANS })],
    ["a server's", issue({ subject, extKeyUsage: ["serverAuth"] })],
    ["an authority's", issuing],
    ["a self-signed one", createSelfSigned({ subject, ...VALIDITY })],
  ])("what it offers does admit the caller: %s", async (_, { pem }) => {
    const lines = (await inspect(["-"], {}, pem)).out.match(PASTED) ?? [];
    const chain = { CLIENT_CERT_TRUST_ANCHORS: root.pem, CLIENT_CERT_INTERMEDIATES: issuing.pem };
    const eku = lines.flatMap((line) => (line.includes("_EKU") ? line.trim().split(/ +/) : []));
    const entries = lines.map((line) => line.trim().split(/ +/, 2)).filter(([name]) => name !== "CLIENT_CERT_EKU");
    expect(entries.length).toBeGreaterThan(1);
    for (const [name = "", value = ""] of entries) {
      const beside =
        name === "CLIENT_CERT_PINNED" ? {} : { ...chain, ...Object.fromEntries(eku.length > 0 ? [eku] : []) };
      expect([name, (await report(pem, { ...beside, [name]: value })).verdict]).toEqual([name, "admitted"]);
    }
  });
});
