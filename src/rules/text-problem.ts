/** What is wrong with one text that an operator wrote. */
export interface TextProblem {
  readonly kind: "error";
  /** One sentence, without a full stop. */
  readonly message: string;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** What to write instead, in one sentence. */
  readonly remedy: string;
}

/** Something that is accepted and may not mean what its writer thinks. */
export type TextWarning = Omit<TextProblem, "kind">;

/** Thrown and caught inside a reader; its callers get the `TextProblem` as a value. */
export class TextError extends Error {
  readonly problem: TextProblem;

  constructor(message: string, column: number, remedy: string) {
    super(message);
    this.problem = Object.freeze({ kind: "error", message, column, remedy });
  }
}

export function isTextProblem(value: { readonly kind: string }): value is TextProblem {
  return value.kind === "error";
}

/** What `read` returns, or the problem that it threw. */
export function readOrProblem<Value>(read: () => Value): Value | TextProblem {
  try {
    return read();
  } catch (error) {
    if (error instanceof TextError) return error.problem;
    throw error;
  }
}

/** Longest part of an operator's text that a message repeats: enough to recognise it by, too short for a secret. */
const MAX_SHOWN = 40;

/** A text in quotes for a message: printable ASCII only, cut when long. */
export function shown(text: string): string {
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
  return JSON.stringify(cut).replace(/[^ -~]/g, escapeUnit);
}

/** One character as `U+00A0`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
