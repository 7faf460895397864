/** The one error of the DER reader: what was wrong and where. Never carries input bytes. */
export class DerError extends Error {
  override readonly name = "DerError";
  /** Offset of the offending octet from the start of the bytes handed to the reader. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} (at offset ${offset})`);
    this.offset = offset;
  }
}
