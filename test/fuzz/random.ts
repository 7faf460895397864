/**
 * Numbers that look random and are the same for the same seed: sfc32. One stream per case, so that a case can be made again
 * without those before it.
 */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: number, stream: number) {
    this.#state = Uint32Array.of(seed, stream, seed ^ 0x9e3779b9, 1);
    for (let round = 0; round < 15; round++) this.#next();
  }

  #next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const sum = (a + b + counter) >>> 0;
    this.#state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + sum, counter + 1]);
    return sum;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor((this.#next() / 2 ** 32) * limit);
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** From `least` to `most` picks, the same item more than once if it comes so. */
  several<Item>(items: readonly Item[], least: number, most: number): Item[] {
    return Array.from({ length: least + this.below(most - least + 1) }, () => this.pick(items));
  }
}
