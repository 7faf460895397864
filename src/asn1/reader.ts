import { DerError } from "./der-error.ts";

/**
 * Most octets one reader takes. App Service's front end passes at most 64 KiB of headers together, and a configured
 * certificate is far smaller, so nothing legitimate is near it.
 */
export const MAX_DER_BYTES = 65_536;

/** Deepest nesting that is entered. A certificate's deepest path (a policy qualifier's notice reference) takes 10. */
export const MAX_DER_DEPTH = 16;

/** Where one element lies: offsets into the reader's bytes, so nothing is copied. */
export interface DerElement {
  /** The identifier octet. */
  readonly tag: number;
  /** Offset of the identifier octet. */
  readonly start: number;
  /** Offset of the first content octet. */
  readonly content: number;
  /** Offset after the last content octet. */
  readonly end: number;
}

/**
 * Reads DER (X.690 section 10) forward over one slice: definite minimal lengths, single-octet tags, and never an octet
 * outside the slice. It descends only where the caller says so, hence no recursion that input could drive.
 *
 * Every method throws `DerError` on a violation.
 */
export class DerReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  // One reader is made for every element that is entered, and private names (`#`) would double the cost of making it.
  private readonly depth: number;
  private position: number;

  private constructor(bytes: Uint8Array, offset: number, end: number, depth: number) {
    this.bytes = bytes;
    this.position = offset;
    this.end = end;
    this.depth = depth;
  }

  /** A reader over all of `bytes`. Throws when they exceed `MAX_DER_BYTES`. */
  static over(bytes: Uint8Array): DerReader {
    if (bytes.length > MAX_DER_BYTES) {
      throw new DerError(`more than ${MAX_DER_BYTES} octets`, MAX_DER_BYTES);
    }
    return new DerReader(bytes, 0, bytes.length, 0);
  }

  /**
   * A reader over `part`, a view into `bytes`; offsets count from the start of `bytes`. Throws RangeError when the view lies
   * elsewhere, which no input can bring about.
   */
  static within(bytes: Uint8Array, part: Uint8Array): DerReader {
    const start = part.byteOffset - bytes.byteOffset;
    const end = start + part.length;
    if (part.buffer !== bytes.buffer || start < 0 || end > bytes.length)
      throw new RangeError("not a part of the bytes");
    return new DerReader(bytes, start, end, 0);
  }

  /** Offset of the next octet. */
  get offset(): number {
    return this.position;
  }

  get atEnd(): boolean {
    return this.position === this.end;
  }

  /** The next identifier octet, or -1 at the end. */
  peek(): number {
    return this.position < this.end ? (this.bytes[this.position] as number) : -1;
  }

  /** The next element, whatever its type. */
  readAny(what: string): DerElement {
    const start = this.position;
    if (start >= this.end) throw new DerError(`${what} is missing`, start);
    const tag = this.bytes[start] as number;
    if ((tag & 0x1f) === 0x1f) throw new DerError(`${what} has a multi-octet tag`, start);
    const length = this.readLength(start + 1, what);
    const content = this.position;
    if (length > this.end - content) throw new DerError(`${what} is longer than what holds it`, start);
    this.position = content + length;
    return { tag, start, content, end: content + length };
  }

  /** The next element, which must carry `tag`. */
  read(tag: number, what: string): DerElement {
    const next = this.peek();
    if (next !== tag) {
      throw new DerError(next < 0 ? `${what} is missing` : `${what} has tag 0x${next.toString(16)}`, this.position);
    }
    return this.readAny(what);
  }

  /** The next element if it carries `tag`; otherwise undefined and nothing is consumed. */
  readOptional(tag: number, what: string): DerElement | undefined {
    return this.peek() === tag ? this.readAny(what) : undefined;
  }

  /** A reader over the content of an element that this reader returned. */
  enter(element: DerElement): DerReader {
    if (this.depth >= MAX_DER_DEPTH) throw new DerError("nested too deeply", element.start);
    return new DerReader(this.bytes, element.content, element.end, this.depth + 1);
  }

  /** Reads the next element, which must carry `tag`, and enters it. */
  enterNext(tag: number, what: string): DerReader {
    return this.enter(this.read(tag, what));
  }

  /** Demands that nothing is left. */
  finish(what: string): void {
    if (this.position !== this.end) throw new DerError(`${what} is followed by more data`, this.position);
  }

  /** Reads length octets (X.690 section 10.1: definite, fewest octets) and moves behind them. */
  private readLength(at: number, what: string): number {
    if (at >= this.end) throw new DerError(`${what} ends before its length`, at);
    const first = this.bytes[at] as number;
    if (first < 0x80) {
      this.position = at + 1;
      return first;
    }
    const octets = first & 0x7f;
    if (octets === 0) throw new DerError(`${what} has an indefinite length`, at);
    if (octets > 3) throw new DerError(`${what} has an excessive length`, at);
    if (at + octets >= this.end) throw new DerError(`${what} ends inside its length`, at);
    let length = 0;
    for (let index = 1; index <= octets; index++) length = (length << 8) | (this.bytes[at + index] as number);
    const fewest = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
    if (octets !== fewest) throw new DerError(`${what} has a length in more octets than needed`, at);
    this.position = at + 1 + octets;
    return length;
  }
}
