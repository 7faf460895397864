import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ALL_CASES } from "../../certs-fixtures/generator/all-cases.ts";
import { differences, wantedFiles } from "../../certs-fixtures/generator/files.ts";
import { loadCase, loadCases } from "../../certs-fixtures/load.ts";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { validatePath } from "../../src/path/validate.ts";
import { toPem } from "../../src/testing/certificate.ts";
import type { ValidatorSettings } from "../../src/validator.ts";
import { composeValidator } from "../../src/validator.ts";
import { FINDINGS } from "../../src/verdict/table.ts";
import { describeWith } from "../helpers/need.ts";
import { verify } from "./openssl.ts";

const cases = loadCases();

describe("the folder of cases", () => {
  it("is what the definitions say", () => {
    expect(differences(wantedFiles(ALL_CASES))).toEqual([]);
  });

  it("shows a file that changed, one that is missing and one too many", () => {
    const wanted = new Map(wantedFiles(ALL_CASES));
    wanted.set("cases/right-caller/chain.pem", "something else");
    wanted.set("cases/new/chain.pem", "new");
    wanted.delete("zoo/v1-leaf/standard.verdict.json");
    expect([...differences(wanted)].sort()).toEqual([
      "cases/new/chain.pem is not up to date",
      "cases/right-caller/chain.pem is not up to date",
      "zoo/v1-leaf/standard.verdict.json belongs to no case",
    ]);
  });

  it("is read back as it was defined", () => {
    expect(cases.map(({ name }) => name)).toEqual(ALL_CASES.map(({ name }) => name).sort());
    for (const { name, about, build, verdicts } of ALL_CASES) {
      const read = loadCase(name);
      const { intermediates = [], anchors = [] } = build();
      expect(read.description.replaceAll(/\s+/g, " ")).toBe(about);
      expect([read.intermediates.length, read.anchors.length]).toEqual([intermediates.length, anchors.length]);
      expect(read.verdicts.map((verdict) => verdict.name)).toEqual(Object.keys(verdicts).sort());
    }
  });

  it("names only findings that exist, and accepts the whole zoo at level standard", () => {
    for (const { name, verdicts } of cases) {
      expect(verdicts.length, name).toBeGreaterThan(0);
      for (const { code } of verdicts) if (code !== undefined) expect(FINDINGS, name).toHaveProperty(code);
      if (!name.startsWith("zoo/")) continue;
      const standard = verdicts.filter(({ conformance }) => conformance === "standard");
      expect(
        standard.map(({ expected }) => expected),
        name,
      ).toEqual(["accept"]);
    }
  });
});

describe("path validation gives the verdict of every case", () => {
  const judged = cases.flatMap((fixture) => fixture.verdicts.map((verdict) => ({ fixture, verdict })));
  it.each(
    judged
      .filter(({ verdict }) => verdict.pinned !== true)
      .map((entry) => [`${entry.fixture.name}, ${entry.verdict.name}`, entry] as const),
  )(
    "%s",
    (_title, {
      fixture: { leaf, intermediates, anchors },
      verdict: { time, purpose, conformance, expected, code },
    }) => {
      const result = validatePath({ leaf, intermediates, anchors, purpose, conformance, time: new Date(time) });
      expect(result.ok ? "accept" : "refuse", JSON.stringify(result.findings)).toBe(expected);
      if (code !== undefined) expect(result.findings[0]?.code).toBe(code);
    },
  );
});

