/** One thing to measure: a header in, accepted or not out. */
export interface Subject {
  readonly name: string;
  readonly run: (header: string) => boolean | Promise<boolean>;
  readonly headers: readonly string[];
  /** What every answer must be; a subject that answers otherwise would be measured doing something else. */
  readonly answer: boolean;
}

export interface Measured {
  readonly name: string;
  /** Median over the rounds, microseconds for one call. */
  readonly microseconds: number;
  /** Median over the rounds of this subject's time over the first subject's in the same round. */
  readonly ratioToFirst: number;
}

/**
 * Runs the subjects in turn, round after round, so that a machine that slows down slows all of them. Throws when one answers wrongly.
 *
 * Each has a long turn first, which does not count: a server has answered thousands of requests by the time anybody asks how fast it is.
 *
 * @param rounds How often each has its turn.
 * @param milliseconds How long a turn lasts at least; the warm-up lasts 100 times as long.
 */
export async function measure(
  subjects: readonly Subject[],
  rounds = 15,
  milliseconds = 60,
): Promise<readonly Measured[]> {
  const times = subjects.map((): number[] => []);
  for (const subject of subjects) await turn(subject, milliseconds * 100);
  for (let round = 0; round < rounds; round++) {
    for (const [index, subject] of subjects.entries()) times[index]?.push(await turn(subject, milliseconds));
  }
  const [first = []] = times;
  return subjects.map(({ name }, index) => {
    const own = times[index] ?? [];
    const ratios = own.map((time, round) => time / (first[round] ?? Number.NaN));
    return { name, microseconds: median(own), ratioToFirst: median(ratios) };
  });
}

/** At least as long as asked for and at least eight calls, each with the next header. */
async function turn({ name, run, headers, answer }: Subject, milliseconds: number): Promise<number> {
  const start = process.hrtime.bigint();
  const end = start + BigInt(milliseconds) * 1_000_000n;
  let calls = 0;
  let now = start;
  while (now < end || calls % 8 !== 0) {
    const given = run(headers[calls % headers.length] as string);
    if ((typeof given === "boolean" ? given : await given) !== answer) throw new Error(`${name} answered wrongly`);
    calls += 1;
    if (calls % 8 === 0) now = process.hrtime.bigint();
  }
  return Number(now - start) / calls / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
