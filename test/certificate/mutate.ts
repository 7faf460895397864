import { DerError } from "../../src/asn1/der-error.ts";
import { DerReader } from "../../src/asn1/reader.ts";
import { Tag } from "../../src/asn1/tags.ts";
import { contentOf } from "../../src/asn1/values.ts";
import { concat, der } from "../../src/asn1/writer.ts";

/** Whole numbers from 0 to below `limit`, the same for the same seed: a 32-bit congruential generator, its output mixed. */
export type Random = (limit: number) => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit;
  };
}

/** One to three octets changed, put in, taken out or repeated: most leave no DER behind. */
export function editOctets(bytes: Uint8Array, random: Random): Uint8Array {
  let edited = bytes;
  for (let edits = 1 + random(3); edits > 0; edits--) edited = editOnce(edited, random);
  return edited;
}

function editOnce(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random(bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random(5)) {
    case 0:
      return concat(before, Uint8Array.of((after[0] ?? 0) ^ (1 << random(8))), after.subarray(1));
    case 1:
      return concat(before, Uint8Array.of(random(256)), after.subarray(1));
    case 2:
      return concat(before, Uint8Array.of(random(256)), after);
    case 3:
      return bytes.length < 2 ? bytes : concat(before, after.subarray(1));
    default:
      return concat(before, after.subarray(0, random(8)), after);
  }
}

/** An element with what it holds: elements, or octets. */
export interface Node {
  readonly tag: number;
  readonly members: readonly Node[] | Uint8Array;
}

/** The one element that DER octets are, opened as far as it can be, also inside OCTET STRINGs. */
export function openElement(bytes: Uint8Array): Node {
  const [node, ...others] = parse(bytes) ?? [];
  if (node === undefined || others.length > 0) throw new Error("not one element in DER");
  return node;
}

/** One element changed, doubled, moved or taken out, all lengths made right again: still DER, and wrong inside. */
export function editElement(node: Node, random: Random): Uint8Array {
  return encode(editNode(node, random));
}

function editNode(node: Node, random: Random): Node {
  const { tag, members } = node;
  if (members instanceof Uint8Array) {
    if (random(6) === 0) return { tag: random(256), members };
    return { tag, members: members.length === 0 ? Uint8Array.of(random(256)) : editOnce(members, random) };
  }
  const index = members.length === 0 ? 0 : random(members.length);
  const chosen = members[index];
  if (chosen === undefined || random(40) === 0) return { tag: random(256), members };
  switch (random(12)) {
    case 0:
      return { tag, members: members.toSpliced(index, 1) };
    case 1:
      return { tag, members: members.toSpliced(index, 0, chosen) };
    case 2:
      return { tag, members: [...members.toSpliced(index, 1), chosen] };
    case 3:
      return { tag, members: [] };
    default:
      return { tag, members: members.with(index, editNode(chosen, random)) };
  }
}

/** The elements that the octets consist of, if they consist of elements. */
function parse(bytes: Uint8Array): readonly Node[] | undefined {
  try {
    const reader = DerReader.over(bytes);
    const nodes: Node[] = [];
    while (!reader.atEnd) {
      const element = reader.readAny("element");
      const content = contentOf(bytes, element);
      const opens = (element.tag & 0x20) !== 0 || element.tag === Tag.OCTET_STRING;
      nodes.push({ tag: element.tag, members: (opens && content.length > 0 ? parse(content) : undefined) ?? content });
    }
    return nodes;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function encode({ tag, members }: Node): Uint8Array {
  return members instanceof Uint8Array ? der(tag, members) : der(tag, ...members.map(encode));
}
