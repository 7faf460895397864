import type { Attempt } from "./attempt.ts";
import type { ProbeOptions } from "./options.ts";

/** What is about to happen, and to whom: said before the first request. */
export function announce({ host, port, plainHttpPort, timeout }: ProbeOptions, attempts: readonly Attempt[]): string {
  const plain = attempts.filter(({ shot }) => shot.scheme === "http").length;
  const post = attempts.filter(({ bodyLength }) => bodyLength > 0).length;
  return (
    `To ${host}: ${attempts.length} requests, ${attempts.length - plain} to port ${port} and ${plain} in plain HTTP to ` +
    `port ${plainHttpPort}; ${post} of them a POST of 128 KiB. At most ${timeout} s each, one after the other.`
  );
}
