import { rootCertificates } from "node:tls";
import { describe, expect, it, test } from "vitest";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import { client, issuing, load, onlyProblem, problemsWith, RIGHT, root } from "./fixtures.ts";

const ANCHORS = "CLIENT_CERT_TRUST_ANCHORS";
const INTERMEDIATES = "CLIENT_CERT_INTERMEDIATES";
const DAY = 86_400_000;
const from = (days: number): Date => new Date(Date.now() + days * DAY);

const noTrust = { [ANCHORS]: undefined, CLIENT_CERT_ALLOWED_SUBJECTS: undefined };

describe("what has to be there", () => {
  it("is somebody to trust: nothing falls back to the system's roots", () => {
    const problem = onlyProblem("trust_missing", ANCHORS, problemsWith(noTrust));
    expect(problem.remedy).toMatch(/CLIENT_CERT_TRUST_ANCHORS=.*CLIENT_CERT_ALLOWED_SUBJECTS=.*CLIENT_CERT_PINNED=/s);
    onlyProblem("trust_missing", ANCHORS, problemsWith({ ...noTrust, CLIENT_CERT_ALLOW: "any-from-anchors" }));
    onlyProblem("trust_missing", ANCHORS, problemsWith({ ...noTrust, [INTERMEDIATES]: issuing.pem }));
  });

  it("is whom to admit, once there are anchors", () => {
    const problem = onlyProblem(
      "allow_missing",
      "CLIENT_CERT_ALLOW",
      problemsWith({ CLIENT_CERT_ALLOWED_SUBJECTS: undefined }),
    );
    expect(problem.remedy).toContain("CLIENT_CERT_ALLOW=any-from-anchors");
  });

  it("is an anchor for those who are admitted by their chain", () => {
    const pinned = { [ANCHORS]: undefined, CLIENT_CERT_PINNED: client.pem };
    onlyProblem("allow_without_anchors", "CLIENT_CERT_ALLOWED_SUBJECTS", problemsWith(pinned));
    const allow = { ...pinned, CLIENT_CERT_ALLOWED_SUBJECTS: undefined, CLIENT_CERT_ALLOW: "any-from-anchors" };
    onlyProblem("allow_without_anchors", "CLIENT_CERT_ALLOW", problemsWith(allow));
    onlyProblem(
      "allow_without_anchors",
      "allow",
      problemsWith({ ...allow, CLIENT_CERT_ALLOW: undefined }, { allow: "any-from-anchors" }),
    );
  });

  it("is an anchor above intermediates", () => {
    const variables = { ...noTrust, CLIENT_CERT_PINNED: client.pem, [INTERMEDIATES]: issuing.pem };
    onlyProblem("intermediates_without_anchors", INTERMEDIATES, problemsWith(variables));
  });

  it("is not more than pins", () => {
    const settings = load({ ...noTrust, CLIENT_CERT_PINNED: client.pem });
    expect(settings).toMatchObject({ trustAnchors: [], intermediates: [], allow: undefined });
    expect(settings.pins).toHaveLength(1);
  });

  it("is not asked for again when what is there cannot be read", () => {
    onlyProblem("source_unknown", ANCHORS, problemsWith({ [ANCHORS]: "corp-root" }));
    onlyProblem("pin_malformed", "CLIENT_CERT_PINNED", problemsWith({ ...noTrust, CLIENT_CERT_PINNED: "sha256:12" }));
    onlyProblem(
      "value_not_allowed",
      "CLIENT_CERT_ALLOW",
      problemsWith({ ...RIGHT, CLIENT_CERT_ALLOWED_SUBJECTS: undefined, CLIENT_CERT_ALLOW: "all" }),
    );
  });
});

describe("a leaf", () => {
  const selfSigned = createSelfSigned({ subject: "CN=Partner" });
  const withoutConstraints = createSelfSigned({ subject: "CN=Partner", basicConstraints: false });
  const version1 = root.issue({ subject: "CN=Made by openssl x509 -req", version: 1 });

  test.each([
    ["issued", client.pem],
    ["self-signed", selfSigned.pem],
    ["without basicConstraints", withoutConstraints.pem],
    ["of version 1, issued by another", version1.pem],
  ])("%s among the anchors or intermediates points to pinning", (_, pem) => {
    const anchors = onlyProblem("leaf_among_anchors", ANCHORS, problemsWith({ [ANCHORS]: pem }));
    expect(anchors.remedy).toContain("CLIENT_CERT_PINNED");
    const among = onlyProblem(
      "leaf_among_intermediates",
      INTERMEDIATES,
      problemsWith({ [INTERMEDIATES]: issuing.pem + pem }),
    );
    expect(among.remedy).toContain("CLIENT_CERT_PINNED");
    expect(among.place).toBe("entry 2");
  });

  it("is named, also when it has no name", () => {
    const nameless = root.issue({ subject: Uint8Array.of(0x30, 0), subjectAltName: ["dns:a.example"] });
    expect(problemsWith({ [ANCHORS]: client.pem })[0]?.message).toContain("CN=billing,O=Contoso,C=DE");
    expect(problemsWith({ [ANCHORS]: nameless.pem })[0]?.message).toContain("SHA-256");
  });
});

