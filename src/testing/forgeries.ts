import type { FindingCode } from "../verdict/finding.ts";
import type { HeaderFrontEnd, HeaderRecord, InDer } from "./certificate-headers.ts";
import { headerFor, proxyElements, toRawHeaders, toSettings } from "./certificate-headers.ts";
import { forwardedForgeries } from "./forwarded-forgeries.ts";

/** The header lines of one attempt to pass for somebody else, and what must come of it. */
export interface Forgery {
  readonly name: string;
  /** What the client tries. */
  readonly meaning: string;
  /** Names and values in turn, as they reach the app: for `sendRawHeaders`, or a validator's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  /**
   * The reason of the refusal; or `real`: the request is judged by the real certificate, as if the forgery were not
   * there. Never anything else, and never the forged one.
   */
  readonly expected: FindingCode | "real";
}

/** The two certificates of a forgery. For a meaningful test the guard admits both, as two callers. */
export interface ForgeryParties {
  /** What the client showed in the handshake and the front end wrote. */
  readonly real: InDer;
  /** Whom it wants to pass for. A certificate is no secret, so it may well have that one. */
  readonly forged: InDer;
}

/**
 * Requests in which a client's own certificate header has come past the front end, beside the real one. What no app can
 * tell, and no test of an app can show, is a forged header that stands alone: that is why the host is checked.
 *
 * They need `sendRawHeaders`, or a validator: clients that take an object of headers cannot double a line.
 *
 * Throws TypeError for a front end that writes no header.
 */
export function forgeHeaders(frontEnd: HeaderFrontEnd, { real, forged }: ForgeryParties): readonly Forgery[] {
  const settings = toSettings(frontEnd);
  const own = headerFor(settings, real);
  // The certificate's own header; a gateway's verdict stands behind it.
  const [line] = Object.entries(headerFor(settings, forged));
  const forgery = Object.fromEntries(line === undefined ? [] : [line]);
  return [
    ...doubled(own, forgery),
    ...namedOtherwise(own, forgery),
    besideAnother(own, forged),
    {
      name: "plain-http",
      meaning: "the real header on a request of which the front end says that it came without TLS",
      rawHeaders: [...toRawHeaders(own), "X-Forwarded-Proto", "http"],
      expected: "plain_http",
    },
    ...(settings.name === "container-apps" ? forwardedForgeries({ real, forged }, proxyElements(settings)) : []),
    ...(settings.name === "rfc9440" ? forgedChains(own, forged) : []),
    ...(settings.name === "application-gateway" ? forgedVerifications(own, settings.verificationHeader) : []),
  ];
}

/** Two lines, or two values in one line. */
function doubled(own: HeaderRecord, forgery: HeaderRecord): readonly Forgery[] {
  const [real, forged] = [toRawHeaders(own), toRawHeaders(forgery)];
  const upper = toRawHeaders(renamed(forgery, (name) => name.toUpperCase()));
  const lower = toRawHeaders(renamed(forgery, (name) => name.toLowerCase()));
  const twice = (name: string, meaning: string, ...lines: readonly (readonly string[])[]): Forgery => ({
    name,
    meaning,
    rawHeaders: lines.flat(),
    expected: "header_duplicated",
  });
  const joined = (name: string, meaning: string, join: (real: string, forged: string) => string): Forgery => ({
    name,
    meaning,
    rawHeaders: toRawHeaders(joinValues(own, forgery, join)),
    expected: "header_malformed",
  });
  return [
    twice("doubled-before", "a line of its own before the real one", forged, real),
    twice("doubled-after", "a line of its own after the real one", real, forged),
    twice("doubled-lower-case", "a line of its own whose name is in lower case", lower, real),
    twice("doubled-upper-case", "a line of its own whose name is in upper case", upper, real),
    joined("joined-before", "both values in one line, its own first", (ours, theirs) => `${theirs}, ${ours}`),
    joined("joined-after", "both values in one line, its own last", (ours, theirs) => `${ours}, ${theirs}`),
  ];
}

/** Names that some servers take for the header's: CGI makes `_` of `-`. */
function namedOtherwise(own: HeaderRecord, forgery: HeaderRecord): readonly Forgery[] {
  const beside = (name: string, meaning: string, rename: (header: string) => string): Forgery => ({
    name,
    meaning,
    rawHeaders: [...toRawHeaders(renamed(forgery, rename)), ...toRawHeaders(own)],
    expected: "real",
  });
  return [
    beside("underscores", "a line of its own with underscores in its name", (name) => name.replaceAll("-", "_")),
    beside("longer-name", "a line of its own whose name goes on", (name) => `${name}-2`),
  ];
}

/** A header that another front end would have written. */
function besideAnother(own: HeaderRecord, forged: InDer): Forgery {
  const isAppService = Object.hasOwn(own, "X-ARR-ClientCert");
  const other = headerFor(isAppService ? "container-apps" : "app-service", forged);
  return {
    name: "header-of-another-front-end",
    meaning: `a line of its own called ${Object.keys(other)[0]}`,
    rawHeaders: [...toRawHeaders(other), ...toRawHeaders(own)],
    expected: "real",
  };
}

function renamed(headers: HeaderRecord, rename: (name: string) => string): HeaderRecord {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]));
}

/** `forgery` has the header of the certificate alone; the others stay as they are. */
function joinValues(
  own: HeaderRecord,
  forgery: HeaderRecord,
  join: (real: string, forged: string) => string,
): HeaderRecord {
  const joined = Object.entries(forgery).map(([name, forged]) => [name, join(own[name] ?? "", forged)]);
  return { ...own, ...Object.fromEntries(joined) };
}

/** The chain holds issuers, never the client (RFC 9440 section 2.3). */
function forgedChains(own: HeaderRecord, forged: InDer): readonly Forgery[] {
  const chain = headerFor("rfc9440", forged, { chain: [forged] })["Client-Cert-Chain"] ?? "";
  return [
    {
      name: "certificate-in-chain",
      meaning: "a chain that holds the other certificate",
      rawHeaders: [...toRawHeaders(own), "Client-Cert-Chain", chain],
      expected: "real",
    },
    {
      name: "chain-alone",
      meaning: "a chain without the certificate",
      rawHeaders: ["Client-Cert-Chain", chain],
      expected: "header_missing",
    },
  ];
}

/** What the gateway says of the certificate: only `SUCCESS`, once and to the letter, is yes. */
function forgedVerifications(own: HeaderRecord, header: string | undefined): readonly Forgery[] {
  if (header === undefined) return [];
  const without = Object.fromEntries(Object.entries(own).filter(([name]) => name !== header));
  const said = (name: string, meaning: string, values: readonly string[], expected: FindingCode): Forgery => ({
    name,
    meaning,
    rawHeaders: [...toRawHeaders(without), ...values.flatMap((value) => [header, value])],
    expected,
  });
  return [
    said("verification-missing", "no word of the gateway's", [], "verification_failed"),
    said("verification-failed", "a gateway that says no", ["FAILED:certificate has expired"], "verification_failed"),
    said("verification-longer", "a word that begins like the right one", ["SUCCESSful"], "verification_failed"),
    said("verification-doubled", "the gateway's no and a yes of its own", ["FAILED:x", "SUCCESS"], "header_duplicated"),
  ];
}
