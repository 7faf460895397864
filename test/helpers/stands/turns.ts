import type { StandTarget } from "./options.ts";

/** Says whose turn it is, each time it is called: in proportion to the weights, and as evenly as they allow. */
export function inTurn(targets: readonly StandTarget[]): () => number {
  const turns = targets.map(({ port, weight = 1 }) => ({ port, weight, credit: 0 }));
  const total = turns.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    for (const turn of turns) turn.credit += turn.weight;
    const next = turns.reduce((best, turn) => (turn.credit > best.credit ? turn : best));
    next.credit -= total;
    return next.port;
  };
}
