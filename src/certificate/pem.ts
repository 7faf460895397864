/** One block of RFC 7468 text. */
export interface PemBlock {
  /** What stands between `BEGIN` and the dashes: `CERTIFICATE`. */
  readonly label: string;
  readonly der: Uint8Array;
  /** Line of the BEGIN marker, from 1. */
  readonly line: number;
}

/** Text that is no PEM; `line` from 1. Never carries the text itself. */
export class PemError extends Error {
  override readonly name = "PemError";
  readonly line: number;

  constructor(message: string, line: number) {
    super(`${message} (line ${line})`);
    this.line = line;
  }
}

const MARKER = /^-----(BEGIN|END) ([A-Z0-9 .#]+)-----\s*$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

interface OpenBlock {
  readonly label: string;
  readonly line: number;
  body: string;
}

/**
 * All blocks of a PEM text (RFC 7468), in order. Text between blocks is explanatory and passed over; inside a block
 * only base64 and white space are allowed. Throws `PemError`; text without any block gives an empty list.
 */
export function decodePem(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: OpenBlock | undefined;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const marker = MARKER.exec(raw.trim());
    if (marker?.[1] === "BEGIN") {
      if (open !== undefined) throw new PemError(`the block "${open.label}" has no END line`, open.line);
      open = { label: marker[2] as string, line, body: "" };
    } else if (marker !== null) {
      if (open === undefined || open.label !== marker[2])
        throw new PemError("an END line without its BEGIN line", line);
      blocks.push({ label: open.label, der: decodeBody(open.body, open.line), line: open.line });
      open = undefined;
    } else if (open !== undefined) {
      open.body += raw.replace(/[ \t]+/g, "");
    }
  }
  if (open !== undefined) throw new PemError(`the block "${open.label}" has no END line`, open.line);
  return blocks;
}

/** One certificate as PEM with lines of 64 characters. */
export function encodePem(der: Uint8Array): string {
  const body = Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
}

function decodeBody(body: string, line: number): Uint8Array {
  if (!BASE64.test(body)) throw new PemError("a block holds something other than base64", line);
  const bytes = Buffer.from(body, "base64");
  if (bytes.toString("base64") !== body) throw new PemError("a block ends in the middle of its base64", line);
  return Uint8Array.from(bytes);
}
