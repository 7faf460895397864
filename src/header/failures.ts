import type { HeaderFailure } from "./findings.ts";

/** `header`: where the certificate was looked for. */
export function missing(header: string): HeaderFailure {
  return { ok: false, code: "header_missing", details: { header } };
}

/** `problem`: one clause of our own words, never what the value says. */
export function malformed(header: string, problem: string): HeaderFailure {
  return { ok: false, code: "header_malformed", details: { header, problem } };
}

export function duplicated(header: string, count: number): HeaderFailure {
  return { ok: false, code: "header_duplicated", details: { header, count } };
}

export function tooLarge(header: string, length: number, limit: number): HeaderFailure {
  return { ok: false, code: "header_too_large", details: { header, length, limit } };
}
