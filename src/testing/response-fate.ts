/** What became of a request, as far as can be told. */
export interface Fate {
  /** `unclear`: neither the app's success nor the guard's refusal. */
  readonly kind: "admitted" | "refused" | "unclear";
  /** The caller, the code, or what the response was. */
  readonly why: string;
  /** Of a response. */
  readonly status: number | undefined;
}

/** A response of supertest, `inject`, `fetch` or `sendRawHeaders`, as far as it is needed. */
export interface ResponseLike {
  /** `fetch`, supertest. */
  readonly status?: unknown;
  /** `inject`, and supertest too. */
  readonly statusCode?: unknown;
  readonly headers: object;
  /** supertest. A `fetch` response has a function of this name, and its body cannot be read at once. */
  readonly text?: unknown;
  /** `inject`: the text. Elsewhere what was read out of it, or a stream. */
  readonly body?: unknown;
}

/** What the guard puts on every refusal (RFC 9457; nothing of it depends on the reason). Fastify adds a charset. */
const REFUSAL_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["content-type", "application/problem+json"],
  ["cache-control", "no-store"],
];

const INSTANCE = /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isResponse(received: unknown): received is ResponseLike {
  if (typeof received !== "object" || received === null) return false;
  const { status, statusCode, headers } = received as Partial<ResponseLike>;
  return Number.isInteger(status ?? statusCode) && typeof headers === "object" && headers !== null;
}

/** Whose answer it is. The guard's is known by its status, its headers and, where it is at hand, its body. */
export function fateOfResponse(response: ResponseLike): Fate {
  const status = Number(response.status ?? response.statusCode);
  const why = `the answer was ${status}`;
  if (status < 400) return { kind: "admitted", why, status };
  return { kind: isRefusal(response, status) ? "refused" : "unclear", why, status };
}

function isRefusal(response: ResponseLike, status: number): boolean {
  if (status !== 403 && status !== 503) return false;
  if (!REFUSAL_HEADERS.every(([name, value]) => withoutParameters(headerOf(response.headers, name)) === value))
    return false;
  const body = [response.text, response.body].find((text) => typeof text === "string");
  return typeof body !== "string" || isProblem(body, status);
}

function headerOf(headers: object, name: string): unknown {
  if (headers instanceof Headers) return headers.get(name);
  return Object.entries(headers).find(([candidate]) => candidate.toLowerCase() === name)?.[1];
}

function withoutParameters(value: unknown): string {
  return String(value).split(";", 1).join("").trim().toLowerCase();
}

/** `about:blank`, title, status and an instance, and nothing else. */
function isProblem(body: string, status: number): boolean {
  try {
    const { type, title, status: told, instance, ...others } = JSON.parse(body) as Record<string, unknown>;
    const isOurs = type === "about:blank" && typeof title === "string" && told === status;
    return isOurs && INSTANCE.test(String(instance)) && Object.keys(others).length === 0;
  } catch {
    return false;
  }
}
