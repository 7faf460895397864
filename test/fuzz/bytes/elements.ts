/** One element of a certificate by offsets, and the elements that hold it, outermost first. */
export interface ByteElement {
  readonly start: number;
  readonly content: number;
  readonly end: number;
  readonly holders: readonly ByteElement[];
}

/** All elements of well-formed DER, also those inside OCTET STRINGs and BIT STRINGs that hold DER. */
export function readElements(der: Uint8Array): readonly ByteElement[] {
  const found: ByteElement[] = [];
  readInto(found, der, 0, der.length, []);
  return found;
}

const OCTET_STRING = 4;
const BIT_STRING = 3;

/** False, and nothing added, when the range is not elements from its start to its end. */
function readInto(
  found: ByteElement[],
  der: Uint8Array,
  start: number,
  end: number,
  holders: readonly ByteElement[],
): boolean {
  const before = found.length;
  for (let at = start; at < end; ) {
    const element = readOne(der, at, end, holders);
    if (element === undefined) {
      found.length = before;
      return false;
    }
    found.push(element);
    const tag = der[at] ?? 0;
    const inside = [...holders, element];
    const isString = tag === OCTET_STRING || tag === BIT_STRING;
    const content = element.content + (tag === BIT_STRING ? 1 : 0);
    if ((isString && element.end - content > 2) || (tag & 0x20) !== 0)
      readInto(found, der, content, element.end, inside);
    at = element.end;
  }
  return true;
}

function readOne(
  der: Uint8Array,
  start: number,
  end: number,
  holders: readonly ByteElement[],
): ByteElement | undefined {
  const first = der[start + 1] ?? 0xff;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (start + 2 > end || first === 0x80 || count > 3) return undefined;
  let length = count === 0 ? first : 0;
  for (let at = 0; at < count; at++) length = length * 256 + (der[start + 2 + at] ?? 0);
  const content = start + 2 + count;
  return content + length > end ? undefined : { start, content, end: content + length, holders };
}
