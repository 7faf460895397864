import { type ValidatePathOptions, type ValidationResult, validatePath } from "../../src/path/validate.ts";

/** Anything the mint made. */
export interface Minted {
  readonly der: Uint8Array;
}

/** A path that is valid now for a client, unless the options say otherwise. */
export function validate(
  leaf: Minted,
  intermediates: readonly Minted[],
  anchors: readonly Minted[],
  options: Partial<ValidatePathOptions> = {},
): ValidationResult {
  return validatePath({
    leaf: leaf.der,
    intermediates: intermediates.map(({ der }) => der),
    anchors: anchors.map(({ der }) => der),
    time: new Date(),
    purpose: "clientAuth",
    ...options,
  });
}

/** `code at index` of every finding, for comparing at a glance. */
export function codes({ findings }: ValidationResult): string[] {
  return findings.map(({ code, certificateIndex }) => `${code} at ${certificateIndex}`);
}
