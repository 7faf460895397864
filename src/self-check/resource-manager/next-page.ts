/**
 * Where a list goes on. The link comes from the answer, and the token would go where it leads: only the origin and
 * the path that were asked, or a path below, are taken.
 *
 * @param link `nextLink`: an absolute URL; absent, null or empty at the end (Azure REST API guidelines, pagination).
 */
export function nextPage(link: unknown, asked: URL): URL | "elsewhere" | undefined {
  if (link === undefined || link === null || link === "") return undefined;
  if (typeof link !== "string" || !URL.canParse(link)) return "elsewhere";
  const url = new URL(link);
  const hasCredentials = url.username !== "" || url.password !== "";
  return url.origin === asked.origin && !hasCredentials && isAtOrBelow(url.pathname, asked.pathname)
    ? url
    : "elsewhere";
}

/** Resource Manager spells paths in links as it likes. */
function isAtOrBelow(path: string, asked: string): boolean {
  const [one, other] = [comparable(path), comparable(asked)];
  return one !== undefined && other !== undefined && (one === other || one.startsWith(`${other}/`));
}

function comparable(path: string): string | undefined {
  try {
    // An encoded slash stays encoded, so that no segment can become two.
    return decodeURI(path).toLowerCase();
  } catch {
    return undefined;
  }
}
