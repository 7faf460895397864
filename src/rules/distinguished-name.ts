import { readCommaName } from "./comma-name.ts";
import { NamePattern } from "./name-pattern.ts";
import { readSlashName } from "./slash-name.ts";
import { readOrProblem, TextError, type TextProblem } from "./text-problem.ts";
import { trimEndUnescaped } from "./trim.ts";

/** Why a text is no distinguished name; `column` counts from 1. */
export type DistinguishedNameError = TextProblem;

/**
 * A distinguished name as a rule writes it: in any order, in RFC 4514's spelling, OpenSSL's (`C = US, O = a` and `/C=US/O=a`)
 * or .NET's and Azure's (`CN=a, O="b, c", S=WA`). It means the whole name; ending in `,*`, only the attribute types named.
 */
export function parseDistinguishedName(text: string): NamePattern | DistinguishedNameError {
  const body = withoutSpacesAround(text);
  const start = body.length - body.trimStart().length;
  return readOrProblem(() => {
    if (start === body.length) throw new TextError("the name is empty", 1, "Write it as in CN=billing,O=Contoso,C=DE.");
    const written = body[start] === "/" ? readSlashName(body, start) : readCommaName(body);
    return new NamePattern(body.trimStart(), written);
  });
}

/** Blanks the beginning instead of cutting it, so that columns stay what the operator counts. */
function withoutSpacesAround(text: string): string {
  return trimEndUnescaped(text).replace(/^\s+/, (spaces) => " ".repeat(spaces.length));
}
