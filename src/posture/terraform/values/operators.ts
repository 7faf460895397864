import { agree } from "./agreement.ts";
import { isNull, isUnknown, known, mistake, toBoolean, toNumber, type Unknown, unknown, type Value } from "./value.ts";

export function computeUnary(operator: string, operand: Value): Value {
  if (operator === "!") return lift([toBoolean(operand)], ([value]) => known(!value));
  return lift([toNumber(operand)], ([value]) => known(0 - value));
}

export function computeBinary(operator: string, left: Value, right: Value): Value {
  if (operator === "&&") return computeLogic(left, right, false);
  if (operator === "||") return computeLogic(left, right, true);
  if (operator === "==" || operator === "!=") return computeEquality(left, right, operator === "==");
  return lift([toNumber(left), toNumber(right)], ([one, other]) => computeNumbers(operator, one, other));
}

/** One side may decide alone: whatever is not known of the other, the whole is not otherwise. */
function computeLogic(left: Value, right: Value, decisive: boolean): Value {
  const [one, other] = [toBoolean(left), toBoolean(right)];
  if (one === decisive) return known(decisive);
  if (isUnknown(one)) return one.isError || other !== decisive ? one : known(decisive);
  return isUnknown(other) ? other : known(other);
}

/** No conversion takes place (Terraform, "Equality Operators"): 1 and "1" are different. Lists and objects are not compared. */
function computeEquality(left: Value, right: Value, isWanted: boolean): Value {
  if (left.kind === "unknown") return left;
  if (right.kind === "unknown") return right;
  if (left.kind === "known" && right.kind === "known") return known((left.value === right.value) === isWanted);
  if (isNull(left) || isNull(right)) return known(!isWanted);
  return unknown("lists and objects are not compared");
}

/** Whole numbers only: Terraform's fractions are exact, and these here are not. */
function computeNumbers(operator: string, one: number, other: number): Value {
  switch (operator) {
    case "<":
      return known(one < other);
    case "<=":
      return known(one <= other);
    case ">":
      return known(one > other);
    case ">=":
      return known(one >= other);
    case "+":
      return whole(one + other);
    case "-":
      return whole(one - other);
    case "*":
      return whole(one * other);
    case "/":
      return other === 0 ? mistake("it is divided by zero") : whole(one / other);
    case "%":
      return other === 0 ? mistake("it is divided by zero") : whole(one % other);
    default:
      return unknown(`the operator ${operator} is not computed`);
  }
}

function whole(value: number): Value {
  return Number.isSafeInteger(value) ? known(value) : unknown("fractions are not computed");
}

/** Where the condition is not known, what both sides have in common still is. */
export function choose(condition: Value, yes: () => Value, no: () => Value): Value {
  const decided = toBoolean(condition);
  if (!isUnknown(decided)) return decided ? yes() : no();
  return decided.isError ? decided : agree([yes(), no()], decided.why);
}

function lift<Operands extends readonly unknown[]>(
  operands: { readonly [At in keyof Operands]: Operands[At] | Unknown },
  compute: (known: Operands) => Value,
): Value {
  const missing = (operands as readonly unknown[]).find(isUnknown);
  return missing ?? compute(operands as unknown as Operands);
}
