/** A continuation octet of UTF-8. */
const TAIL = "%[89ab][0-9a-f]";

/** IIS's own escape of a UTF-16 code unit (`%u0041`), and an octet of ASCII. */
const ONE = "%u[0-9a-f]{4}|%[0-7][0-9a-f]";

/** A character by the first UTF-8 (RFC 2279), which had up to six octets and did not rule out more than it needs. */
const LENIENT = new RegExp(
  [
    ONE,
    `%[cd][0-9a-f]${TAIL}`,
    `%e[0-9a-f](?:${TAIL}){2}`,
    `%f[0-7](?:${TAIL}){3}`,
    `%f[89ab](?:${TAIL}){4}`,
    `%f[cd](?:${TAIL}){5}`,
  ].join("|"),
  "gi",
);

/** A character by RFC 3629 section 4, as a group; else what is none. */
const STRICT = new RegExp(
  `(${[
    ONE,
    `%(?:c[2-9a-f]|d[0-9a-f])${TAIL}`,
    `%e0%[ab][0-9a-f]${TAIL}`,
    `%e[1-9a-cef](?:${TAIL}){2}`,
    `%ed%[89][0-9a-f]${TAIL}`,
    `%f0%[9ab][0-9a-f](?:${TAIL}){2}`,
    `%f[1-3](?:${TAIL}){3}`,
    `%f4%8[0-9a-f](?:${TAIL}){2}`,
  ].join("|")})|%(?:[0-9a-f]{2})?`,
  "gi",
);

/**
 * Decodes escapes as the most lenient readers do: octets that encode a character at more length than it needs count as
 * that character, and what encodes none stays as it is.
 *
 * @param kept Characters whose escapes stay too.
 */
export function decodeEscapes(path: string, kept: string): string {
  return path.replace(LENIENT, (escapes) => {
    const code = codeOf(escapes);
    if (code > 0x10ffff) return escapes;
    const character = String.fromCodePoint(code);
    return kept.includes(character) ? escapes : character;
  });
}

/** Reads octets outside ASCII as letters of Latin-1, one each. Those of ASCII stay for other readers. */
export function decodeLatin1(path: string): string {
  return path.replace(/%[89a-f][0-9a-f]/gi, (octet) => String.fromCharCode(hex(octet)));
}

/**
 * Reads `%c1%1c` as `%5c`: after the two octets that only begin overlong characters, some readers take six bits of
 * whatever comes.
 */
export function shortenOverlong(path: string): string {
  return path.replace(/(%c[01])(%[0-7][0-9a-f])/gi, (_, lead: string, octet: string) => {
    const code = ((hex(lead) & 1) << 6) | (hex(octet) & 0x3f);
    return `%${code.toString(16).padStart(2, "0")}`;
  });
}

/** Leaves out what strict readers cannot decode: octets that are no UTF-8, and percent signs that begin no escape. */
export function dropUndecodable(path: string): string {
  return path.replace(STRICT, (_, valid = "") => valid);
}

function codeOf(escapes: string): number {
  if (escapes.length === 3) return hex(escapes);
  if (escapes[1] === "u" || escapes[1] === "U") return Number.parseInt(escapes.slice(2), 16);
  // The first octet has as many ones as there are octets, and then a zero.
  let code = hex(escapes) & (0x7f >> (escapes.length / 3));
  for (let at = 3; at < escapes.length; at += 3) code = (code << 6) | (hex(escapes, at) & 0x3f);
  return code;
}

/** The octet whose escape is here. */
function hex(escapes: string, at = 0): number {
  return Number.parseInt(escapes.slice(at + 1, at + 3), 16);
}