describe("an anchor", () => {
  it("may be an issuing authority alone", () => {
    expect(load({ [ANCHORS]: issuing.pem }).trustAnchors[0]?.subject.toString()).toContain("Issuing CA 2");
  });

  it("may be a self-issued certificate of version 1", () => {
    const old = createAuthority({ subject: "CN=Old Root", version: 1 });
    expect(load({ [ANCHORS]: old.pem }).trustAnchors).toHaveLength(1);
  });

  it("of which the key can never be used is an error", () => {
    for (const key of ["rsa-1024", "ec-p224", "ec-secp256k1"] as const) {
      const weak = createAuthority({ subject: "CN=Weak", key });
      onlyProblem("anchor_unusable", ANCHORS, problemsWith({ [ANCHORS]: root.pem + weak.pem }));
    }
  });

  it("that has expired warns and is not used", () => {
    const former = createAuthority({ subject: "CN=Former Root", notBefore: from(-20), notAfter: from(-10) });
    const { trustAnchors, warnings } = load({ [ANCHORS]: former.pem + root.pem });
    expect(trustAnchors.map(({ subject }) => subject.toString())).toEqual(["CN=Contoso Root,O=Contoso,C=DE"]);
    expect(warnings).toMatchObject([{ code: "anchor_not_valid", source: ANCHORS, place: "entry 1" }]);
    onlyProblem("anchors_all_invalid", ANCHORS, problemsWith({ [ANCHORS]: former.pem }));
  });

  it("that is not valid yet warns, waits for its day, and is not enough alone", () => {
    const coming = createAuthority({ subject: "CN=Coming Root", notBefore: from(10), notAfter: from(20) });
    const { trustAnchors, warnings } = load({ [ANCHORS]: coming.pem + root.pem });
    expect(trustAnchors).toHaveLength(2);
    expect(warnings).toMatchObject([{ code: "anchor_not_valid", source: ANCHORS, place: "entry 1" }]);
    onlyProblem("anchors_all_invalid", ANCHORS, problemsWith({ [ANCHORS]: coming.pem }));
  });

  it("is valid to the end of its last second, and from its first on less the tolerance", () => {
    const notBefore = new Date("2026-01-01T00:00:00Z");
    const notAfter = new Date("2026-12-31T23:59:59Z");
    const { pem } = createAuthority({ subject: "CN=Root", notBefore, notAfter });
    const isUsed = (time: number, clockSkewSeconds?: number): boolean => {
      const skew = clockSkewSeconds === undefined ? {} : { clockSkewSeconds };
      return problemsWith({ [ANCHORS]: pem }, { clock: () => time, ...skew }).length === 0;
    };
    expect(isUsed(notAfter.getTime() + 999)).toBe(true);
    expect(isUsed(notAfter.getTime() + 1000)).toBe(false);
    expect(isUsed(notBefore.getTime() - 60_000)).toBe(true);
    expect(isUsed(notBefore.getTime() - 60_001)).toBe(false);
    expect(isUsed(notBefore.getTime() - 1, 0)).toBe(false);
    expect(isUsed(notAfter.getTime() + 300_999, 300)).toBe(true);
    expect(isUsed(notAfter.getTime() + 301_000, 300)).toBe(false);
  });

  it("that stands twice is used once, with a warning", () => {
    const { trustAnchors, warnings } = load({ [ANCHORS]: `${root.pem}${issuing.pem}${root.pem}` });
    expect(trustAnchors).toHaveLength(2);
    expect(warnings).toMatchObject([{ code: "certificate_repeated", source: ANCHORS, place: "entry 3" }]);
  });
});

describe("an intermediate", () => {
  it("is taken", () => {
    expect(load({ [INTERMEDIATES]: issuing.pem }).intermediates).toHaveLength(1);
  });

  it("that is a root, or outside its validity, warns", () => {
    const other = createAuthority({ subject: "CN=Other Root" });
    const expired = root.createIntermediate({ subject: "CN=Former CA", notBefore: from(-20), notAfter: from(-10) });
    const { intermediates, warnings } = load({ [INTERMEDIATES]: other.pem + expired.pem });
    expect(intermediates).toHaveLength(2);
    expect(warnings.map(({ code, place }) => [code, place])).toEqual([
      ["root_among_intermediates", "entry 1"],
      ["intermediate_not_valid", "entry 2"],
    ]);
  });
});

