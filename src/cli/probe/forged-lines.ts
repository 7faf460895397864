import { CERTIFICATE_HEADERS, certificateHeaderValue } from "../../self-check/probe/certificate-header.ts";
import type { ForgedHeader } from "./attempt.ts";
import type { ProbeOptions } from "./options.ts";
import type { Strangers } from "./strangers.ts";

export type HeaderLine = readonly [name: string, value: string];

/** What a client writes to be taken for another. */
export interface Forgery {
  readonly forged: ForgedHeader;
  /** As the platform writes it. */
  readonly line: HeaderLine;
  readonly lowerCase: HeaderLine;
  /** Some servers read `_` as `-`, and some front ends do not look for it. */
  readonly underscore: HeaderLine;
}

/** The good caller's certificate if it was given: a header of nobody's would be refused in any case. */
export function forgeryOf(
  { frontEnd, caller }: Pick<ProbeOptions, "frontEnd" | "caller">,
  { other }: Strangers,
): Forgery {
  const name = CERTIFICATE_HEADERS[frontEnd];
  const value = certificateHeaderValue(frontEnd, caller?.certificate ?? other);
  return {
    forged: caller === undefined ? "nobody" : "known",
    line: [name, value],
    lowerCase: [name.toLowerCase(), value],
    underscore: [name.replaceAll("-", "_"), value],
  };
}

/** A header of nobody's, for the good caller to write beside its own certificate. */
export function lineOfNobody({ frontEnd }: Pick<ProbeOptions, "frontEnd">, { other }: Strangers): HeaderLine {
  return [CERTIFICATE_HEADERS[frontEnd], certificateHeaderValue(frontEnd, other)];
}
