const UNITS = [
  ["year", 31_557_600],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** A span of time in its largest unit of which there are at least two, rounded down: `13 days`. */
export function spanOf(seconds: number): string {
  for (const [unit, length] of UNITS) {
    if (seconds >= 2 * length) return `${Math.floor(seconds / length)} ${unit}s`;
  }
  return `${seconds} second${seconds === 1 ? "" : "s"}`;
}
