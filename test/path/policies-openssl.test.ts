import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { ANY_POLICY } from "../../src/certificate/oids.ts";
import { describeWith } from "../helpers/need.ts";
import { policyPath } from "./policy-arbitrary.ts";
import { answer, mint, NOTHING_DEMANDED, type PolicyAnswer, type PolicyLink, type PolicyPath } from "./policy-path.ts";

/**
 * Paths that OpenSSL 3.0 judges by the same rules. It reads no extension of the anchor; it does not count a self-issued
 * leaf in 6.1.5 (a); it reads no policyMappings where there are no certificatePolicies; and a policy that is mapped
 * while only anyPolicy stands for it, 6.1.4 (b)(2), it takes for one that the certificate names, even where anyPolicy
 * is inhibited.
 */
const comparable = policyPath.map(({ links, inputs }): PolicyPath => {
  const [leaf = {}, ...intermediates] = [...links].reverse();
  const { selfIssued: _, ...issued } = leaf;
  return { links: [...intermediates.reverse().map(withoutUnnamedMappings), issued], ...(inputs && { inputs }) };
});

function withoutUnnamedMappings({ mappings = [], ...link }: PolicyLink): PolicyLink {
  const { policies = [] } = link;
  const mayBeUnnamed = policies.length > 0 && !policies.includes(ANY_POLICY);
  const kept = mappings.filter(([policy]) => mayBeUnnamed || policies.includes(policy));
  return kept.length === 0 ? link : { ...link, mappings: kept };
}

describeWith("openssl", "policies beside the openssl command", ({ openssl }) => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "policies-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("accepts the same paths for the same policies", () => {
    const seen = { refused: 0, named: 0, none: 0 };
    for (const path of fc.sample(comparable, { seed: 20_240_801, numRuns: 300 })) {
      const certificates = mint(path);
      const ours = answer(
        certificates.map(({ der }) => parseCertificate(der)),
        path.inputs,
      );
      const pems = certificates.map(({ pem }) => pem);
      const theirs = verify(openssl, folder, pems, path);
      expect({ path, ...comparableAnswer(ours) }).toEqual({ path, ...theirs });
      seen[ours.ok ? (ours.policies.length > 0 ? "named" : "none") : "refused"] += 1;
    }
    expect(Math.min(seen.refused, seen.named, seen.none)).toBeGreaterThan(30);
  }, 120_000);
});

interface Answer {
  readonly ok: boolean;
  readonly policies: readonly string[];
}

/** OpenSSL names anyPolicy alone where it names it at all. */
function comparableAnswer({ ok, policies }: PolicyAnswer): Answer {
  return { ok, policies: policies.includes(ANY_POLICY) ? [ANY_POLICY] : policies };
}

function verify(openssl: string, folder: string, pems: readonly string[], { inputs }: PolicyPath): Answer {
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const { initialPolicySet, ...demands } = { ...NOTHING_DEMANDED, ...inputs };
  const options = [
    ...["-x509_strict", "-partial_chain", "-policy_check", "-policy_print"],
    ...initialPolicySet.flatMap((policy) => ["-policy", policy]),
    ...(demands.requireExplicitPolicy ? ["-explicit_policy"] : []),
    ...(demands.inhibitAnyPolicy ? ["-inhibit_any"] : []),
    ...(demands.inhibitPolicyMapping ? ["-inhibit_map"] : []),
    ...["-CAfile", file("anchor.pem", pems.at(-1) ?? "")],
    ...(pems.length > 2 ? ["-untrusted", file("intermediates.pem", pems.slice(1, -1).join(""))] : []),
  ];
  const { status, stdout, stderr } = spawnSync(openssl, ["verify", ...options, file("leaf.pem", pems[0] ?? "")], {
    encoding: "utf8",
  });
  const text = stdout + stderr;
  if (status !== 0 && !/policy/.test(text)) throw new Error(text);
  return { ok: status === 0, policies: status === 0 ? userPolicies(text) : [] };
}

/** The policies under the heading `User Policies:`; none where it says `<empty>`. */
function userPolicies(text: string): readonly string[] {
  const [, section] = text.split("User Policies:");
  const names = [...(section ?? "").matchAll(/Policy: (.+)/g)].map(([, name]) => name ?? "");
  return [...new Set(names.map((name) => (name === "X509v3 Any Policy" ? ANY_POLICY : name)))].sort();
}
