import { isAttributeName, readAttributeType } from "./attribute-spelling.ts";
import { hexToken, textToken } from "./attribute-value.ts";
import type { ComparableAttribute } from "./comparable-name.ts";
import type { WrittenName } from "./name-pattern.ts";
import { readQuotedValue, readStringValue, type WrittenValue } from "./string-value.ts";
import { shown, TextError, type TextWarning } from "./text-problem.ts";

/**
 * Reads a distinguished name with commas between its parts: RFC 4514 and its forerunners RFC 2253 and RFC 1779, OpenSSL's
 * `C = US, O = "a, b"`, and what .NET, Windows and the Azure portal show (`CN=a, O="Contoso, Ltd", S=WA`). `,*` at the end
 * names some attributes only. Throws `TextError`.
 */
export function readCommaName(text: string): WrittenName {
  const attributes: ComparableAttribute[] = [];
  const warnings: TextWarning[] = [];
  const parts: { readonly type: string; readonly column: number }[] = [];
  let at = skipSpaces(text, 0);
  for (;;) {
    if (/^\* *$/.test(text.slice(at))) {
      assertStarAllowed(text, at);
      return { kind: "some", attributes, warnings: [...warnings, ...listSuspicions(parts)] };
    }
    const { type, valueAt } = readType(text, at);
    parts.push({ type, column: at + 1 });
    const written = readValue(text, valueAt);
    attributes.push({ type, token: written.token });
    warnings.push(...suspicions(written, valueAt + 1));
    at = skipSpaces(text, written.end);
    if (at === text.length) return { kind: "exact", attributes, warnings: [...warnings, ...listSuspicions(parts)] };
    at = skipSpaces(text, readSeparator(text, at));
  }
}

const COMMON_NAME = "2.5.4.3";
const COUNTRY = "2.5.4.6";
const DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";

/** Two CNs, or two Cs, are nearly always a list with the wrong separator; only Active Directory has several CNs, and DCs beside them. */
function listSuspicions(parts: readonly { readonly type: string; readonly column: number }[]): readonly TextWarning[] {
  const hasDomain = parts.some(({ type }) => type === DOMAIN_COMPONENT);
  const second = parts.find(({ type }, index) => {
    const isTelling = type === COUNTRY || (type === COMMON_NAME && !hasDomain);
    return isTelling && parts.findIndex((part) => part.type === type) < index;
  });
  if (second === undefined) return [];
  const message = "a second name seems to begin here, and all of it is read as one name";
  const remedy = "Write a semicolon or a new line between names; a comma stands inside a name.";
  return [{ message, column: second.column, remedy }];
}

/** A value with where it ends; `raw` is its text without what was quoted or escaped. */
interface ReadValue {
  readonly token: string;
  readonly raw: string;
  readonly isExplicit: boolean;
  readonly end: number;
}

function readType(text: string, at: number): { readonly type: string; readonly valueAt: number } {
  const [before = ""] = /^[^=,;+"\\]*/.exec(text.slice(at)) ?? [];
  const end = at + before.length;
  const written = before.trimEnd();
  if (text[end] !== "=") {
    const remedy =
      "Write a name as in CN=billing,O=Contoso,C=DE; inside a value a comma is written \\, and a plus \\+.";
    throw new TextError(written === "" ? "an attribute is missing" : `${shown(written)} has no =`, at + 1, remedy);
  }
  if (written === "") throw new TextError("the attribute type is missing", at + 1, "Write it before =, as in CN=.");
  return { type: readAttributeType(written, at + 1), valueAt: skipSpaces(text, end + 1) };
}

function readValue(text: string, at: number): ReadValue {
  if (text[at] === "#") {
    const [digits = ""] = /^[^ ,;+]*/.exec(text.slice(at + 1)) ?? [];
    return { token: hexToken(digits, at + 1), raw: "", isExplicit: true, end: at + 1 + digits.length };
  }
  const written = text[at] === '"' ? readQuotedValue(text, at) : readStringValue(text, at);
  assertNotBlank(written, at + 1);
  const { raw, isExplicit, end } = written;
  return { token: textToken(written.value, at + 1), raw, isExplicit, end };
}

/** An empty value is refused unless quotes or an escape show that it is meant: some certificates do have empty attributes. */
function assertNotBlank({ value, isExplicit }: WrittenValue, column: number): void {
  if (isExplicit || value.trim() !== "") return;
  throw new TextError("the value is empty", column, 'Write the value; "" if the certificate\'s value really is empty.');
}

function readSeparator(text: string, at: number): number {
  if (text[at] === "," || text[at] === "+") return at + 1;
  if (text[at] === ";") {
    const remedy = "Write a comma between the parts of a name, or \\; when it belongs to the value.";
    throw new TextError("a semicolon ends a name, so it cannot stand inside one", at + 1, remedy);
  }
  throw new TextError("text follows the quoted value", at + 1, "Write a comma after the closing quotation mark.");
}

/** `at` is where the star stands. */
function assertStarAllowed(text: string, at: number): void {
  const before = text.slice(0, at).trimEnd();
  if (before.endsWith(",")) return;
  const message = before === "" ? "a star alone names nobody" : "a star follows no comma";
  throw new TextError(message, at + 1, "Write at least one attribute and a comma before it, as in CN=billing,*.");
}

function suspicions({ raw, isExplicit }: ReadValue, column: number): readonly TextWarning[] {
  const warnings: TextWarning[] = [];
  if (raw.includes("*")) warnings.push(starInValue(column));
  const [, word] = /[ /]([A-Za-z][A-Za-z0-9-]*) *=/.exec(raw) ?? [];
  if (!isExplicit && word !== undefined && isAttributeName(word)) {
    const message = `${shown(`${word}=`)} stands inside a value; it is not read as an attribute`;
    warnings.push({ message, column, remedy: `Write a comma before ${word}=, or \\= when it belongs to the value.` });
  }
  return warnings;
}

/** Also for the form with slashes. */
export function starInValue(column: number): TextWarning {
  return {
    message: "a star in a value is compared literally; wildcards are not evaluated in names",
    column,
    remedy: "Write several names, or end the name in ,* to leave attributes open; \\2A says that the star is meant.",
  };
}

function skipSpaces(text: string, at: number): number {
  let next = at;
  while (text[next] === " ") next++;
  return next;
}
