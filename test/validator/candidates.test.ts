import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { createValidator, type ValidatorOptions, type Verdict } from "../../src/index.ts";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import { FRONT_ENDS } from "./front-ends.ts";

const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const issuing = root.createIntermediate({ subject: "CN=Issuing,O=Contoso" });
const team = issuing.createIntermediate({ subject: "CN=Team,O=Contoso" });
const leaf = team.issue({ subject: "CN=billing,O=Contoso", subjectAltName: ["dns:billing.example"] });
const anchored: ValidatorOptions = { trustAnchors: root.der, allow: "any-from-anchors" };

const withChain = FRONT_ENDS.filter(({ forwardsChain }) => forwardsChain).map((one) => [one.name, one] as const);
const withoutChain = FRONT_ENDS.filter(({ forwardsChain }) => !forwardsChain).map((one) => [one.name, one] as const);

function codeOf(verdict: Verdict): string {
  return verdict.ok ? `admitted ${verdict.client.path.map(({ subject }) => subject).join(" < ")}` : verdict.code;
}

describe.each(withChain)("certificates beside the caller's, from %s", (_, { options, request }) => {
  const judge = (own: ValidatorOptions, der: Uint8Array, ...above: readonly Uint8Array[]): string =>
    codeOf(createValidator({ ...own, ...options }).validate(request(der, ...above)));

  const whole = "admitted CN=billing,O=Contoso < CN=Team,O=Contoso < CN=Issuing,O=Contoso < CN=Root,O=Contoso";

  it("help to find the path to a configured anchor, in any order", () => {
    expect(judge(anchored, leaf.der)).toBe("issuer_unknown");
    expect(judge(anchored, leaf.der, team.der, issuing.der)).toBe(whole);
    expect(judge(anchored, leaf.der, issuing.der, team.der, root.der)).toBe(whole);
  });

  it("go together with those that are configured", () => {
    const some = { ...anchored, intermediates: issuing.der };
    expect(judge(some, leaf.der, team.der)).toBe(whole);
    expect(judge(some, leaf.der, issuing.der)).toBe("issuer_unknown");
    const all = { ...anchored, intermediates: [issuing.der, team.der] };
    expect(judge(all, leaf.der, team.der, issuing.der)).toBe(whole);
  });

  it("are no anchors, however they are signed", () => {
    const rogue = createAuthority({ subject: "CN=Rogue" });
    const rogueRoot = createAuthority({ subject: "CN=Root,O=Contoso" });
    expect(judge(anchored, rogue.issue().der, rogue.der)).toBe("issuer_unknown");
    expect(judge(anchored, rogueRoot.issue().der, rogueRoot.der)).toBe("signature_invalid");
    const below = rogueRoot.createIntermediate({ subject: "CN=Issuing,O=Contoso" });
    expect(judge(anchored, below.issue().der, below.der, rogueRoot.der)).toBe("signature_invalid");
    expect(judge({ pinned: `sha256:${parseCertificate(leaf.der).sha256}` }, rogue.issue().der, rogue.der)).toBe(
      "not_pinned",
    );
  });

  it("are held to all that holds for configured ones", () => {
    const noCa = issuing.createIntermediate({ basicConstraints: { cA: false } });
    expect(judge(anchored, noCa.issue().der, noCa.der, issuing.der)).toBe("issuer_not_ca");
    const past = { notBefore: new Date("2020-01-01"), notAfter: new Date("2020-02-01") };
    const expired = issuing.createIntermediate(past);
    expect(judge(anchored, expired.issue().der, expired.der, issuing.der)).toBe("certificate_expired");
    const narrow = issuing.createIntermediate({ nameConstraints: { permitted: ["dns:a.example"] } });
    const outside = narrow.issue({ subjectAltName: ["dns:b.example"] });
    expect(judge(anchored, outside.der, narrow.der, issuing.der)).toBe("name_constraints_violated");
  });

  it("give nobody another identity: names, keys and pins of theirs count for nothing", () => {
    const named = root.createIntermediate({ subject: "CN=admin,O=Contoso", subjectAltName: ["dns:admin.example"] });
    const caller = named.issue({ subject: "CN=nobody" });
    const { sha256, spkiSha256 } = parseCertificate(named.der);
    const admin = root.issue({ subject: "CN=admin,O=Contoso", subjectAltName: ["dns:admin.example"] });
    const sent = [named.der, admin.der];
    const rules = [
      { subject: "CN=admin,O=Contoso" },
      { san: "dns:admin.example" },
      { thumbprint: sha256 },
      { key: `spki-sha256:${spkiSha256}` },
    ];
    for (const rule of rules) {
      const own = { trustAnchors: root.der, allow: [rule] };
      expect(judge(own, caller.der, ...sent), JSON.stringify(rule)).toMatch(/_not_allowed$/);
    }
    for (const pinned of [`sha256:${sha256}`, `spki-sha256:${spkiSha256}`, admin.pem]) {
      expect(judge({ pinned }, caller.der, ...sent), pinned).toBe("not_pinned");
    }
    expect(judge(anchored, caller.der, ...sent)).toBe("admitted CN=nobody < CN=admin,O=Contoso < CN=Root,O=Contoso");
  });

  it("never take the place of one that is damaged", () => {
    const good = root.issue({ subject: "CN=billing,O=Contoso" });
    for (let index = 0; index < good.der.length; index += 7) {
      const damaged = Uint8Array.from(good.der, (octet, at) => (at === index ? octet ^ 1 : octet));
      expect(judge(anchored, damaged, good.der, root.der), String(index)).not.toMatch(/^admitted/);
    }
    expect(judge(anchored, new Uint8Array([0x30, 0]), good.der)).toBe("certificate_malformed");
  });

  it("are left out when they cannot be read, and then say nothing against the caller", () => {
    const junk = [new Uint8Array([1]), new Uint8Array([0x30, 0x80]), team.der.slice(0, -1)];
    expect(judge(anchored, leaf.der, ...junk, team.der, issuing.der)).toBe(whole);
    expect(judge({ ...anchored, intermediates: [issuing.der, team.der] }, leaf.der, ...junk)).toBe(whole);
    expect(judge(anchored, leaf.der, ...junk)).toBe("issuer_unknown");
  });

  it("do not matter to a pinned caller", () => {
    const partner = createSelfSigned({ subject: "CN=partner" });
    expect(judge({ pinned: partner.pem }, partner.der, root.der, new Uint8Array([9]))).toBe("admitted CN=partner");
  });

  it("count ten, so that an eleventh is not looked at", () => {
    const others = Array.from({ length: 9 }, (__, index) => root.createIntermediate({ subject: `CN=${index}` }).der);
    expect(judge(anchored, leaf.der, ...others.slice(0, 8), team.der, issuing.der)).toBe(whole);
    expect(judge(anchored, leaf.der, ...others, team.der, issuing.der)).toBe("issuer_unknown");
  });

  it("in circles and crowds of one name end in a refusal", () => {
    const circle = Array.from({ length: 5 }, (__, index) => createAuthority({ subject: `CN=C${index % 2}` }));
    const [first] = circle;
    if (first === undefined) throw new Error("no circle");
    const crossed = circle.flatMap((one) => circle.map((other) => one.crossSign(other).der)).slice(0, 10);
    expect(judge(anchored, first.issue().der, ...crossed)).toMatch(/issuer_unknown|budget_exhausted/);
    const twins = Array.from({ length: 10 }, () => createAuthority({ subject: "CN=Root,O=Contoso" }));
    const [twin] = twins;
    const crowd = twins.map((one) => one.crossSign(one, { issuer: "CN=Root,O=Contoso" }).der);
    expect(judge(anchored, twin?.issue().der ?? leaf.der, ...crowd)).not.toMatch(/^admitted/);
  });

  it("let nobody in who is not let in with all of them configured", () => {
    const rogue = createAuthority({ subject: "CN=Root,O=Contoso" });
    const authorities = [root, issuing, team, rogue, rogue.createIntermediate({ subject: "CN=Issuing,O=Contoso" })];
    const leaves = [...authorities.map((one) => one.issue({ subject: "CN=x" }).der), createSelfSigned().der];
    const sent = [...authorities.map(({ der }) => der), ...leaves];
    let admitted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.shuffledSubarray(sent, { maxLength: 6 }), (der, above) => {
        const outcome = judge(anchored, der, ...above);
        const intermediates = [issuing.der, team.der];
        if (!outcome.startsWith("admitted")) return;
        admitted += 1;
        expect(judge({ ...anchored, intermediates }, der)).toMatch(/^admitted/);
      }),
      { numRuns: 150 },
    );
    expect(admitted).toBeGreaterThan(10);
  });
});

describe.each(withoutChain)("%s", (_, { options, request }) => {
  it("hands over the caller's certificate alone", () => {
    const verdict = createValidator({ ...anchored, ...options }).validate(request(leaf.der, team.der, issuing.der));
    expect(codeOf(verdict)).toBe("issuer_unknown");
  });
});
