import type { Unreadable } from "./model.ts";
import type { ScanRuleId } from "./scan-rules.ts";

/** A file to scan, as `readSources` reads it. */
export interface ScanSource {
  /** Relative to where the scan begins, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A text with a name to blame in a message. */
export interface NamedText {
  readonly path: string;
  readonly text: string;
}

/**
 * Which resources must demand certificates. `default`: those that only an inside can reach (internal or private), those
 * whose exposure cannot be told, and those that are tagged or listed; the others have notes. `all`: every one.
 * `required`: as `default`, and the others are not reported at all.
 */
export type Scope = "default" | "all" | "required";

export interface ScanOptions {
  /** Default: `default`. */
  readonly scope?: Scope;
  /**
   * Tags that make a resource one of those that must demand certificates: `name`, or `name=value`. A tag by its name
   * alone does not count while its value is `false`, `no` or `0`. Neither name nor value minds case. Default: `requires-mtls`.
   */
  readonly tags?: readonly string[];
  /**
   * Kinds that must demand certificates: a resource type, also with `*` (`azurerm_*_function_app`, `Microsoft.Web/sites`),
   * or `site`, `slot`, `container-app`, `linked-service`. Default: none.
   */
  readonly kinds?: readonly string[];
  /** Files and folders whose resources must demand certificates, with `*`, `?` and `**`. Default: none. */
  readonly paths?: readonly string[];
  /** Rules by their ids: either those that are asked, or those that are not. Default: all are asked. */
  readonly rules?: { readonly only?: readonly ScanRuleId[]; readonly skip?: readonly ScanRuleId[] };
  /** `YYYY-MM-DD`, for exceptions with an end. Default: the day it is, in UTC. */
  readonly today?: string;
  /** JSON with comments: `[{ "rules": [...], "address": "...", "path": "...", "reason": "...", "until": "...", "owner": "..." }]`. */
  readonly exceptions?: NamedText;
  /** What `toBaseline` made of an earlier report, as JSON. */
  readonly baseline?: NamedText;
  /** Whether `azure-client-cert:ignore` in comments counts. Default: true. */
  readonly inlineIgnores?: boolean;
  /** What could not be read before the scan, to stand in its report. Default: none. */
  readonly unreadable?: readonly Unreadable[];
  /** Called as the scan goes on. */
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly step: "decode" | "read" | "judge";
  /** How many files (resources, when judging) are done. */
  readonly done: number;
  readonly of: number;
}

/** What is wrong with the options. What is wrong in files is in the report. */
export class ScanOptionsError extends Error {
  override readonly name = "ScanOptionsError";
  readonly code = "ERR_CLIENT_CERT_SCAN_OPTIONS";
  /** Each in one sentence. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}
