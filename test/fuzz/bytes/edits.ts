import type { Random } from "../random.ts";
import type { ByteElement } from "./elements.ts";
import type { Original } from "./subjects.ts";

/** An edited certificate; never the same octets as before. */
export function editedOctets({ certificate, elements }: Original, random: Random): Uint8Array {
  const der = certificate.der;
  for (;;) {
    const edited = random.oneIn(2) ? editElement(der, elements, random) : editOctets(der, random);
    if (Buffer.compare(edited, der) !== 0) return edited;
  }
}

/** Octets that mean something in DER: ends of ranges, tags, lengths, true and false. */
const TELLING = [
  0, 1, 2, 3, 4, 5, 6, 0x0c, 0x13, 0x16, 0x1f, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0, 0xa3, 0xff,
];

/** One to four single octets, without regard to what they mean. */
function editOctets(der: Uint8Array, random: Random): Uint8Array {
  let edited = der;
  for (let left = random.pick([1, 1, 1, 2, 3, 4]); left > 0; left--) edited = random.pick(OCTET_EDITS)(edited, random);
  return edited;
}

type Edit = (octets: Uint8Array, random: Random) => Uint8Array;

const flip: Edit = (octets, random) =>
  withOctet(octets, random.below(octets.length), (octet) => octet ^ (1 << random.below(8)));
const set: Edit = (octets, random) =>
  withOctet(octets, random.below(octets.length), () => (random.oneIn(2) ? random.pick(TELLING) : random.below(256)));

const OCTET_EDITS: readonly Edit[] = [
  flip,
  flip,
  set,
  set,
  // One more, and one too many.
  (octets, random) => splice(octets, random.below(octets.length + 1), 0, Uint8Array.of(random.pick(TELLING))),
  (octets, random) => splice(octets, random.below(octets.length), 1),
  // Two neighbours, and two from anywhere, change places.
  (octets, random) => exchange(octets, random.below(octets.length), 1),
  (octets, random) => exchange(octets, random.below(octets.length), random.below(octets.length)),
  // The end, or a piece, is cut off.
  (octets, random) => (random.oneIn(8) ? octets.slice(0, 1 + random.below(octets.length)) : flip(octets, random)),
];

function withOctet(octets: Uint8Array, at: number, change: (octet: number) => number): Uint8Array {
  const edited = octets.slice();
  edited[at] = change(edited[at] ?? 0);
  return edited;
}

function exchange(octets: Uint8Array, at: number, distance: number): Uint8Array {
  const other = (at + distance) % octets.length;
  const edited = octets.slice();
  edited[at] = octets[other] ?? 0;
  edited[other] = octets[at] ?? 0;
  return edited;
}

/** One element doubled, dropped, replaced or changed inside; mostly with the lengths around it made right again. */
function editElement(der: Uint8Array, elements: readonly ByteElement[], random: Random): Uint8Array {
  const element = random.pick(elements);
  const whole = der.subarray(element.start, element.end);
  switch (random.below(7)) {
    case 0:
      return replace(der, element, concat(whole, whole), random);
    case 1:
      return replace(der, element, new Uint8Array(0), random);
    case 2: {
      const other = random.pick(elements);
      return replace(der, element, der.subarray(other.start, other.end), random);
    }
    case 3: {
      const other = random.pick(elements);
      return replace(der, element, concat(whole, der.subarray(other.start, other.end)), random);
    }
    case 4:
      return exchangeElements(der, element, random.pick(elements));
    case 5:
      return replace(der, element, editContent(der, element, random), random);
    default:
      // Another tag over the same content.
      return withOctet(der, element.start, (tag) =>
        random.oneIn(2) ? random.pick(TELLING) : tag ^ (1 << random.below(8)),
      );
  }
}

/** The element with some octet of its content more, fewer or different, and its own length right. */
function editContent(der: Uint8Array, { start, content, end }: ByteElement, random: Random): Uint8Array {
  const octets = der.slice(content, end);
  const edited = octets.length === 0 ? Uint8Array.of(random.pick(TELLING)) : random.pick(OCTET_EDITS)(octets, random);
  return concat(Uint8Array.of(der[start] ?? 0), lengthOctets(edited.length), edited);
}

function exchangeElements(der: Uint8Array, one: ByteElement, two: ByteElement): Uint8Array {
  const [first, second] = one.start < two.start ? [one, two] : [two, one];
  if (first.end > second.start) return flipFirst(der, first);
  return concat(
    der.subarray(0, first.start),
    der.subarray(second.start, second.end),
    der.subarray(first.end, second.start),
    der.subarray(first.start, first.end),
    der.subarray(second.end),
  );
}

/** Of two elements that lie in each other the outer one gets another class. */
function flipFirst(der: Uint8Array, { start }: ByteElement): Uint8Array {
  return withOctet(der, start, (tag) => tag ^ 0x80);
}

/** The octets with another element in place of one. Three times out of four the lengths of all that holds it follow. */
function replace(der: Uint8Array, element: ByteElement, replacement: Uint8Array, random: Random): Uint8Array {
  const plain = splice(der, element.start, element.end - element.start, replacement);
  return random.oneIn(4) ? plain : withRightLengths(der, element, replacement);
}

function withRightLengths(der: Uint8Array, element: ByteElement, replacement: Uint8Array): Uint8Array {
  let edited = replacement;
  let { start, end } = element;
  for (const holder of element.holders.toReversed()) {
    const content = concat(der.subarray(holder.content, start), edited, der.subarray(end, holder.end));
    edited = concat(Uint8Array.of(der[holder.start] ?? 0), lengthOctets(content.length), content);
    ({ start, end } = holder);
  }
  return concat(der.subarray(0, start), edited, der.subarray(end));
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  return length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
}

function splice(octets: Uint8Array, at: number, remove: number, insert: Uint8Array = new Uint8Array(0)): Uint8Array {
  return concat(octets.subarray(0, at), insert, octets.subarray(at + remove));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
