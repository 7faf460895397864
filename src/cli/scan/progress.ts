import type * as CliProgress from "cli-progress";
import type { ScanProgress } from "../../posture/scan/options.ts";
import type { Surroundings } from "../surroundings.ts";

/** What is told of a scan while it runs. */
export interface Progress {
  readonly onProgress: (progress: ScanProgress) => void;
  /** Takes the bar away. */
  stop(): void;
}

/** Milliseconds after which a person begins to wonder. */
const PATIENCE = 1_000;

const STEPS: Readonly<Record<ScanProgress["step"], string>> = { decode: "Decoding", read: "Reading", judge: "Judging" };

/** A bar on a terminal's standard error, once the scan takes long. Nothing without the library: it is a comfort. */
export async function createProgress(isWanted: boolean, { stderr, clock, load }: Surroundings): Promise<Progress> {
  const library = isWanted && stderr.isTTY === true ? await load("cli-progress").catch(() => undefined) : undefined;
  if (library === undefined) return { onProgress: () => undefined, stop: () => undefined };
  const { SingleBar } = (library as { readonly default: typeof CliProgress }).default;
  const stream = stderr as NodeJS.WritableStream;
  const bar = new SingleBar({
    stream,
    format: "{step} {bar} {value}/{total}",
    clearOnComplete: true,
    hideCursor: null,
  });
  const begin = clock();
  let step: ScanProgress["step"] | undefined;
  return {
    onProgress: (progress) => {
      if (step === undefined && clock() - begin < PATIENCE) return;
      const about = { step: STEPS[progress.step] };
      if (step !== progress.step) bar.start(progress.of, progress.done, about);
      else bar.update(progress.done, about);
      step = progress.step;
    },
    stop: () => bar.stop(),
  };
}
