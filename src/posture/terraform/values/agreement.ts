import { mappingOf, unknown, type Value } from "./value.ts";

/** More members than that are not compared. */
const MOST_COMPARED = 10_000;

/**
 * What can be said where one of several values counts and nobody knows which: what they have in common. Objects agree
 * member by member.
 *
 * @param why Why nobody knows, for what differs.
 */
export function agree(values: readonly Value[], why: string): Value {
  return new Agreement(why).of(values);
}

class Agreement {
  readonly #why: string;
  #compared = 0;

  constructor(why: string) {
    this.#why = why;
  }

  of([first, ...others]: readonly Value[]): Value {
    this.#compared += 1;
    if (first === undefined || this.#compared > MOST_COMPARED) return unknown(this.#why);
    return others.reduce<Value>((found, other) => this.#both(found, other), first);
  }

  #both(one: Value, other: Value): Value {
    if (one === other) return one;
    if (one.kind === "known" && other.kind === "known" && one.value === other.value) return one;
    if (one.kind === "list" && other.kind === "list" && one.items.length === other.items.length) {
      return { kind: "list", items: one.items.map((item, at) => this.#pair(item, other.items[at])) };
    }
    if (one.kind !== "mapping" || other.kind !== "mapping") return unknown(this.#why);
    const names = new Set([...one.entries.keys(), ...other.entries.keys()]);
    const isShared = (name: string): boolean => one.entries.has(name) && other.entries.has(name);
    const entries = [...names].map((name): [string, Value] => [
      name,
      isShared(name) ? this.#pair(one.entries.get(name), other.entries.get(name)) : unknown(this.#why),
    ]);
    return mappingOf(entries, one.further ?? other.further);
  }

  #pair(one: Value | undefined, other: Value | undefined): Value {
    return one === undefined || other === undefined ? unknown(this.#why) : this.of([one, other]);
  }
}
