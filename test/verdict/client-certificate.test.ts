import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { altNameTexts } from "../../src/rules/subject-alt-name-set.ts";
import { createSelfSigned } from "../../src/testing/index.ts";
import { toClientCertificate } from "../../src/verdict/client-certificate.ts";
import { INTERMEDIATE, LEAF, ROOT } from "./samples.ts";

const describeAltNames = altNameTexts;
const RULE = { matchedBy: "rule", caller: "billing", describeAltNames } as const;
const PATH = [LEAF, INTERMEDIATE, ROOT];

const TEXTS = {
  caller: "billing",
  matchedBy: "rule",
  namesVerified: true,
  subject: "CN=billing,O=Contoso\\, Inc.,C=DE",
  issuer: "CN=Test Issuing,O=Contoso,C=DE",
  subjectAltNames: ["dns:billing.example", "uri:spiffe://contoso/billing"],
  serialNumber: "1234",
  sha256: LEAF.sha256,
};

describe("what the application sees", () => {
  const client = toClientCertificate(RULE, LEAF, PATH);

  test("is who the caller is", () => {
    expect(client).toMatchObject(TEXTS);
    expect(client.notBefore).toEqual(new Date("2026-01-01T00:00:00Z"));
    expect(client.notAfter).toEqual(new Date("2027-01-01T00:00:00Z"));
    expect(client.certificate).toBe(LEAF);
    expect(client.path).toEqual(PATH);
  });

  test("is useful as JSON, and holds no certificate there", () => {
    const json = { ...TEXTS, notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2027-01-01T00:00:00.000Z" };
    expect(JSON.parse(JSON.stringify(client))).toEqual(json);
    expect(JSON.stringify({ client }).length).toBeLessThan(700);
  });

  test("is readable when printed", () => {
    const printed = inspect(client);
    expect(printed).toMatch(/^ClientCertificate \{\n {2}caller: 'billing',\n {2}matchedBy: 'rule',/);
    expect(printed).toContain("notAfter: 2027-01-01T00:00:00.000Z");
    expect(printed).not.toMatch(/der|Uint8Array|tbsCertificate/);
    expect(inspect({ request: { client } }, { depth: 3 })).toContain("caller: 'billing'");
  });

  test("has nothing enumerable of its own", () => {
    expect(Object.keys(client)).toEqual([]);
    const listed: string[] = [];
    for (const member in client) listed.push(member);
    expect(listed).toEqual([]);
  });
});

describe("cannot be changed", () => {
  const client = toClientCertificate(RULE, LEAF, PATH);

  test.each(["caller", "subject", "namesVerified", "anything"])("%s", (member) => {
    expect(() => Object.assign(client, { [member]: "admin" })).toThrow(TypeError);
    expect(() => Object.defineProperty(client, member, { value: "admin" })).toThrow(TypeError);
    const prototype: object = Object.getPrototypeOf(client);
    expect(() => Object.defineProperty(prototype, member, { value: "admin" })).toThrow(TypeError);
    expect(client).toMatchObject(TEXTS);
  });

  test("its dates and lists", () => {
    client.notAfter.setFullYear(2099);
    expect(client.notAfter).toEqual(new Date("2027-01-01T00:00:00Z"));
    expect(() => (client.subjectAltNames as string[]).push("dns:admin")).toThrow(TypeError);
    expect(() => (client.path as unknown[]).pop()).toThrow(TypeError);
  });

  test("through the path it was made of", () => {
    const path = [LEAF, ROOT];
    const made = toClientCertificate(RULE, LEAF, path);
    path.length = 0;
    expect(made.path).toEqual([LEAF, ROOT]);
  });
});

describe("who the caller is", () => {
  test("without a name of the rule: the subject", () => {
    const { caller } = toClientCertificate({ matchedBy: "any-from-anchors", describeAltNames }, LEAF, PATH);
    expect(caller).toBe("CN=billing,O=Contoso\\, Inc.,C=DE");
  });

  test("without a subject: the first other name, else the hash; never nothing", () => {
    const nameless = parseCertificate(createSelfSigned({ subject: [] }).der);
    const unnamed = toClientCertificate({ matchedBy: "any-from-anchors", describeAltNames }, nameless);
    expect(unnamed).toMatchObject({ subject: "", caller: `sha256:${nameless.sha256}` });
    const other = createSelfSigned({ subject: [], subjectAltName: ["dns:a.example", "dns:b.example"] });
    const named = toClientCertificate({ matchedBy: "any-from-anchors", describeAltNames }, parseCertificate(other.der));
    expect(named).toMatchObject({ subject: "", caller: "dns:a.example" });
  });

  test("by a pinned certificate: the pin, with verified names and itself as path", () => {
    const pin = `sha256:${LEAF.sha256}`;
    const client = toClientCertificate({ matchedBy: "pinned-certificate", caller: pin, describeAltNames }, LEAF);
    expect(client).toMatchObject({ caller: pin, matchedBy: "pinned-certificate", namesVerified: true, path: [LEAF] });
  });

  test("by a pinned key: the pin, and the names are unverified", () => {
    const pin = `spki-sha256:${LEAF.spkiSha256}`;
    const client = toClientCertificate({ matchedBy: "pinned-key", caller: pin, describeAltNames }, LEAF);
    expect(client).toMatchObject({ caller: pin, namesVerified: false });
  });
});

test("nothing is computed before it is asked for, and only once", () => {
  const described = vi.fn(() => ["dns:a"]);
  const subject = vi.spyOn(Object.getPrototypeOf(LEAF.subject), "toString");
  const client = toClientCertificate({ matchedBy: "rule", caller: "a", describeAltNames: described }, LEAF, PATH);
  expect(client.caller).toBe("a");
  expect(described).not.toHaveBeenCalled();
  expect(subject).not.toHaveBeenCalled();
  expect(client.subjectAltNames).toBe(client.subjectAltNames);
  expect(`${client.subject}${client.subject}`).toContain("billing");
  expect(described).toHaveBeenCalledTimes(1);
  expect(subject).toHaveBeenCalledTimes(1);
  subject.mockRestore();
});
