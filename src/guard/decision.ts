import type { Connection } from "../header/source.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { RefusedVerdict, Verdict } from "../verdict/verdict.ts";

/** What the guard reads of a request, whatever the framework. */
export interface GuardRequest {
  readonly method: string;
  /** The request target as it stood in the request line, before anything rewrote it. */
  readonly rawUrl: string;
  /** As in `http.IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
  /** The connection that it came over, not what a proxy told of it. Absent: not known. */
  readonly socket?: Connection | null | undefined;
  /** How many header lines came in, where `rawHeaders` holds several of them as one. Absent: as many as stand there. */
  readonly lineCount?: number | undefined;
  /** The framework's own request: what `authorize` gets, and what the guard knows the request by. */
  readonly native: object;
}

/** What becomes of a request. */
export type Decision = Open | Admitted | Reported | Refused;

/** The path needs no certificate, and none was looked at. */
export interface Open {
  readonly kind: "open";
}

export interface Admitted {
  readonly kind: "admitted";
  readonly client: ClientCertificate;
  /** In report mode the verdict; undefined when the guard enforces. */
  readonly report: Verdict | undefined;
}

/** Report mode let the request through; enforcing would have refused it. */
export interface Reported {
  readonly kind: "reported";
  readonly report: Verdict;
}

/** The request ends here, with this answer. */
export interface Refused {
  readonly kind: "refused";
  readonly status: 403 | 503;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why, for the operator; undefined only when even that could not be put together. */
  readonly verdict: RefusedVerdict | undefined;
}

/** What a route says of itself, before the open paths are asked. */
export type Override = "open" | "protected";
