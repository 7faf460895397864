/**
 * What each kind of work costs. One unit is one comparison of two names. A signature costs so much that the whole budget buys
 * 100 of them.
 */
export const WORK = {
  comparison: 1,
  /** One issuer considered during path building. */
  candidate: 10,
  signature: 2_500,
} as const;

/**
 * Default budget. rustls-webpki (src/verify_cert.rs, `Budget`) grants 100 signatures and 250,000 name comparisons to one path;
 * both are this many units here. Its 200,000 steps of path building are 25,000 here, because one alone costs more in JavaScript.
 */
export const DEFAULT_BUDGET = 250_000;

/** Thrown by `Budget.spend`; `validatePath` turns it into the finding `budget_exhausted`. */
export class BudgetExhausted extends Error {
  override readonly name = "BudgetExhausted";
}

/** Bounds the work that one validation may cause, whatever its input. */
export class Budget {
  readonly limit: number;
  #left: number;

  constructor(limit: number) {
    this.limit = limit;
    this.#left = limit;
  }

  /** Units used so far. */
  get used(): number {
    return this.limit - this.#left;
  }

  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new BudgetExhausted(`more than ${this.limit} units of work`);
  }
}
