import { readFileSync } from "node:fs";

/** The parts of x509-limbo's input format (limbo-schema.json) that are read here. */
export interface LimboSuite {
  readonly version: number;
  readonly testcases: readonly LimboCase[];
}

export interface LimboCase {
  readonly id: string;
  readonly description: string;
  readonly conflicts_with: readonly string[];
  readonly features: readonly string[];
  readonly validation_kind: "CLIENT" | "SERVER";
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  /** RFC 3339; null: now. */
  readonly validation_time: string | null;
  readonly signature_algorithms: readonly string[];
  readonly key_usage: readonly string[];
  readonly extended_key_usage: readonly string[];
  readonly expected_result: "SUCCESS" | "FAILURE";
  readonly expected_peer_name: PeerName | null;
  readonly expected_peer_names: readonly PeerName[];
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
}

export interface PeerName {
  readonly kind: "DNS" | "IP" | "RFC822";
  readonly value: string;
}

/** x509-limbo's result format (limbo-results-schema). */
export interface LimboResults {
  readonly version: 1;
  readonly harness: string;
  readonly results: readonly LimboResult[];
}

export interface LimboResult {
  readonly id: string;
  readonly actual_result: "SUCCESS" | "FAILURE" | "SKIPPED";
  readonly context: string | null;
}

/** Throws when the file is not a suite of the version that is known here. */
export function readSuite(file: string): LimboSuite {
  const suite = JSON.parse(readFileSync(file, "utf8")) as LimboSuite;
  if (suite.version !== 1 || !Array.isArray(suite.testcases)) throw new Error(`${file} is no x509-limbo suite`);
  return suite;
}
