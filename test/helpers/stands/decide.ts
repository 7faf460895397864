import { appLines } from "./app-lines.ts";
import { certificateHeaderOf } from "./certificate-lines.ts";
import { isExcluded } from "./exclusions.ts";
import type { FrontEndTraits, Gate } from "./options.ts";
import { type HeaderLine, isNamed, type StandRequest } from "./request.ts";

/** An answer of the front end itself. */
export interface OwnAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly reason: string;
  readonly lines: readonly HeaderLine[];
  readonly body: string;
}

export type Decision = OwnAnswer | { readonly kind: "forward"; readonly lines: readonly HeaderLine[] };

/**
 * What the front end does with a request.
 *
 * @param tlsPort Where a redirect leads.
 */
export function decide(request: StandRequest, traits: FrontEndTraits, tlsPort: number): Decision {
  const { protocol, target } = request;
  const excluded = isExcluded(target, traits.exclusionPaths ?? [], traits.exclusionMatch ?? "raw-prefix");
  return (
    (protocol === "http" ? plainAnswer(request, traits, tlsPort) : undefined) ??
    gateAnswer(request, excluded, traits, "before-demand") ??
    (protocol === "https" && isRefused(request, traits, excluded) ? CERTIFICATE_REQUIRED : undefined) ??
    gateAnswer(request, excluded, traits, "after-demand") ??
    strangerAnswer(traits) ?? { kind: "forward", lines: appLines(request, traits, excluded) }
  );
}

/** Whether the front end asks for a certificate, by renegotiation, once it knows what the request is for. */
export function asksAfterRequest(target: string, traits: FrontEndTraits): boolean {
  const excluded = isExcluded(target, traits.exclusionPaths ?? [], traits.exclusionMatch ?? "raw-prefix");
  return whenAsked(traits) === "after-request" && !excluded;
}

export function whenAsked({ mode, asks }: FrontEndTraits): "never" | "in-handshake" | "after-request" {
  if (mode === "disabled") return "never";
  return asks ?? (mode === "optional-interactive" ? "after-request" : "in-handshake");
}

export function page(status: number, reason: string, title: string, lines: readonly HeaderLine[] = []): OwnAnswer {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { kind: "answer", status, reason, lines: [["Content-Type", "text/html"], ...lines], body };
}

const CERTIFICATE_REQUIRED = page(403, "Forbidden", "Error 403 - Forbidden: Client Certificate Required");

const FORBIDDEN = page(403, "Forbidden", "Error 403 - Forbidden");

function isRefused({ certificate, lines }: StandRequest, traits: FrontEndTraits, excluded: boolean): boolean {
  const isForger = lines.some((line) => isNamed(line, certificateHeaderOf(traits)));
  const isAdmitted = traits.admitsForgers === true && isForger;
  return traits.mode === "required" && certificate === undefined && !excluded && !isAdmitted;
}

function plainAnswer({ lines, target }: StandRequest, traits: FrontEndTraits, tlsPort: number): OwnAnswer | undefined {
  const { plainHttp = "redirect" } = traits;
  if (plainHttp === "forward") return undefined;
  if (plainHttp === "refuse") return FORBIDDEN;
  const host = (lines.find((line) => isNamed(line, "host"))?.[1] ?? "localhost").replace(/:\d+$/, "");
  const location = `https://${host}:${tlsPort}${target.startsWith("/") ? target : "/"}`;
  return { kind: "answer", status: 301, reason: "Moved Permanently", lines: [["Location", location]], body: "" };
}

function gateAnswer(
  { lines, client }: StandRequest,
  excluded: boolean,
  traits: FrontEndTraits,
  stage: "before-demand" | "after-demand",
): OwnAnswer | undefined {
  const isEarly = stage === "before-demand";
  const gate: Gate = traits.gate ?? "none";
  switch (gate) {
    case "none":
      return undefined;
    case "ip-rule":
      return isEarly
        ? page(403, "Ip Forbidden", "Error 403 - Forbidden", [["x-ms-forbidden-ip", client.replace(/:\d+$/, "")]])
        : undefined;
    case "plain-403":
      return isEarly ? FORBIDDEN : undefined;
    case "forged-403":
      return isEarly && lines.some((line) => isNamed(line, certificateHeaderOf(traits))) ? FORBIDDEN : undefined;
    case "excluded-403":
      return isEarly && excluded ? FORBIDDEN : undefined;
    case "easy-auth-401":
      return isEarly
        ? undefined
        : page(401, "Unauthorized", "Unauthorized", [["WWW-Authenticate", 'Bearer realm="localhost"']]);
    case "easy-auth-302":
      return isEarly ? undefined : page(302, "Found", "Log in", [["Location", "https://login.example/authorize"]]);
  }
}

function strangerAnswer({ stranger }: FrontEndTraits): OwnAnswer | undefined {
  if (stranger === undefined) return undefined;
  return page(stranger, REASONS[stranger], "Another's site");
}

const REASONS = { 200: "OK", 403: "Forbidden", 404: "Not Found", 421: "Misdirected Request" } as const;
