import { parseCertificate } from "../../src/certificate/certificate.ts";
import type { Candidate } from "../../src/rules/candidate.ts";
import { compileRules } from "../../src/rules/compile.ts";
import { matchRules, type RuleMatch } from "../../src/rules/match.ts";
import type { ClientRule, CompiledRule } from "../../src/rules/rule.ts";
import { type Authority, createAuthority, type IssueOptions } from "../../src/testing/index.ts";

export const ISSUER = "CN=Contoso Issuing CA,O=Contoso,C=DE";
export const authority: Authority = createAuthority({ subject: ISSUER });

/** A candidate as path validation hands it over. */
export function candidate(options: IssueOptions = {}, more: Partial<Candidate> = {}, issuer = authority): Candidate {
  return {
    leaf: parseCertificate(issuer.issue(options).der),
    issuer: parseCertificate(issuer.der),
    namesVerified: true,
    purpose: "clientAuth",
    ...more,
  };
}

/** Rules that have no problem. Throws when they have one. */
export function compiled(...rules: readonly ClientRule[]): readonly CompiledRule[] {
  const { rules: list, problems } = compileRules(rules, "allow");
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return list;
}

export function match(rule: ClientRule | readonly ClientRule[], caller: Candidate): RuleMatch {
  return matchRules(compiled(...[rule].flat()), caller);
}

/** Who the caller is by the rules; undefined when they refuse. */
export function callerBy(rule: ClientRule | readonly ClientRule[], caller: Candidate): string | undefined {
  const result = match(rule, caller);
  return result.ok ? result.caller : undefined;
}

/** The codes of a refusal. */
export function codesBy(rule: ClientRule | readonly ClientRule[], caller: Candidate): readonly string[] {
  const result = match(rule, caller);
  return result.ok ? [] : result.findings.map(({ code }) => code);
}
