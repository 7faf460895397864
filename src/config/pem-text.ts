/** A PEM block as text; the body is not decoded yet. */
export interface PemBlockText {
  readonly kind: "block";
  readonly label: string;
  readonly body: string;
}

/** One piece of a text: a PEM block, or what stands before, between and after blocks. */
export type PemPart = PemBlockText | { readonly kind: "text"; readonly text: string };

const BLOCK = /-----BEGIN ([A-Z0-9 .#]{1,64})-----([^-]*)-----END \1-----/g;

/**
 * Cuts a text at its PEM blocks (RFC 7468), however their line ends were treated: kept, written out as `\n`, turned
 * into spaces or lost. A BEGIN line without its END line stays inside a `text` part; see `holdsPemMarker`.
 */
export function cutPem(text: string): readonly PemPart[] {
  const parts: PemPart[] = [];
  let end = 0;
  for (const match of text.matchAll(BLOCK)) {
    pushText(parts, text.slice(end, match.index));
    parts.push({ kind: "block", label: match[1] as string, body: match[2] as string });
    end = match.index + match[0].length;
  }
  pushText(parts, text.slice(end));
  return parts;
}

/** Whether a text holds a BEGIN or END line, be it a damaged one. Labels are bounded as above, which bounds the cost too. */
export function holdsPemMarker(text: string): boolean {
  return /--\s*(?:BEGIN|END)|\b(?:BEGIN|END) [A-Z0-9 .#]{1,64}--/.test(text);
}

/** What opens a label, what makes it a private key's, and what ends it. */
const KEY_LABEL = /(?<opening>BEGIN|END)|(?<key>PRIVATE\s*KEY)|[^A-Z0-9 ]+/g;

/**
 * Whether a text holds the marker of any private key: PKCS#1, PKCS#8, SEC 1, encrypted, OpenSSH. That is BEGIN or END,
 * and behind it, with nothing between but what labels are made of, PRIVATE KEY. Each character is looked at once, however
 * many labels begin.
 */
export function holdsPrivateKeyMarker(text: string): boolean {
  if (!text.includes("PRIVATE")) return false;
  let isInLabel = false;
  for (const { groups } of text.matchAll(KEY_LABEL)) {
    if (groups?.["key"] === undefined) isInLabel = groups?.["opening"] !== undefined;
    else if (isInLabel) return true;
  }
  return false;
}

function pushText(parts: PemPart[], text: string): void {
  if (text !== "") parts.push({ kind: "text", text });
}
