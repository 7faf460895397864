import { compare, type Disagreement, hierarchiesOf } from "./compare.ts";

/** What a run found. */
export interface Totals {
  hierarchies: number;
  /** At either level, so twice as many verdicts as hierarchies. */
  bothAccept: number;
  bothRefuse: number;
  /** We accept, they refuse. */
  weAccept: number;
  /** They accept, we refuse. */
  theyAccept: number;
  /** How many disagreements each difference took part in explaining. */
  readonly explained: Record<string, number>;
  readonly unexplained: Disagreement[];
}

/** Hierarchies judged at once. */
const BATCH = 500;

/** Compares `count` hierarchies of a seed, from the number `first` on. */
export async function run(
  openssl: string,
  { seed, first, count }: { readonly seed: number; readonly first: number; readonly count: number },
  progress: (totals: Totals) => void = () => undefined,
): Promise<Totals> {
  const totals: Totals = {
    hierarchies: 0,
    bothAccept: 0,
    bothRefuse: 0,
    weAccept: 0,
    theyAccept: 0,
    explained: {},
    unexplained: [],
  };
  while (totals.hierarchies < count) {
    const batch = Math.min(BATCH, count - totals.hierarchies);
    const found = await compare(openssl, hierarchiesOf(seed, first + totals.hierarchies, batch));
    totals.hierarchies += batch;
    totals.bothAccept += found.bothAccept;
    totals.bothRefuse += found.bothRefuse;
    for (const disagreement of found.disagreements) note(totals, disagreement);
    progress(totals);
  }
  return totals;
}

function note(totals: Totals, disagreement: Disagreement): void {
  totals[disagreement.weAccept ? "weAccept" : "theyAccept"] += 1;
  if (disagreement.explainedBy === undefined) totals.unexplained.push(disagreement);
  for (const id of new Set(disagreement.explainedBy)) totals.explained[id] = (totals.explained[id] ?? 0) + 1;
}
