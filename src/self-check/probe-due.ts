import type { DeclaredHost } from "./host-record.ts";
import type { Memory, Round } from "./memory.ts";
import { standing } from "./word.ts";

/**
 * Whether the probe is to speak in this round: until it has shown that no client can write the header, while Resource
 * Manager cannot tell, after a change of what it tells, and when half the time is over that the probe's yes counts.
 *
 * @param now Milliseconds on the clock that is never set.
 */
export function isProbeDue(memory: Memory, declared: Round["declared"], now: number, maxAgeMs: number): boolean {
  const { probe, records } = memory;
  if (probe === undefined || declared === undefined) return true;
  if (standing(probe.authenticity, now, maxAgeMs / 2) !== "yes") return true;
  return outline(declared.hosts) !== outline(records);
}

function outline(hosts: readonly DeclaredHost[]): string {
  return JSON.stringify(
    hosts.map(({ id, hostNames, exclusions, results }) => [
      id,
      hostNames,
      exclusions.kind,
      exclusions.paths,
      results.map(({ rule, status }) => [rule, status]),
    ]),
  );
}
