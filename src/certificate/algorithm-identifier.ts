import type { DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { elementOf, readObjectIdentifier } from "../asn1/values.ts";

/** AlgorithmIdentifier, RFC 5280 section 4.1.1.2. */
export interface AlgorithmIdentifier {
  /** Dotted OID. */
  readonly oid: string;
  /** The encoded parameters; undefined when absent, which is not the same as NULL. */
  readonly parameters: Uint8Array | undefined;
}

/** The next AlgorithmIdentifier. Throws `DerError`. */
export function readAlgorithmIdentifier(reader: DerReader, what: string): AlgorithmIdentifier {
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const oid = readObjectIdentifier(reader.bytes, sequence.read(Tag.OBJECT_IDENTIFIER, what));
  const parameters = sequence.atEnd ? undefined : elementOf(reader.bytes, sequence.readAny(what));
  sequence.finish(what);
  return Object.freeze({ oid, parameters });
}

/** Whether parameters are an encoded NULL. */
export function isNull(parameters: Uint8Array): boolean {
  return parameters.length === 2 && parameters[0] === Tag.NULL && parameters[1] === 0;
}
