import { textOf } from "../../config/file-text.ts";
import { holdsPrivateKeyMarker } from "../../config/pem-text.ts";
import { unquote } from "../../config/text.ts";
import { type HeaderLine, readHeaderLines } from "./header-lines.ts";
import { type HeaderValue, recogniseValue, type ValueForm } from "./header-value.ts";

/** What the input is. `encoded` covers PEM in any state, base64 in lines, and all that turns out to be neither. */
export type Recognised =
  | { readonly kind: "encoded"; readonly form: "der" | "pem" | "base64-text" | "unknown"; readonly bytes: Uint8Array }
  | { readonly kind: "value"; readonly form: ValueForm; readonly value: string; readonly recognised: HeaderValue }
  | { readonly kind: "headers"; readonly lines: readonly HeaderLine[] };

/** Says what the octets are by their outline. Whether a certificate is in them is found out later. Never throws. */
export function recognise(bytes: Uint8Array): Recognised {
  const text = textOf(bytes);
  if (text === undefined) return { kind: "encoded", form: "der", bytes };
  const written = unquote(text);
  const isPem = /^-----BEGIN [^\r\n]*[\r\n]/m.test(written);
  const encoded = { kind: "encoded", bytes: Buffer.from(written, "latin1") } as const;
  // Whoever mixes a key with anything gets the error about the key.
  if (isPem || holdsPrivateKeyMarker(written)) return { ...encoded, form: "pem" };
  const recognised = recogniseValue(written);
  if (recognised !== undefined) return { kind: "value", form: recognised.form, value: written, recognised };
  const lines = readHeaderLines(written);
  if (lines !== undefined) return { kind: "headers", lines };
  if (/-----BEGIN /.test(written)) return { ...encoded, form: "pem" };
  const isBase64 = /^[A-Za-z0-9+/=\s\\]+$/.test(written) && written.length > 0;
  return { ...encoded, form: isBase64 ? "base64-text" : "unknown" };
}