describe("a rule's issuer", () => {
  const ISSUERS = "CLIENT_CERT_ALLOWED_ISSUERS";
  const codesWith = (issuers: string): readonly string[] =>
    load({ [ANCHORS]: root.pem, [INTERMEDIATES]: issuing.pem, [ISSUERS]: issuers }).warnings.map(({ code }) => code);

  it("that no configured authority is warns, since the rule can admit nobody", () => {
    expect(codesWith("CN=Nobody")).toEqual(["rule_issuer_unknown"]);
    expect(codesWith("CN=Contoso Root,O=Contoso,C=DE")).toEqual([]);
    expect(codesWith("CN=Contoso Root,*")).toEqual([]);
  });
});

describe("a name that looks like a list", () => {
  it.each([
    ["CN=billing, CN=ops", 1],
    ["CN=billing,O=Contoso,C=DE,CN=ops,O=Contoso,C=DE", 1],
    ["CN=Administrator,CN=Users,DC=contoso,DC=com", 0],
    ["CN=billing,OU=a,OU=b,O=Contoso,C=DE", 0],
    ["CN=billing;CN=ops", 0],
  ])("%s: %i warnings", (subjects, count) => {
    const { warnings } = load({ [ANCHORS]: root.pem, CLIENT_CERT_ALLOWED_SUBJECTS: subjects });
    expect(warnings.map(({ code }) => code)).toEqual(Array(count).fill("rule_distinguished_name_suspect"));
  });
});

describe("a public root among the anchors", () => {
  const [publicRoot] = rootCertificates;
  const variables = { [ANCHORS]: publicRoot };

  it("is recognised, each that Node has and can be used", () => {
    const outcome = rootCertificates.map((pem) => {
      const problems = problemsWith({
        [ANCHORS]: pem,
        CLIENT_CERT_ALLOWED_SUBJECTS: undefined,
        CLIENT_CERT_ALLOW: "any-from-anchors",
      });
      return problems.map(({ code }) => code).join();
    });
    expect(rootCertificates.length).toBeGreaterThan(50);
    // Roots that have expired since Node was built are not used, and say so instead.
    expect([...new Set(outcome)].filter((codes) => !/^(?:public_root_any|anchors_all_invalid)$/.test(codes))).toEqual(
      [],
    );
    expect(outcome.filter((codes) => codes === "public_root_any").length).toBeGreaterThan(50);
  });

  it("never goes with admitting everyone", () => {
    const any = { ...variables, CLIENT_CERT_ALLOWED_SUBJECTS: undefined, CLIENT_CERT_ALLOW: "any-from-anchors" };
    onlyProblem("public_root_any", "CLIENT_CERT_ALLOW", problemsWith(any));
    onlyProblem("public_root_any", "allow", problemsWith(variables, { allow: "any-from-anchors" }));
    onlyProblem(
      "public_root_any",
      "allow",
      problemsWith({ [ANCHORS]: root.pem + publicRoot }, { allow: "any-from-anchors" }),
    );
  });

  it("asks every rule for a SAN or a key", () => {
    onlyProblem("rule_needs_san_or_key", "CLIENT_CERT_ALLOWED_SUBJECTS", problemsWith(variables));
    const rules = [{ san: "dns:a.example" }, { name: "b", subject: "CN=b" }, { key: `spki-sha256:${"ab".repeat(32)}` }];
    const problem = onlyProblem("rule_needs_san_or_key", "allow", problemsWith(variables, { allow: rules }));
    expect(problem.place).toBe('rule "b"');
    expect(load({ ...variables, CLIENT_CERT_ALLOWED_SANS: "dns:a.example" }).allow).toHaveLength(1);
  });

  it("asks nothing of a rule that could not be read whole", () => {
    onlyProblem(
      "list_empty",
      "CLIENT_CERT_ALLOWED_SANS",
      problemsWith({ ...variables, CLIENT_CERT_ALLOWED_SANS: ";" }),
    );
  });

  it("is told by its key, not by its octets", () => {
    const impostor = createAuthority({ subject: "CN=ISRG Root X1,O=Internet Security Research Group,C=US" });
    expect(load({ [ANCHORS]: impostor.pem }).trustAnchors).toHaveLength(1);
  });
});
