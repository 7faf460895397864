import type { SourceText } from "../syntax/source-text.ts";
import type { Attribute, Expression } from "../syntax/tree.ts";
import { agree } from "./agreement.ts";
import { convertTo } from "./conversion.ts";
import type { Effort } from "./effort.ts";
import { evaluate, type Scope } from "./evaluate.ts";
import { isNull, unknown, type Value } from "./value.ts";

/** A variable as its module declares it. */
export interface Variable {
  readonly name: string;
  readonly default: Attribute | undefined;
  readonly type: Attribute | undefined;
  /** `nullable = false`: null means the default. */
  readonly isNullable: boolean;
}

/** What the variables of a module are set to, from outside of it. */
export interface VariableValues {
  /** The value that counts. Undefined: nobody gives one. */
  given(name: string): Value | undefined;
  /** Values from files that only count when the command line names them, and the names of those files. */
  alternatives(name: string): readonly (readonly [file: string, value: Value])[];
}

/** One module as one call sees it. Everything is computed when it is first asked for, and once. */
export class ModuleScope implements Scope {
  readonly effort: Effort;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #locals: ReadonlyMap<string, Attribute>;
  readonly #values: VariableValues;
  readonly #computed = new Map<string, Value>();

  constructor(
    variables: ReadonlyMap<string, Variable>,
    locals: ReadonlyMap<string, Attribute>,
    values: VariableValues,
    effort: Effort,
  ) {
    this.effort = effort;
    this.#variables = variables;
    this.#locals = locals;
    this.#values = values;
  }

  variable(name: string): Value {
    const variable = this.#variables.get(name);
    if (variable === undefined) return unknown(`var.${name} is not declared`);
    return this.#once(`var.${name}`, () => this.#computeVariable(variable));
  }

  local(name: string): Value {
    const local = this.#locals.get(name);
    if (local === undefined) return unknown(`local.${name} is not declared`);
    return this.#once(`local.${name}`, () => evaluate(local.value, local.source, this));
  }

  bound(): undefined {
    return undefined;
  }

  #once(name: string, compute: () => Value): Value {
    const before = this.#computed.get(name);
    if (before !== undefined) return before;
    this.#computed.set(name, unknown(`${name} depends on itself`));
    const value = compute();
    this.#computed.set(name, value);
    return value;
  }

  #computeVariable(variable: Variable): Value {
    const { name } = variable;
    const usual = this.#usual(variable);
    const others = this.#values.alternatives(name);
    if (others.length === 0) return usual ?? unknown(`var.${name} has no default`);
    const values = others.map(([, value]) => this.#typed(value, variable));
    const files = others.map(([file]) => file).join(", ");
    const why = `var.${name} depends on whether ${files} is used`;
    return agree(usual === undefined ? values : [usual, ...values], why);
  }

  #usual(variable: Variable): Value | undefined {
    const given = this.#values.given(variable.name);
    const isGiven = given !== undefined && !(isNull(given) && !variable.isNullable);
    if (isGiven) return this.#typed(given, variable);
    return variable.default === undefined ? undefined : this.#typed(this.#constant(variable.default), variable);
  }

  #typed(value: Value, { type }: Variable): Value {
    if (type === undefined) return value;
    const compute = (expression: Expression): Value => evaluate(expression, type.source, new Constants(this.effort));
    return convertTo(value, { type: type.value, source: type.source, compute });
  }

  #constant({ value, source }: Attribute): Value {
    return constant(value, source, this.effort);
  }
}

/** What can be computed where no name means anything: defaults, and files of values. */
export function constant(expression: Expression, source: SourceText, effort: Effort): Value {
  return evaluate(expression, source, new Constants(effort));
}

class Constants implements Scope {
  readonly effort: Effort;

  constructor(effort: Effort) {
    this.effort = effort;
  }

  variable(name: string): Value {
    return unknown(`var.${name} cannot be used here`);
  }

  local(name: string): Value {
    return unknown(`local.${name} cannot be used here`);
  }

  bound(): undefined {
    return undefined;
  }
}

/** A scope in which some more names mean something: `each`, `count`, the name of a `dynamic` block. */
export function withBound(scope: Scope, name: string, value: Value): Scope {
  return {
    effort: scope.effort,
    variable: (variable) => scope.variable(variable),
    local: (local) => scope.local(local),
    bound: (other) => (other === name ? value : scope.bound(other)),
  };
}
