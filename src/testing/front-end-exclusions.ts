/**
 * Whether the front end lets a request by without a certificate: its path starts with an entry, without regard to case
 * ("Configure TLS mutual authentication for Azure App Service"). Whether the platform ends an entry at a segment, or
 * decodes the path first, is documented nowhere; here neither.
 *
 * @param target As in the request line.
 */
export function isExcluded(target: string, entries: readonly string[]): boolean {
  const path = pathOf(target).toLowerCase();
  return entries.some((entry) => path.startsWith(withLeadingSlash(entry).toLowerCase()));
}

/** Without the query, and of the absolute form (RFC 9112 section 3.2.2) what follows the authority. */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "");
  return path.split("?", 1)[0] || "/";
}

function withLeadingSlash(entry: string): string {
  return entry.startsWith("/") ? entry : `/${entry}`;
}
