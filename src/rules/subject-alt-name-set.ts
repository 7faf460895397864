import type { Certificate } from "../certificate/certificate.ts";
import type { GeneralName } from "../certificate/general-name.ts";
import { dnsToken, emailToken, ipToken, upnToken, uriToken } from "./alt-name-token.ts";
import { formatIpAddress } from "./ip-address.ts";
import type { SubjectAltNamePattern } from "./subject-alt-name.ts";

/** A certificate's subject alternative names as rules compare them. */
export interface ComparableAltNames {
  /** Comparable form of each name that a pattern can match. */
  readonly tokens: ReadonlySet<string>;
  /** How many names of the kind URI there are, readable or not. */
  readonly uriCount: number;
}

/** The comparable subject alternative names of a certificate; empty when it has none. */
export function comparableAltNames(certificate: Certificate): ComparableAltNames {
  const names = certificate.extensions.subjectAltName?.names ?? [];
  const tokens = names.map(altNameToken).filter((token) => token !== undefined);
  return {
    tokens: new Set(tokens),
    uriCount: names.filter(({ kind }) => kind === "uniformResourceIdentifier").length,
  };
}

/** A certificate's subject alternative names as rules write them; kinds without a spelling and unreadable ones are left out. */
export function altNameTexts(certificate: Certificate): readonly string[] {
  const names = certificate.extensions.subjectAltName?.names ?? [];
  return names.map(altNameText).filter((text) => text !== undefined);
}

/** Several patterns of which one must match. A long list costs as a short one. */
export class SubjectAltNameSet {
  readonly #byToken: ReadonlyMap<string, SubjectAltNamePattern>;

  constructor(patterns: readonly SubjectAltNamePattern[]) {
    // Reversed, so that of two equal ones the first is kept.
    this.#byToken = new Map([...patterns].reverse().map((pattern) => [pattern.token, pattern]));
    Object.freeze(this);
  }

  /** A pattern that one of the certificate's names matches. Costs by whichever of the two lists is shorter. */
  find({ tokens, uriCount }: ComparableAltNames): SubjectAltNamePattern | undefined {
    const [fewer, others] = tokens.size <= this.#byToken.size ? [tokens, this.#byToken] : [this.#byToken, tokens];
    for (const token of fewer.keys()) {
      const pattern = others.has(token) ? this.#byToken.get(token) : undefined;
      // SPIFFE's X509-SVID, section 2: more than one URI is invalid, because it leaves open which of them is the identity.
      if (pattern !== undefined && (!pattern.wantsOnlyUri || uriCount === 1)) return pattern;
    }
    return undefined;
  }
}

/** Undefined for what no pattern may match: other kinds, and names with a character that readers cut, hide or could not read. */
function altNameToken(name: GeneralName): string | undefined {
  if (!isPrintable(name)) return undefined;
  switch (name.kind) {
    case "dNSName":
      return dnsToken(name.value);
    case "uniformResourceIdentifier":
      return uriToken(name.value);
    case "rfc822Name":
      return emailToken(name.value);
    case "iPAddress":
      return ipToken(name.value);
    case "otherName":
      return name.upn === undefined ? undefined : upnToken(name.upn);
    default:
      return undefined;
  }
}

function altNameText(name: GeneralName): string | undefined {
  if (!isPrintable(name)) return undefined;
  switch (name.kind) {
    case "dNSName":
      return `dns:${name.value}`;
    case "uniformResourceIdentifier":
      return `uri:${name.value}`;
    case "rfc822Name":
      return `email:${name.value}`;
    case "iPAddress": {
      const address = formatIpAddress(name.value);
      return address === undefined ? undefined : `ip:${address}`;
    }
    case "otherName":
      return name.upn === undefined ? undefined : `upn:${name.upn}`;
    default:
      return undefined;
  }
}

function isPrintable(name: GeneralName): boolean {
  const text = name.kind === "otherName" ? name.upn : name.value;
  return typeof text !== "string" || !/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufffd]/u.test(text);
}