describe("a request with the certificate in its header gets the verdict of every case", () => {
  const judged = cases.flatMap((fixture) =>
    fixture.verdicts.map((verdict) => [`${fixture.name}, ${verdict.name}`, fixture, verdict] as const),
  );

  it.each(judged)("%s", (_title, { leaf, intermediates, anchors }, { time, conformance, expected, code, pinned }) => {
    const sha256 = createHash("sha256").update(leaf).digest("hex");
    const settings: ValidatorSettings = {
      trustAnchors: anchors.map(parseCertificate),
      intermediates: intermediates.map(parseCertificate),
      frontEnd: { name: "app-service" },
      trustedPeers: undefined,
      pins: pinned === true ? [{ kind: "certificate", sha256, label: `sha256:${sha256}` }] : [],
      allow: pinned === true ? undefined : "any-from-anchors",
      conformance,
      notBeforeSkewSeconds: 60,
      notAfterSkewSeconds: 0,
    };
    const validator = composeValidator(settings, () => Date.parse(time));
    const rawHeaders = ["Host", "a", "X-ARR-ClientCert", Buffer.from(leaf).toString("base64")];
    const verdict = validator.validate({ rawHeaders });
    expect(verdict.ok ? "accept" : "refuse", JSON.stringify(verdict.findings)).toBe(expected);
    if (code !== undefined) expect(verdict).toHaveProperty("code", code);
    // A pin admits its own certificate and no other.
    if (pinned === true && verdict.ok) {
      const other = composeValidator(
        { ...settings, pins: [{ kind: "certificate", sha256: "00".repeat(32), label: "" }] },
        Date.now,
      );
      expect(other.validate({ rawHeaders }).ok).toBe(false);
    }
  });
});

/** Where OpenSSL 3.0 says otherwise, and why. */
const OPENSSL_DIFFERS: Readonly<Record<string, string>> = {
  "cases/ca-as-client, standard": "lets a CA's certificate be a client's",
  "cases/dsa, standard": "knows DSA",
  "cases/ec-p224, standard": "knows P-224",
  "cases/ec-secp256k1, standard": "knows secp256k1",
  "cases/ecdsa-with-parameters, standard": "does not look at the parameters",
  "cases/empty-alternative-name, standard": "does not read what it does not compare",
  "cases/length-indefinite, standard": "reads BER",
  "cases/length-not-minimal, standard": "reads BER",
  "cases/object-identifier-too-long, standard": "has no such limit",
  "cases/rsa-exponent-even, standard": "does not look at the leaf's exponent",
  "cases/rsa-exponent-huge, standard": "does not look at the leaf's exponent",
  "cases/rsa-exponent-one, standard": "does not look at the leaf's exponent",
  "cases/rsa-modulus-huge, standard": "has no upper limit",
  "cases/rsa-modulus-negative, standard": "takes the modulus for positive",
  "cases/trailing-octets, standard": "reads one certificate and stops",
  "cases/validity, standard-last-second": "does not count the last second",
  "cases/version-1-with-extensions, standard": "does not look at the version",
  "cases/version-4, standard": "does not look at the version",
  "zoo/anchor-for-servers, standard": "applies purposes to the anchor",
  "zoo/authority-key-identifier-of-old-certificate, standard": "takes key identifiers for more than a hint",
  "zoo/cross-signed-by-stranger, standard": "does not come back from a wrong turn",
  "zoo/rekeyed-root, standard": "does not come back from a wrong turn",
};

describeWith("openssl", "OpenSSL agrees about level standard, but for what it is known to do", ({ openssl }) => {
  const judged = cases.flatMap((fixture) =>
    fixture.verdicts
      .filter(({ conformance, pinned }) => conformance === "standard" && pinned !== true)
      .map((verdict) => [`${fixture.name}, ${verdict.name}` as string, fixture, verdict] as const),
  );

  it.each(judged)("%s", (title, { leaf, intermediates, anchors }, { expected, time }) => {
    const pem = (certificates: readonly Uint8Array[]): string =>
      certificates.map((der) => toPem("CERTIFICATE", der)).join("");
    const answer = verify(openssl, pem([leaf]), pem(intermediates), pem(anchors), [
      ...["-auth_level", "2", "-partial_chain", "-policy_check", "-attime", String(Date.parse(time) / 1000)],
    ]);
    const agrees = (answer === "OK") === (expected === "accept");
    expect(agrees, `${answer}`).toBe(OPENSSL_DIFFERS[title] === undefined);
  });

  it("knows no difference that is none any more", () => {
    const titles = judged.map(([title]) => title);
    expect(Object.keys(OPENSSL_DIFFERS).filter((title) => !titles.includes(title))).toEqual([]);
  });
});
