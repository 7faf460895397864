import { DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { readObjectIdentifier, skipObjectIdentifier } from "../asn1/values.ts";
import type { Critical } from "./extension-values.ts";
import { freezeAll } from "./freeze-all.ts";
import { type GeneralName, readGeneralName, readGeneralNames, skipGeneralName } from "./general-name.ts";

// The two extensions that are mostly names. Their decoders check everything at once, as those in extension-values.ts do, and
// leave the text for whoever asks: most requests ask for none of it.

/** RFC 5280 section 4.2.1.6. At least one name. */
export interface SubjectAltName {
  readonly names: readonly GeneralName[];
}

export function subjectAltName(reader: DerReader, critical: boolean): Critical<SubjectAltName> {
  const after = reader.into(Tag.SEQUENCE, "subjectAltName");
  const located = new LocatedAltName(reader, critical);
  do skipGeneralName(reader, "subjectAltName");
  while (!reader.atEnd);
  reader.leave(after, "subjectAltName");
  return located;
}

/** Checked before. Its text is decoded for whoever asks: name constraints, a rule about alternative names, the app. */
class LocatedAltName implements Critical<SubjectAltName> {
  readonly critical: boolean;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  #names: readonly GeneralName[] | undefined;

  /** @param reader Over the names. */
  constructor(reader: DerReader, critical: boolean) {
    this.#bytes = reader.bytes;
    this.#start = reader.offset;
    this.#end = reader.end;
    this.critical = critical;
    Object.freeze(this);
  }

  get names(): readonly GeneralName[] {
    this.#names ??= readGeneralNames(DerReader.between(this.#bytes, this.#start, this.#end), "subjectAltName");
    return this.#names;
  }

  toJSON(): object {
    return { names: this.names, critical: this.critical };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return this.toJSON();
  }
}

/** RFC 5280 section 4.2.2.1. At least one description. */
export interface AuthorityInfoAccess {
  readonly descriptions: readonly { readonly accessMethod: string; readonly accessLocation: GeneralName }[];
}

export function authorityInfoAccess(reader: DerReader, critical: boolean): Critical<AuthorityInfoAccess> {
  const what = "authorityInfoAccess";
  const after = reader.into(Tag.SEQUENCE, what);
  const located = new LocatedInfoAccess(reader, critical);
  do {
    const afterDescription = reader.into(Tag.SEQUENCE, what);
    skipObjectIdentifier(reader, what);
    skipGeneralName(reader, what);
    reader.leave(afterDescription, what);
  } while (!reader.atEnd);
  reader.leave(after, what);
  return located;
}

/** Checked before. Nothing on a request's way asks what it says, so it is decoded for whoever does. */
class LocatedInfoAccess implements Critical<AuthorityInfoAccess> {
  readonly critical: boolean;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  #descriptions: AuthorityInfoAccess["descriptions"] | undefined;

  /** @param reader Over the names. */
  constructor(reader: DerReader, critical: boolean) {
    this.#bytes = reader.bytes;
    this.#start = reader.offset;
    this.#end = reader.end;
    this.critical = critical;
    Object.freeze(this);
  }

  get descriptions(): AuthorityInfoAccess["descriptions"] {
    this.#descriptions ??= readAccessDescriptions(DerReader.between(this.#bytes, this.#start, this.#end));
    return this.#descriptions;
  }

  toJSON(): object {
    return { descriptions: this.descriptions, critical: this.critical };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return this.toJSON();
  }
}

function readAccessDescriptions(reader: DerReader): AuthorityInfoAccess["descriptions"] {
  const what = "authorityInfoAccess";
  const descriptions = [];
  do {
    const after = reader.into(Tag.SEQUENCE, what);
    const accessMethod = readObjectIdentifier(reader, what);
    const accessLocation = readGeneralName(reader, what);
    reader.leave(after, what);
    descriptions.push({ accessMethod, accessLocation });
  } while (!reader.atEnd);
  return freezeAll(descriptions);
}
