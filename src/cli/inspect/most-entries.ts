/** Most entries of one list that are printed; JSON has them all. */
export const MOST_ENTRIES = 32;
