import type { Output, Surroundings } from "../surroundings.ts";
import type { Tools } from "../tools.ts";

export type Paint = (text: string) => string;

/** The few things that text can look like. */
export interface Style {
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubtful: Paint;
}

/** Past it, lines become hard to read. */
const WIDEST = 100;

const NARROWEST = 60;

/** How wide text is set, in characters. */
export function widthOf({ columns }: Output): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns ?? WIDEST));
}

export function styleOf({ picocolors }: Tools, { stdout, environment }: Surroundings): Style {
  const { bold, dim, green, red, yellow } = picocolors.createColors(isColourWanted(stdout, environment));
  return { strong: bold, quiet: dim, good: green, bad: red, doubtful: yellow };
}

/** Only on a terminal that can show it, and never against NO_COLOR (no-color.org): set and not empty. */
function isColourWanted({ isTTY }: Output, environment: Surroundings["environment"]): boolean {
  return isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}
