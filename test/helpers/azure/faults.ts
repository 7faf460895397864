import type { Body } from "./bodies.ts";

/** Something that goes wrong with an answer. */
export type Effect =
  /** Another answer than the right one. A body that is a text is sent as it is. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The right answer, changed. */
  | { readonly kind: "change"; readonly change: (body: Body) => unknown }
  /** The right answer, late. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** The right answer, an octet at a time and never the last one. */
  | { readonly kind: "drip"; readonly milliseconds: number }
  /** The connection breaks off in the middle of the body. */
  | { readonly kind: "truncated" }
  /** A body without an end. */
  | { readonly kind: "endless" }
  /** The connection is reset before an answer. */
  | { readonly kind: "reset" }
  /** No answer at all. */
  | { readonly kind: "silent" }
  /** Octets that are not HTTP. */
  | { readonly kind: "garbage" };

/** An effect on some requests. The first fault that fits a request is the one that happens to it. */
export interface Fault {
  readonly effect: Effect;
  /** The paths it happens to. Default: all. */
  readonly path?: RegExp;
  /** How many requests it still happens to. Default: all. */
  times?: number;
}

export function takeFault(faults: readonly Fault[], path: string): Effect | undefined {
  const fault = faults.find(({ path: wanted, times = 1 }) => times > 0 && (wanted?.test(path) ?? true));
  if (fault?.times !== undefined) fault.times -= 1;
  return fault?.effect;
}

export function throttled(retryAfter?: string): Effect {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return { kind: "answer", status: 429, headers, body: armError("TooManyRequests", "Too many requests.") };
}

export function status(code: number, error = "Error"): Effect {
  return { kind: "answer", status: code, body: armError(error, "It went wrong.") };
}

export function redirect(location: string): Effect {
  return { kind: "answer", status: 307, headers: { location } };
}

/** What a proxy says in the place of the one that was asked. */
export function html(): Effect {
  const headers = { "content-type": "text/html" };
  return { kind: "answer", status: 200, headers, body: "<html><body>Please log in.</body></html>" };
}

/** Resource Manager spells ids, types and words of its own as it likes. */
export function respelled(to: "toLowerCase" | "toUpperCase"): Effect {
  const keys = new Set(["id", "type", "clientCertMode", "clientCertificateMode"]);
  const respell = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return keys.has(key) ? value[to]() : value;
    if (Array.isArray(value)) return value.map((entry) => respell(entry, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, respell(inner, name)]));
  };
  return { kind: "change", change: (body) => respell(body, "") };
}

export function armError(code: string, message: string): Body {
  return { error: { code, message } };
}
