import { type Certificate, parseCertificate } from "../../src/certificate/certificate.ts";
import { NO_EXTENSIONS } from "../../src/certificate/extensions.ts";
import { ANY_POLICY } from "../../src/certificate/oids.ts";
import { Budget, DEFAULT_BUDGET } from "../../src/path/budget.ts";
import { isSelfIssued } from "../../src/path/checks.ts";
import { type PolicyInputs, PolicyState } from "../../src/path/policies.ts";
import {
  type CertificateOptions,
  createAuthority,
  createSelfSigned,
  type IssuedCertificate,
} from "../../src/testing/index.ts";

/** What one certificate says about policies. */
export interface PolicyLink {
  /** Absent: no certificatePolicies. */
  readonly policies?: readonly string[];
  readonly mappings?: readonly (readonly [issuerDomainPolicy: string, subjectDomainPolicy: string])[];
  readonly requireExplicitPolicy?: number;
  readonly inhibitPolicyMapping?: number;
  readonly inhibitAnyPolicy?: number;
  /** Whether it has its issuer's name. Default false. */
  readonly selfIssued?: boolean;
}

/** A path and what is demanded of it. */
export interface PolicyPath {
  readonly anchor?: PolicyLink;
  /** From below the anchor down; the leaf is last. */
  readonly links: readonly PolicyLink[];
  /** Default: nothing is demanded. */
  readonly inputs?: Partial<PolicyInputs>;
}

/** What policy processing says of a path. */
export interface PolicyAnswer {
  readonly ok: boolean;
  /** Of a refused path: empty. */
  readonly policies: readonly string[];
  /** Which certificate was refused, counted from the leaf. Absent when none was. */
  readonly at?: number;
}

export const NOTHING_DEMANDED: PolicyInputs = {
  initialPolicySet: [ANY_POLICY],
  requireExplicitPolicy: false,
  inhibitPolicyMapping: false,
  inhibitAnyPolicy: false,
};

/** Processes the policies of a path that is minted for it. */
export function answerMinted(path: PolicyPath): PolicyAnswer {
  return answer(
    mint(path).map(({ der }) => parseCertificate(der)),
    path.inputs,
  );
}

/** The same without minting, for many and for large paths. */
export function answerSketched(path: PolicyPath, budget?: Budget): PolicyAnswer {
  return answer(sketch(path), path.inputs, budget);
}

/** Processes the policies of a path, leaf first and anchor last, in the order of RFC 5280 section 6.1. */
export function answer(
  certificates: readonly Certificate[],
  inputs: Partial<PolicyInputs> = {},
  budget: Budget = new Budget(DEFAULT_BUDGET),
): PolicyAnswer {
  const [leaf, anchor] = [certificates[0], certificates.at(-1)];
  if (leaf === undefined || anchor === undefined || leaf === anchor)
    throw new RangeError("a path has a leaf and an anchor");
  const state = new PolicyState({ ...NOTHING_DEMANDED, ...inputs }, certificates.length - 1, budget);
  state.applyAnchor(anchor);
  for (const [index, certificate] of [...certificates.entries()].slice(0, -1).reverse()) {
    const selfIssued = isSelfIssued(certificate);
    const finding =
      state.process(certificate, index, selfIssued) ??
      (index > 0 ? state.applyMappings(certificate, index) : undefined);
    if (finding !== undefined) return refusal(finding.code, finding.certificateIndex);
    if (index > 0) state.advance(certificate, selfIssued);
  }
  state.wrapUp(leaf);
  const { finding, policies } = state.intersect();
  return finding === undefined ? { ok: true, policies } : refusal(finding.code, finding.certificateIndex);
}

function refusal(code: string, at: number | null): PolicyAnswer {
  if (code !== "policy_not_satisfied" || at === null) throw new Error(`${code} at ${at}`);
  return { ok: false, policies: [], at };
}

/** Real certificates, leaf first and anchor last. */
export function mint({ anchor = {}, links }: PolicyPath): readonly IssuedCertificate[] {
  let issuer = createAuthority({ ...extensions(anchor), subject: "CN=Anchor" });
  const certificates: IssuedCertificate[] = [issuer.certificate];
  for (const [position, link] of links.entries()) {
    const isLeaf = position === links.length - 1;
    const subject = link.selfIssued === true ? issuer.subjectName : isLeaf ? "CN=Leaf" : `CN=CA ${position + 1}`;
    const options: CertificateOptions = { ...extensions(link), subject };
    if (isLeaf) {
      certificates.unshift(issuer.issue(options));
    } else {
      issuer = issuer.createIntermediate(options);
      certificates.unshift(issuer.certificate);
    }
  }
  return certificates;
}

function extensions(link: PolicyLink): CertificateOptions {
  const { policies, mappings, requireExplicitPolicy: explicit, inhibitPolicyMapping: mapping, inhibitAnyPolicy } = link;
  const constraints = {
    ...(explicit === undefined ? {} : { requireExplicitPolicy: explicit }),
    ...(mapping === undefined ? {} : { inhibitPolicyMapping: mapping }),
  };
  return {
    certificatePolicies: policies ?? false,
    policyMappings: mappings === undefined ? false : { mappings: mappings.map(pair) },
    policyConstraints: Object.keys(constraints).length === 0 ? false : constraints,
    inhibitAnyPolicy: inhibitAnyPolicy ?? false,
  };
}

function pair([issuerDomainPolicy, subjectDomainPolicy]: readonly [string, string]) {
  return { issuerDomainPolicy, subjectDomainPolicy };
}

const self = parseCertificate(createSelfSigned().der);
const issued = parseCertificate(createAuthority().issue().der);

/** Certificates with these extensions and nothing else that counts. */
function sketch({ anchor = {}, links }: PolicyPath): readonly Certificate[] {
  return [anchor, ...links].map(sketchOne).reverse();
}

function sketchOne(link: PolicyLink): Certificate {
  const { policies, mappings, requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy } = link;
  const critical = true;
  const isConstrained = requireExplicitPolicy !== undefined || inhibitPolicyMapping !== undefined;
  return {
    ...(link.selfIssued === true ? self : issued),
    extensions: {
      ...NO_EXTENSIONS,
      certificatePolicies: policies && { critical: false, qualifiers: [], policies },
      policyMappings: mappings && { critical, mappings: mappings.map(pair) },
      policyConstraints: isConstrained ? { critical, requireExplicitPolicy, inhibitPolicyMapping } : undefined,
      inhibitAnyPolicy: inhibitAnyPolicy === undefined ? undefined : { critical, skipCerts: inhibitAnyPolicy },
    },
  };
}
