import type { Shot } from "../../self-check/probe/shot.ts";
import type { Reply } from "./reply.ts";

/** What became of a request, by who answered it. */
export type Happening =
  /** The front end refused the handshake. */
  | { readonly kind: "alert"; readonly alert: string }
  /** The front end's page that asks for a certificate. */
  | { readonly kind: "page" }
  /** A 403 that does not say whose it is. `isMarked`: it says that it is about something else. */
  | { readonly kind: "forbidden"; readonly isMarked: boolean }
  /** This package's 403. */
  | { readonly kind: "app-refused"; readonly instance: string }
  /** This package's 503: the host is not verified. */
  | { readonly kind: "app-unavailable"; readonly instance: string }
  | { readonly kind: "served"; readonly status: number }
  /** To the same address under https. */
  | { readonly kind: "to-https"; readonly status: number }
  | { readonly kind: "other"; readonly status: number }
  /** Nobody speaks this there, so nobody gets in by it. */
  | { readonly kind: "not-offered"; readonly what: string }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "not-sent" };

export function happeningOf(shot: Shot, reply: Reply): Happening {
  switch (reply.kind) {
    case "not-sent":
      return reply;
    case "tls-alert":
      return { kind: "alert", alert: reply.alert };
    case "failed": {
      const what = notOffered(shot, reply.code);
      return what === undefined ? reply : { kind: "not-offered", what };
    }
    case "response":
      return ofResponse(shot, reply);
  }
}

function ofResponse(shot: Shot, reply: Extract<Reply, { readonly kind: "response" }>): Happening {
  const { status, instance, location, markers } = reply;
  if (instance !== undefined) return { kind: status === 503 ? "app-unavailable" : "app-refused", instance };
  if (status === 403) {
    if (reply.isCertificatePage) return { kind: "page" };
    return { kind: "forbidden", isMarked: markers.length > 0 };
  }
  if (status >= 200 && status < 300) return { kind: "served", status };
  return { kind: isWayToTls(shot, status, location) ? "to-https" : "other", status };
}

/** Codes by which Node tells that the server does not speak what was asked for (RFC 7301 section 3.2; RFC 8446 section 6.2). */
function notOffered({ scheme, httpVersion, tls }: Shot, code: string): string | undefined {
  if (scheme === "http") return code === "ECONNREFUSED" ? "plain HTTP" : undefined;
  if (httpVersion === "2" && /^HTTP2_NOT_OFFERED$|NO_APPLICATION_PROTOCOL$/.test(code)) return "HTTP/2";
  if (tls === "1.3" && /ALERT_PROTOCOL_VERSION$|UNSUPPORTED_PROTOCOL$/.test(code)) return "TLS 1.3";
  return undefined;
}

/** To the same path of the same host, on any port: a login page lies elsewhere. */
function isWayToTls(shot: Shot, status: number, location = ""): boolean {
  if (shot.scheme !== "http" || ![301, 302, 307, 308].includes(status)) return false;
  const { host, path } =
    /^https:\/\/(?<host>\[[^\]]+\]|[^/?#:@]+)(?::\d+)?(?<path>\/.*)?$/i.exec(location)?.groups ?? {};
  return host?.replace(/^\[|\]$/g, "").toLowerCase() === shot.host.toLowerCase() && (path ?? "/") === shot.path;
}

/** What the front end did, in a few words. */
export function frontEndDid(happening: Happening): string {
  switch (happening.kind) {
    case "alert":
      return `refused the handshake (TLS alert ${happening.alert})`;
    case "page":
      return "answered 403, the page that demands a certificate";
    case "to-https":
      return `answered ${happening.status}, a redirect to https`;
    case "app-refused":
    case "app-unavailable":
    case "served":
      return "let it through";
    case "not-offered":
      return `does not offer ${happening.what}`;
    case "failed":
      return `no answer (${happening.code})`;
    case "not-sent":
      return "not asked";
    case "forbidden":
    case "other":
      return "not known";
  }
}

/** What the app did. */
export function appDid(happening: Happening): string {
  switch (happening.kind) {
    case "app-refused":
      return "refused (403 of this package)";
    case "app-unavailable":
      return "unavailable (503 of this package: its host is not verified)";
    case "served":
      return `served (${happening.status})`;
    case "forbidden":
      return "not known (a 403 that does not say whose)";
    case "other":
      return `not known (${happening.status})`;
    default:
      return "not reached";
  }
}
