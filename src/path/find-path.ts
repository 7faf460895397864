import type { Certificate } from "../certificate/certificate.ts";
import { BudgetExhausted } from "./budget.ts";
import { buildPaths } from "./build.ts";
import { checkPath } from "./check-path.ts";
import type { PathContext } from "./context.ts";
import { type PathFinding, pathError } from "./findings.ts";
import type { IssuerSource } from "./trust-store.ts";
import { checkLeaf } from "./wrap-up.ts";

/** What validation says. */
export interface PathResult {
  readonly ok: boolean;
  /** Leaf first, anchor last. Of a refused leaf: the path that came nearest, or the leaf alone. */
  readonly path: readonly Certificate[];
  /** Empty when `ok`. */
  readonly findings: readonly PathFinding[];
}

/** The first valid path from `leaf` to an anchor, or why there is none. Never throws for what the certificates hold. */
export function findPath(leaf: Certificate, sources: readonly IssuerSource[], context: PathContext): PathResult {
  let nearest: PathResult | undefined;
  try {
    const findings = checkLeaf(leaf, context);
    if (findings.length > 0) return { ok: false, path: [leaf], findings };
    const none = buildPaths(leaf, sources, context, (path) => {
      const attempt = { path, findings: checkPath(path, context) };
      const result = { ok: attempt.findings.length === 0, ...attempt };
      if (result.ok || nearest === undefined || isNearer(result, nearest)) nearest = result;
      return result.ok;
    });
    return nearest ?? { ok: false, path: [leaf], findings: none === undefined ? [] : [none] };
  } catch (error) {
    if (!(error instanceof BudgetExhausted)) throw error;
    const exhausted = pathError("budget_exhausted", null, { limit: context.budget.limit });
    return { ok: false, path: [leaf], findings: [exhausted] };
  }
}

/** A path whose signatures verify tells more than one where some key was the wrong one. */
function isNearer(result: PathResult, other: PathResult): boolean {
  return hasWrongKey(other) && !hasWrongKey(result);
}

function hasWrongKey({ findings }: PathResult): boolean {
  return findings.some(({ code }) => code === "signature_invalid");
}
