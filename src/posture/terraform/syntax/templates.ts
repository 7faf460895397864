import { readEscapes, undouble } from "./strings.ts";

/** One part of a template as it stands in the text: what is written, or something that is filled in. */
export type RawPart<Filling> =
  | { readonly kind: "text"; readonly raw: string }
  | {
      readonly kind: "filling";
      readonly filling: Filling;
      /** `${~` and `~}` take the white space before and after with them. */
      readonly stripsBefore: boolean;
      readonly stripsAfter: boolean;
    };

export type TemplateForm = "quoted" | "heredoc" | "indented heredoc";

/** What the parts of a template say, in order; empty texts are left out. */
export function readParts<Filling>(
  parts: readonly RawPart<Filling>[],
  form: TemplateForm,
): readonly (string | Filling)[] {
  const level = form === "indented heredoc" ? unindent(parts) : parts;
  return level.flatMap((part, at): readonly (string | Filling)[] => {
    if (part.kind === "filling") return [part.filling];
    const text = form === "quoted" ? readEscapes(part.raw) : undouble(part.raw);
    const stripped = strip(text, level[at - 1], level[at + 1]);
    return stripped === "" ? [] : [stripped];
  });
}

function strip(text: string, before: RawPart<unknown> | undefined, after: RawPart<unknown> | undefined): string {
  const start = before?.kind === "filling" && before.stripsAfter ? text.trimStart() : text;
  return after?.kind === "filling" && after.stripsBefore ? start.trimEnd() : start;
}

/**
 * Takes from every line the white space that all lines begin with. A blank line does not count and keeps what it has; a
 * line that begins with something filled in has none (hclsyntax, "flush heredoc").
 */
function unindent<Filling>(parts: readonly RawPart<Filling>[]): readonly RawPart<Filling>[] {
  const common = Math.min(...parts.map((part, at) => leastIndent(part, startsLine(parts[at - 1]))));
  if (!Number.isFinite(common)) return parts;
  return parts.map((part, at) => {
    if (part.kind === "filling") return part;
    const lines = linesOf(part.raw);
    const cut = (line: string, index: number): string =>
      isBlank(line) || (index === 0 && !startsLine(parts[at - 1])) ? line : line.slice(common);
    return { kind: "text", raw: lines.map(cut).join("") };
  });
}

function leastIndent(part: RawPart<unknown>, isAtStart: boolean): number {
  if (part.kind === "filling") return isAtStart ? 0 : Number.POSITIVE_INFINITY;
  const lines = linesOf(part.raw).slice(isAtStart ? 0 : 1);
  const indents = lines.filter((line) => !isBlank(line)).map((line) => line.length - line.trimStart().length);
  return indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY);
}

function startsLine(before: RawPart<unknown> | undefined): boolean {
  return before === undefined || (before.kind === "text" && before.raw.endsWith("\n"));
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function isBlank(line: string): boolean {
  return line.endsWith("\n") && line.trim() === "";
}
