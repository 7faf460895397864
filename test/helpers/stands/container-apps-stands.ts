import type { FrontEndTraits } from "./options.ts";

export interface ContainerAppsStand {
  readonly name: string;
  readonly options: FrontEndTraits;
  /** What a probe has to find out. */
  readonly authenticity: "proven" | "refuted" | "inconclusive";
  /** A reason that has to be told. */
  readonly reason?: string;
}

/** As the ingress of a container app: Envoy, in front of callers from outside and from the environment itself. */
const RIGHT: FrontEndTraits = { platform: "container-apps", mode: "required", refuses: "alert" };

export const CONTAINER_APPS_STANDS: readonly ContainerAppsStand[] = [
  { name: "require", options: RIGHT, authenticity: "proven" },
  { name: "require, with HTTP/2", options: { ...RIGHT, http2: true }, authenticity: "proven" },
  {
    name: "require, which does not hold inside",
    options: { ...RIGHT, mode: "optional", refuses: "403" },
    authenticity: "proven",
    reason: "no_certificate_admitted_inside",
  },
  {
    name: "plain HTTP, without a header",
    options: { ...RIGHT, plainHttp: "forward" },
    authenticity: "proven",
    reason: "plain_http_admitted",
  },
  {
    name: "plain HTTP inside alone, without a header",
    options: { ...RIGHT, inside: { plainHttp: "forward" } },
    authenticity: "proven",
  },
  {
    name: "the client's element behind its own",
    options: { ...RIGHT, forgedHeader: "append-comma-behind" },
    authenticity: "refuted",
    reason: "forged_header_seen",
  },
  {
    name: "the client's element before its own",
    options: { ...RIGHT, forgedHeader: "append-comma" },
    authenticity: "refuted",
    reason: "forged_header_seen",
  },
  {
    name: "the client's header beside a certificate",
    options: { ...RIGHT, forgedHeader: "pass-beside" },
    authenticity: "refuted",
    reason: "forged_header_seen",
  },
  {
    name: "the client's header without a certificate",
    options: { ...RIGHT, mode: "optional", refuses: "403", forgedHeader: "pass-without-certificate" },
    authenticity: "refuted",
    reason: "forged_header_seen",
  },
  {
    name: "the client's header inside alone",
    options: { ...RIGHT, inside: { forgedHeader: "pass-beside" } },
    authenticity: "refuted",
    reason: "forged_header_seen",
  },
  {
    name: "the client's header over plain HTTP inside alone",
    options: { ...RIGHT, inside: { plainHttp: "forward", forgedHeader: "pass-over-plain-http" } },
    authenticity: "refuted",
    reason: "forged_header_seen",
  },
  {
    name: "a page inside, of whoever it is",
    options: { ...RIGHT, inside: { plainHttp: "forward", gate: "easy-auth-401" } },
    authenticity: "inconclusive",
    reason: "not_refused",
  },
  {
    name: "nobody is asked for a certificate",
    options: { ...RIGHT, mode: "disabled", refuses: "403" },
    authenticity: "inconclusive",
    reason: "certificate_altered",
  },
];
