/**
 * Most certificates beside the client's own that are tried as issuers; those after it are left out. A path has at most
 * twelve, of which one is the leaf and one an anchor that is configured.
 */
export const MAX_CANDIDATES: number = 10;
