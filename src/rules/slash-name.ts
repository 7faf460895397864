import { readAttributeType } from "./attribute-spelling.ts";
import { decodeOctets, textToken } from "./attribute-value.ts";
import { starInValue } from "./comma-name.ts";
import type { ComparableAttribute } from "./comparable-name.ts";
import type { WrittenName } from "./name-pattern.ts";
import { assertNoControl } from "./string-value.ts";
import { TextError, type TextWarning } from "./text-problem.ts";

/** What begins an attribute: a separator, then a word or dotted number, then `=`. */
const ATTRIBUTE = /[/+]([A-Za-z][A-Za-z0-9.-]*|\d+(?:\.\d+)+) *=/y;

/** A run of octets, or a separator that is none. */
const ESCAPE = /(?:\\x[0-9A-Fa-f]{2})+|\\[/+]/y;

const USE_COMMAS = "Write the name with commas instead, as in CN=billing,O=Contoso,C=DE.";

/**
 * Reads a distinguished name as OpenSSL's `-nameopt compat` prints it: `/C=US/O=Contoso/CN=billing`. It escapes nothing but
 * `/`, `+` (version 3 on) and octets (`\xC3`), so a slash that no `TYPE=` follows belongs to the value. This form is always
 * the whole name. `start` is where the first slash stands. Throws `TextError`.
 */
export function readSlashName(text: string, start: number): WrittenName {
  assertUnambiguousEnd(text);
  const attributes: ComparableAttribute[] = [];
  const warnings: TextWarning[] = [];
  let at = start;
  while (at < text.length) {
    const { word, valueAt } = matchAttribute(text, at);
    const type = readAttributeType(word, at + 2);
    const { value, end } = readValue(text, valueAt);
    if (value.trim() === "") throw new TextError("the value is empty", valueAt + 1, USE_COMMAS);
    attributes.push({ type, token: textToken(value, valueAt + 1) });
    if (value.includes("*")) warnings.push(starInValue(valueAt + 1));
    at = end;
  }
  return { kind: "exact", attributes, warnings };
}

/** Whether an attribute begins at the slash or plus there. */
function attributeAt(text: string, at: number): RegExpExecArray | null {
  ATTRIBUTE.lastIndex = at;
  return ATTRIBUTE.exec(text);
}

function matchAttribute(text: string, at: number): { readonly word: string; readonly valueAt: number } {
  const match = attributeAt(text, at);
  const word = match?.[1];
  if (match === null || word === undefined) throw new TextError("no TYPE= follows the slash", at + 1, USE_COMMAS);
  return { word, valueAt: at + match[0].length };
}

function readValue(text: string, start: number): { readonly value: string; readonly end: number } {
  let value = "";
  let at = start;
  while (at < text.length && attributeAt(text, at) === null) {
    ESCAPE.lastIndex = at;
    const [written] = ESCAPE.exec(text) ?? [];
    if (written === undefined) {
      assertAllowed(text, at);
      value += text.charAt(at);
      at++;
    } else {
      value += written.length === 2 ? written.charAt(1) : unescapeOctets(written, at + 1);
      at += written.length;
    }
  }
  return { value, end: at };
}

function unescapeOctets(escapes: string, column: number): string {
  const octets = escapes.split("\\x").slice(1);
  return decodeOctets(
    octets.map((pair) => Number.parseInt(pair, 16)),
    column,
  );
}

function assertAllowed(text: string, at: number): void {
  if (text[at] === ";")
    throw new TextError("a semicolon ends a name, so it cannot stand inside one", at + 1, USE_COMMAS);
  assertNoControl(text, at);
}

/** A slash or a star at the end could be part of the last value, or be meant as a separator or as "some". */
function assertUnambiguousEnd(text: string): void {
  const [end] = /(?<!\\)(?:\/|[/,+] *\*)$/.exec(text) ?? [];
  if (end === undefined) return;
  const remedy = "Write the name with commas instead; CN=billing,O=Contoso,* names some of its attributes.";
  throw new TextError(`a name with slashes cannot end in ${end}`, text.length - end.length + 1, remedy);
}
