import type { GuardRequest, Override } from "../guard/decision.ts";
import type { GuardCore } from "../guard/guard.ts";
import type { Narrowing } from "../guard/narrowing.ts";
import { forgetCaller, rememberCaller } from "./callers.ts";
import { narrowed } from "./narrowed.ts";

/** What is needed of a request in the shape of the Fetch API. */
export interface WebRequest {
  readonly method: string;
  /** Absolute, as whoever made the request wrote it. */
  readonly url: string;
  readonly headers: { entries(): Iterable<readonly [name: string, value: string]> };
}

/** What a handler says of itself; without `override` the open paths decide. */
export interface WebPolicy {
  readonly override?: Override | undefined;
  readonly narrowing?: Narrowing | undefined;
}

/** The answer to a refused request, in a shape that makes a `Response` and is an `HttpResponseInit` of Functions. */
export interface WebRefusal {
  readonly status: 403 | 503;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * Decides about a request and remembers whose it is. Never rejects for anything that a client sent; the body is not
 * touched.
 *
 * @returns The refusal; undefined: the request goes on.
 */
export async function judgeWebRequest(
  core: GuardCore,
  request: WebRequest,
  { override, narrowing }: WebPolicy,
): Promise<WebRefusal | undefined> {
  forgetCaller(request);
  const described = describe(request);
  // Where the client has written more than a name into the URL, its path is not the one that was asked for.
  const policy = override ?? (isPlainlyAddressed(described) ? undefined : "protected");
  const added: Record<string, string> = {};
  core.see(described, { setHeader: (name, value) => Object.assign(added, { [name]: value }) });
  const decision = narrowed(core, await core.decide(described, policy), narrowing, described);
  if (decision.kind === "refused") {
    const { status, headers, body } = decision;
    return { status, headers: { ...added, ...headers }, body };
  }
  rememberCaller(request, decision);
  return undefined;
}

/**
 * There are no raw header lines in this shape: two lines of one name have become one, with a comma between (Fetch,
 * "get, decode, and split"). Whoever reads a header that must have one value has to refuse a comma in it; a front end
 * whose value has several elements is turned down at the start.
 */
function describe(request: WebRequest): GuardRequest {
  try {
    const { method, url, headers } = request;
    const rawHeaders = [...headers.entries()].flat();
    return { method, rawUrl: targetOf(url), rawHeaders, lineCount: countLines(rawHeaders), native: request };
  } catch {
    // What cannot be read has no certificate and no open path.
    return { method: "", rawUrl: "", rawHeaders: [], native: request };
  }
}

/** The most lines that these may have been: they are joined by a comma and a space, which values have as well, but no thousand. */
function countLines(rawHeaders: readonly string[]): number {
  const commas = rawHeaders.reduce((sum, text, index) => sum + (index % 2 === 0 ? 0 : text.split(", ").length), 0);
  return Math.max(commas, rawHeaders.length / 2);
}

/** A name or an address, and a port (RFC 9110 section 7.2). */
const PLAIN_HOST = /^[a-z0-9._[\]:-]+$/i;

/** The headers from which those who make such requests put the URL together. */
const HOST_HEADERS: readonly string[] = ["host", "x-forwarded-host"];

function isPlainlyAddressed({ rawHeaders }: GuardRequest): boolean {
  return rawHeaders.every((text, index) => {
    const name = index % 2 === 1 ? rawHeaders[index - 1] : undefined;
    return name === undefined || !HOST_HEADERS.includes(name.toLowerCase()) || PLAIN_HOST.test(text);
  });
}

/** Scheme and authority of RFC 3986 section 3, up to what begins the path, the query or the fragment. */
const BEFORE_PATH = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\\]*/i;

/**
 * The request target as it stands in the URL: cut out, never parsed, since parsing resolves dot segments. What the
 * maker of the request resolved before is what the framework routes by, too.
 */
function targetOf(url: string): string {
  return url.replace(BEFORE_PATH, "");
}
