import type { Certificate } from "../certificate/certificate.ts";
import { BudgetExhausted } from "./budget.ts";
import { buildPaths } from "./build.ts";
import { checkLeaf } from "./check-leaf.ts";
import { checkPath } from "./check-path.ts";
import type { PathContext } from "./context.ts";
import { type PathFinding, pathError } from "./findings.ts";
import type { IssuerSource } from "./trust-store.ts";

/** What validation says. */
export interface PathResult {
  readonly ok: boolean;
  /** Leaf first, anchor last. Of a refused leaf: the path that came nearest, or the leaf alone. */
  readonly path: readonly Certificate[];
  /** user-constrained-policy-set, dotted OIDs. Empty when refused. */
  readonly policies: readonly string[];
  /** Empty when `ok`. */
  readonly findings: readonly PathFinding[];
}

/** The first valid path from `leaf` to an anchor, or why there is none. Never throws for what the certificates hold. */
export function findPath(leaf: Certificate, sources: readonly IssuerSource[], context: PathContext): PathResult {
  let nearest: PathResult | undefined;
  try {
    const findings = checkLeaf(leaf, context);
    if (findings.length > 0) return refused([leaf], findings);
    const none = buildPaths(leaf, sources, context, (path) => {
      const { findings, policies } = checkPath(path, context);
      const result = { ok: findings.length === 0, path, policies, findings };
      if (result.ok || nearest === undefined || isNearer(result, nearest)) nearest = result;
      return result.ok;
    });
    return nearest ?? refused([leaf], none === undefined ? [] : [none]);
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    return refused([leaf], [pathError("budget_exhausted", null, { limit: context.budget.limit })]);
  }
}

function refused(path: readonly Certificate[], findings: readonly PathFinding[]): PathResult {
  return { ok: false, path, policies: [], findings };
}

/** A path whose signatures verify tells more than one where some key was the wrong one. */
function isNearer(result: PathResult, other: PathResult): boolean {
  return hasWrongKey(other) && !hasWrongKey(result);
}

function hasWrongKey({ findings }: PathResult): boolean {
  return findings.some(({ code }) => code === "signature_invalid");
}
