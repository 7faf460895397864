import type { Position } from "../../facts/origin.ts";
import type { SourceText, Span } from "./source-text.ts";

/** One file of Terraform's language, read without asking what its blocks mean. Frozen by convention: nobody writes to it. */
export interface TerraformFile {
  readonly source: SourceText;
  /** What stands at the top. Attributes only stand there in files of variable values. */
  readonly body: Body;
  readonly comments: readonly SourceComment[];
  /** Long strings that may hold a key, wherever they stand. */
  readonly literals: readonly LongLiteral[];
  /** Places that are no Terraform. What stands around them is read all the same. */
  readonly problems: readonly SyntaxProblem[];
}

export interface SourceComment {
  readonly position: Position;
  /** With its marks, `#` or `//` or both ends of the long form. */
  readonly text: string;
}

/** A string that holds a PEM boundary or a long run of base64. */
export interface LongLiteral {
  readonly position: Position;
  /** With its escapes read; something to be filled in stays as it is written. */
  readonly text: string;
}

export interface SyntaxProblem {
  readonly position: Position;
  readonly problem: string;
}

export interface Block {
  /** `resource`, `variable`, `dynamic`. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  readonly source: SourceText;
  /** The words before the brace. */
  readonly head: Span;
  /** From the first word to the closing brace. */
  readonly extent: Span;
}

export interface Body {
  /** The last of one name, as Terraform allows only one. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  /** Something in it could not be read, so that what seems to be missing may be there. */
  readonly isDamaged: boolean;
}

export const NO_BODY: Body = { attributes: new Map(), blocks: [], isDamaged: false };

/** Its span reaches from the name to the end of the value. */
export interface Attribute extends Span {
  readonly name: string;
  readonly value: Expression;
  readonly source: SourceText;
}

/** An expression and where it stands. In JSON, the parts of a string all stand where the string does. */
export type Expression = Kind & Span;

type Kind =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** A quoted string or heredoc with something to be filled in. */
  | { readonly kind: "template"; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  /** `var`, `local`, `each`, or the type of a resource. */
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly parameters: readonly Expression[];
      /** Whether the last one is a list of further ones: `f(list...)`. */
      readonly isExpanded: boolean;
    }
  | { readonly kind: "conditional"; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  /** `for`, splats and template directives: known to be there, not computed. */
  | { readonly kind: "opaque" };
