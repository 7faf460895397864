import type { IncomingHttpHeaders } from "node:http";
import { answerOf, answerOfError } from "../../self-check/probe/answer.ts";
import type { Answer } from "../../self-check/probe/shot.ts";

/** What came back, with what the body shows. */
export type Reply =
  | (Extract<Answer, { readonly kind: "response" }> & {
      /** `urn:uuid:...` of a refusal of this package. Undefined: it is none. */
      readonly instance: string | undefined;
      /** Whether the body asks for a client certificate, as App Service's page does. */
      readonly isCertificatePage: boolean;
    })
  | Exclude<Answer, { readonly kind: "response" }>
  /** The host was not there, so it was left out. */
  | { readonly kind: "not-sent" };

/** Octets of a body that are read. The package's own answer has some 120, App Service's page some 2,000. */
export const LONGEST_BODY = 65_536;

export function replyOf(status: number, headers: IncomingHttpHeaders, body: string): Reply {
  const answer = answerOf(status, headers);
  if (answer.kind !== "response") return answer;
  const instance = instanceOf(status, answer.contentType, body);
  return { ...answer, instance, isCertificatePage: status === 403 && CERTIFICATE_PAGE.test(body) };
}

/** What an error says: an alert of the front end's, or nothing but its code. */
export function replyOfError(error: unknown): Reply {
  const answer = answerOfError(error);
  return answer.kind === "response" ? noReply("UNKNOWN") : answer;
}

export function noReply(code: string): Reply {
  return { kind: "failed", code };
}

/**
 * Words of App Service's page: `Error 403 - Forbidden: Client Certificate Required`. Microsoft documents them nowhere,
 * so a page without them is no proof of anything.
 */
const CERTIFICATE_PAGE = /client certificate required/i;

const INSTANCE = /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** This package refuses with problem details (RFC 9457) that name nothing but an occurrence. */
function instanceOf(status: number, contentType: string | undefined, body: string): string | undefined {
  if (status !== 403 && status !== 503) return undefined;
  if (!/^application\/problem\+json\s*(?:;|$)/i.test(contentType ?? "")) return undefined;
  const { instance, type } = parseObject(body);
  return typeof instance === "string" && INSTANCE.test(instance) && type === "about:blank" ? instance : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
