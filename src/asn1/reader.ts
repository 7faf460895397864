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
  // Many readers are made for one certificate, and private names (`#`) would double the cost of making one.
  private limit: number;
  private depth: number;
  private position: number;

  private constructor(bytes: Uint8Array, offset: number, end: number, depth: number) {
    this.bytes = bytes;
    this.position = offset;
    this.limit = end;
    this.depth = depth;
  }

  /** A reader over all of `bytes`. Throws when they exceed `MAX_DER_BYTES`. */
  static over(bytes: Uint8Array): DerReader {
    if (bytes.length > MAX_DER_BYTES) {
      throw new DerError(`more than ${MAX_DER_BYTES} octets`, MAX_DER_BYTES);
    }
    return new DerReader(bytes, 0, bytes.length, 0);
  }

  /** A reader over the octets of `bytes` from `start` to before `end`. */
  static between(bytes: Uint8Array, start: number, end: number): DerReader {
    if (!(start >= 0 && start <= end && end <= bytes.length)) throw new RangeError("not a part of the bytes");
    return new DerReader(bytes, start, end, 0);
  }

  /** Offset of the next octet. */
  get offset(): number {
    return this.position;
  }

  /** Offset after the last octet of what is being read. */
  get end(): number {
    return this.limit;
  }

  get atEnd(): boolean {
    return this.position === this.limit;
  }

  /** The next identifier octet, or -1 at the end. */
  peek(): number {
    return this.position < this.limit ? (this.bytes[this.position] as number) : -1;
  }

  /** The next element, whatever its type. */
  readAny(what: string): DerElement {
    const start = this.position;
    const end = this.pass(what);
    const content = this.position;
    this.position = end;
    return { tag: this.bytes[start] as number, start, content, end };
  }

  /** The next element, which must carry `tag`. */
  read(tag: number, what: string): DerElement {
    this.expect(tag, what);
    return this.readAny(what);
  }

  /** Moves behind the next element, whatever its type, and returns nothing of it. */
  skipAny(what: string): void {
    this.position = this.pass(what);
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

  /**
   * Goes into the next element, which must carry `tag`: what was asked of this reader is now asked of the element's content. Returns what
   * `leave` needs to come out again. Costs nothing, where `enterNext` makes a reader; for elements that are read through at once.
   */
  into(tag: number, what: string): number {
    const outerEnd = this.limit;
    this.expect(tag, what);
    if (this.depth >= MAX_DER_DEPTH) throw new DerError("nested too deeply", this.position);
    this.limit = this.pass(what);
    this.depth += 1;
    return outerEnd;
  }

  /** Demands that nothing is left of the element that `into` went into, and comes out behind it. */
  leave(outerEnd: number, what: string): void {
    this.finish(what);
    this.skipOut(outerEnd);
  }

  /** As `leave`, for a value that was read by its offsets. */
  skipOut(outerEnd: number): void {
    this.position = this.limit;
    this.limit = outerEnd;
    this.depth -= 1;
  }

  /** Demands that nothing is left. */
  finish(what: string): void {
    if (this.position !== this.limit) throw new DerError(`${what} is followed by more data`, this.position);
  }

  /** Demands that the next element carries `tag`. */
  private expect(tag: number, what: string): void {
    const next = this.peek();
    if (next === tag) return;
    throw new DerError(next < 0 ? `${what} is missing` : `${what} has tag 0x${next.toString(16)}`, this.position);
  }

  /** Moves to the first content octet of the next element and returns the offset after its last. */
  private pass(what: string): number {
    const start = this.position;
    if (start >= this.limit) throw new DerError(`${what} is missing`, start);
    if (((this.bytes[start] as number) & 0x1f) === 0x1f) throw new DerError(`${what} has a multi-octet tag`, start);
    const length = this.readLength(start + 1, what);
    if (length > this.limit - this.position) throw new DerError(`${what} is longer than what holds it`, start);
    return this.position + length;
  }

  /** Reads length octets (X.690 section 10.1: definite, fewest octets) and moves behind them. */
  private readLength(at: number, what: string): number {
    if (at >= this.limit) throw new DerError(`${what} ends before its length`, at);
    const first = this.bytes[at] as number;
    if (first < 0x80) {
      this.position = at + 1;
      return first;
    }
    const octets = first & 0x7f;
    if (octets === 0) throw new DerError(`${what} has an indefinite length`, at);
    if (octets > 3) throw new DerError(`${what} has an excessive length`, at);
    if (at + octets >= this.limit) throw new DerError(`${what} ends inside its length`, at);
    let length = 0;
    for (let index = 1; index <= octets; index++) length = (length << 8) | (this.bytes[at + index] as number);
    const fewest = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
    if (octets !== fewest) throw new DerError(`${what} has a length in more octets than needed`, at);
    this.position = at + 1 + octets;
    return length;
  }
}
