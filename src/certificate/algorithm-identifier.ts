import type { DerElement, DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { elementOf, readObjectIdentifier } from "../asn1/values.ts";

/** AlgorithmIdentifier, RFC 5280 section 4.1.1.2. */
export interface AlgorithmIdentifier {
  /** Dotted OID. */
  readonly oid: string;
  /** Absent is not the same as NULL. */
  readonly parameterKind: "absent" | "null" | "other";
  /** The encoded parameters; undefined when absent. */
  readonly parameters: Uint8Array | undefined;
}

/** The next AlgorithmIdentifier. Throws `DerError`. */
export function readAlgorithmIdentifier(reader: DerReader, what: string): AlgorithmIdentifier {
  const after = reader.into(Tag.SEQUENCE, what);
  const oid = readObjectIdentifier(reader, what);
  const parameters = reader.atEnd ? undefined : reader.readAny(what);
  reader.leave(after, what);
  return new LocatedAlgorithm(oid, reader.bytes, parameters);
}

/** An identifier whose parameters are cut out when somebody asks for them: those of most algorithms are NULL or absent. */
class LocatedAlgorithm implements AlgorithmIdentifier {
  readonly oid: string;
  readonly parameterKind: AlgorithmIdentifier["parameterKind"];
  readonly #bytes: Uint8Array;
  readonly #parameters: DerElement | undefined;

  constructor(oid: string, bytes: Uint8Array, parameters: DerElement | undefined) {
    this.oid = oid;
    this.parameterKind = parameters === undefined ? "absent" : isNull(parameters) ? "null" : "other";
    this.#bytes = bytes;
    this.#parameters = parameters;
    Object.freeze(this);
  }

  get parameters(): Uint8Array | undefined {
    return this.#parameters === undefined ? undefined : elementOf(this.#bytes, this.#parameters);
  }
}

/** X.690 section 8.8: no content octets. */
function isNull({ tag, content, end }: DerElement): boolean {
  return tag === Tag.NULL && content === end;
}
