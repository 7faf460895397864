import { ATTRIBUTE_TYPES } from "../certificate/attribute-types.ts";
import { closest } from "./closest.ts";
import { codePoint, shown, TextError } from "./text-problem.ts";

/**
 * Keys that tools print and `ATTRIBUTE_TYPES` leaves out: Windows (CertNameToStr) and .NET, OpenSSL's short and long
 * names, RFC 4519, X.520. Upper case.
 */
const FURTHER_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["I", "2.5.4.43"],
  ["PHONE", "2.5.4.20"],
  ["POBOX", "2.5.4.18"],
  ["POSTOFFICEBOX", "2.5.4.18"],
  ["PHYSICALDELIVERYOFFICENAME", "2.5.4.19"],
  ["X21ADDRESS", "2.5.4.24"],
  ["DISTINGUISHEDNAME", "2.5.4.49"],
  ["X500UNIQUEIDENTIFIER", "2.5.4.45"],
  ["X500UID", "2.5.4.45"],
  ["HOUSEIDENTIFIER", "2.5.4.51"],
  ["DMDNAME", "2.5.4.54"],
  ["ROLE", "2.5.4.72"],
  ["MAIL", "0.9.2342.19200300.100.1.3"],
  ["RFC822MAILBOX", "0.9.2342.19200300.100.1.3"],
]);

/** Every spelling but dotted numbers, for "did you mean". */
const SPELLINGS: readonly string[] = [...ATTRIBUTE_TYPES.keys(), ...FURTHER_SPELLINGS.keys()];

/** Whether a word is some tool's name of an attribute type; also `SN`, whichever it means. */
export function isAttributeName(word: string): boolean {
  return word.toUpperCase() === "SN" || lookUp(word) !== undefined;
}

/**
 * The dotted OID of an attribute type as it stands before `=`: a short name in any case, `1.2.3` or `OID.1.2.3`.
 * Throws `TextError`.
 */
export function readAttributeType(written: string, column: number): string {
  const dotted = /^(?:OID\.)?(\d+(?:\.\d+)*)$/i.exec(written)?.[1];
  if (dotted !== undefined) return readDotted(dotted, column);
  const type = lookUp(written);
  if (type !== undefined) return type;
  throw unknownType(written, column);
}

/** Only ASCII is looked up, because upper-casing makes other letters ASCII ones (U+017F becomes S). */
function lookUp(word: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(word)) return undefined;
  const key = word.toUpperCase();
  return ATTRIBUTE_TYPES.get(key) ?? FURTHER_SPELLINGS.get(key);
}

/** X.660: the first arc is 0 to 2, the second below 40 under 0 and 1. No arc has a leading zero. */
function readDotted(dotted: string, column: number): string {
  const arcs = dotted.split(".");
  const canonical = arcs.every((arc) => String(Number(arc)) === arc && Number.isSafeInteger(Number(arc)));
  const [first, second] = arcs.map(Number);
  const possible = first !== undefined && second !== undefined && (first < 2 ? second < 40 : first === 2);
  if (canonical && possible) return dotted;
  throw new TextError(`${shown(dotted)} is not an object identifier`, column, "Write it as in 2.5.4.3.");
}

function unknownType(written: string, column: number): TextError {
  if (written.toUpperCase() === "SN") return ambiguousSn(column);
  if (/^(?:subject|issuer)$/i.test(written)) {
    return new TextError(`${shown(written)} is not part of the name`, column, `Leave out "${written}=".`);
  }
  const invisible = /[^!-~]/u.exec(written);
  if (invisible !== null) {
    const where = `${codePoint(invisible[0])} stands in the attribute type ${shown(written)}`;
    return new TextError(where, column + invisible.index, "Delete that character, or write a comma before the type.");
  }
  const meant = closest(written, SPELLINGS);
  const guess = meant === undefined ? "" : `Did you mean ${meant}? Otherwise write`;
  const remedy = `${guess === "" ? "Write" : guess} the object identifier, as in 2.5.4.3=value.`;
  return new TextError(`attribute type ${shown(written)} is unknown`, column, remedy);
}

/** RFC 4519 and Windows call a surname `sn`; many tools and people mean the serial number. */
function ambiguousSn(column: number): TextError {
  return new TextError(
    "SN may be a surname or a serial number",
    column,
    "Write SURNAME= or SERIALNUMBER=; OpenSSL and Windows print a surname as SN.",
  );
}
