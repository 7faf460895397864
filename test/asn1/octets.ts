import { DerError } from "../../src/asn1/der-error.ts";
import { type DerElement, DerReader } from "../../src/asn1/reader.ts";

/** Octets written as hexadecimal; spaces are for the eye. */
export function octets(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
}

/** The same octets as a view into a larger buffer, with `bait` before and behind them. */
export function amid(bait: Uint8Array, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bait.length * 2 + bytes.length);
  whole.set(bait);
  whole.set(bytes, bait.length);
  whole.set(bait, bait.length + bytes.length);
  return whole.subarray(bait.length, bait.length + bytes.length);
}

/** The one element that `bytes` hold. */
export function only(bytes: Uint8Array): DerElement {
  const reader = DerReader.over(bytes);
  const element = reader.readAny("element");
  reader.finish("element");
  return element;
}

/** The `DerError` that `read` throws; anything else thrown, and nothing thrown, fails the test. */
export function derError(read: () => unknown): DerError {
  let returned: unknown;
  try {
    returned = read();
  } catch (thrown) {
    if (thrown instanceof DerError) return thrown;
    throw thrown;
  }
  throw new Error(`nothing was thrown but ${String(returned)} returned`);
}
