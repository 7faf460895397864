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

/** Whether a text holds a BEGIN or END line, be it a damaged one. */
export function holdsPemMarker(text: string): boolean {
  return /-{2,}\s*(?:BEGIN|END)\s*[A-Z0-9 .#]*|\b(?:BEGIN|END) [A-Z0-9 .#]+-{2,}/.test(text);
}

/** Whether a text holds the marker of any private key: PKCS#1, PKCS#8, SEC 1, encrypted, OpenSSH. */
export function holdsPrivateKeyMarker(text: string): boolean {
  return /(?:BEGIN|END)[A-Z0-9 ]*PRIVATE\s*KEY/.test(text);
}

function pushText(parts: PemPart[], text: string): void {
  if (text !== "") parts.push({ kind: "text", text });
}
