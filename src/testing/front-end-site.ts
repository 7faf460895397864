import type { Target } from "./front-end-forward.ts";
import type { ForgedHeader, HeaderWays } from "./front-end-headers.ts";
import type { FrontEndEvent } from "./front-end-visit.ts";

/** A front end's options with nothing left open. */
export interface Site {
  readonly ways: HeaderWays;
  readonly mode: "required" | "optional" | "interactive" | "disabled";
  /** Paths under which no certificate is asked for. */
  readonly exclude: readonly string[];
  /** What becomes of a caller without a certificate where one is required. */
  readonly refuses: "by-answer" | "by-closing";
  readonly forgedHeader: ForgedHeader;
  readonly target: Target;
  readonly defaultHostname: string;
  /** Whether HTTP/2 is offered by ALPN beside HTTP/1.1. */
  readonly http2: boolean;
  readonly tell: (event: FrontEndEvent) => void;
}

/**
 * When the front end asks for a certificate. With an exclusion path it must know the path first, so the whole site asks
 * by renegotiation ("Configure TLS mutual authentication for Azure App Service").
 */
export function whenAsked({
  mode,
  exclude,
}: Pick<Site, "mode" | "exclude">): "never" | "in-handshake" | "after-request" {
  if (mode === "disabled") return "never";
  return mode === "interactive" || exclude.length > 0 ? "after-request" : "in-handshake";
}

/** App Service's front end takes 64 KiB of request headers together, four times what Node takes by itself. */
export const MAX_HEADER_SIZE = 65_536;
