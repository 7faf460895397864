import { BlockList, isIP } from "node:net";

/** Which of the app's identities is meant. Undefined: the system-assigned one. */
export type IdentitySelection =
  | { readonly clientId: string }
  | { readonly principalId: string }
  | { readonly resourceId: string };

/** Where the platform may put the endpoint: on this machine or beside it, never out in the world. */
const NEAR = new BlockList();
for (const [network, prefix, family] of [
  ["127.0.0.0", 8, "ipv4"], // loopback (RFC 1122 section 3.2.1.3)
  ["169.254.0.0", 16, "ipv4"], // link-local (RFC 3927)
  ["10.0.0.0", 8, "ipv4"], // private (RFC 1918)
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::1", 128, "ipv6"], // loopback (RFC 4291)
  ["fe80::", 10, "ipv6"], // link-local (RFC 4291)
  ["fc00::", 7, "ipv6"], // unique local (RFC 4193)
] as const) {
  NEAR.addSubnet(network, prefix, family);
}

/**
 * Reads `IDENTITY_ENDPOINT`. Whoever can write an environment variable could else have the identity's secret sent to a
 * host of their own, so only http to an address of this machine or of its own network is taken.
 *
 * @returns Undefined: it is no such endpoint.
 */
export function parseTokenEndpoint(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.protocol === "http:" && url.username === "" && url.password === "" && url.hash === "";
  return isPlain && isNear(url.hostname) ? url : undefined;
}

/** The address to ask for a token (App Service's article on managed identities, API version 2019-08-01). */
export function tokenRequestUrl(endpoint: URL, resource: string, identity: IdentitySelection | undefined): URL {
  const url = new URL(endpoint);
  url.searchParams.set("resource", resource);
  url.searchParams.set("api-version", "2019-08-01");
  if (identity !== undefined) url.searchParams.set(...selector(identity));
  return url;
}

function selector(identity: IdentitySelection): [name: string, value: string] {
  if ("clientId" in identity) return ["client_id", identity.clientId];
  if ("principalId" in identity) return ["principal_id", identity.principalId];
  return ["mi_res_id", identity.resourceId];
}

/** The URL parser has already brought every spelling of an address into its usual form. */
function isNear(hostname: string): boolean {
  if (hostname === "localhost") return true;
  const address = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(address);
  return family !== 0 && NEAR.check(address, family === 4 ? "ipv4" : "ipv6");
}
