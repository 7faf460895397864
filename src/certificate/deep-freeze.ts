/**
 * Freezes an object or array and all that it holds. Octets are left as they are, for typed arrays cannot be frozen; what is
 * frozen already is taken as frozen throughout, as names are.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
