import type { Setting } from "../../facts/host-settings.ts";
import type { Origin } from "../../facts/origin.ts";
import { FURTHER_MEMBERS, UnresolvedMember } from "../resource-input.ts";
import type { Attribute } from "../syntax/tree.ts";
import type { Unknown, Value } from "./value.ts";

/** More members than any attribute has. */
const MOST_MEMBERS = 20_000;

/** What an attribute is to those who judge it. Where it is not known, its own expression is quoted, whatever led there. */
export function toSetting(value: Value, attribute: Attribute): Setting<unknown> {
  return toMemberSetting(value.kind === "unknown" ? { ...value, text: undefined } : value, attribute);
}

/** What a member of an attribute's value is, which stands where the attribute does. */
export function toMemberSetting(value: Value, { source, value: written, ...span }: Attribute): Setting<unknown> {
  const origin: Origin = { at: source.positionOf(span), assumed: undefined };
  const plain = toPlain(value, source.quote(written));
  if (plain instanceof UnresolvedMember) return { kind: "unresolved", expression: plain.expression, origin };
  return plain === null ? { kind: "null", origin } : { kind: "value", value: plain, origin };
}

/** A value in plain JavaScript: objects without a prototype, members that are not known as `UnresolvedMember`. */
function toPlain(value: Value, text: string): unknown {
  const plain = new Plain(text);
  const made = plain.of(value);
  return plain.isTooMuch ? new UnresolvedMember(explain(text, "it is too much to compute")) : made;
}

/** `var.mode (has no default)`. */
export function explain(text: string, why: string): string {
  return `${text} (${why.startsWith(`${text} `) ? why.slice(text.length + 1) : why})`;
}

class Plain {
  readonly #text: string;
  #members = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isTooMuch(): boolean {
    return this.#members > MOST_MEMBERS;
  }

  of(value: Value): unknown {
    this.#members += 1;
    if (this.isTooMuch) return undefined;
    switch (value.kind) {
      case "known":
        return value.value;
      case "list":
        return value.items.map((item) => this.of(item));
      case "encoded":
        return this.of(value.of);
      case "unknown":
        return this.#unresolved(value);
      case "mapping": {
        const made: Record<string | symbol, unknown> = Object.create(null);
        for (const [name, member] of value.entries) made[name] = this.of(member);
        if (value.further !== undefined) made[FURTHER_MEMBERS] = explain(this.#text, value.further);
        return made;
      }
    }
  }

  #unresolved({ text, why }: Unknown): UnresolvedMember {
    return new UnresolvedMember(explain(text ?? this.#text, why));
  }
}
