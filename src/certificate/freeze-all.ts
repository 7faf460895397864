/** Freezes a list and what it holds. */
export function freezeAll<Item extends object>(list: Item[]): readonly Item[] {
  for (const item of list) Object.freeze(item);
  return Object.freeze(list);
}
