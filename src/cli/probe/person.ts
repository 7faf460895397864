import { createInterface } from "node:readline/promises";

/** Whoever sits at the terminal. */
export interface Person {
  readonly isThere: boolean;
  /** @returns The answer; empty when there is none. Never rejects. */
  ask(question: string): Promise<string>;
}

/** The person at a process' standard streams. The question goes to the error stream, past what is printed for machines. */
export function personAt({ stdin, stderr }: Pick<NodeJS.Process, "stdin" | "stderr">): Person {
  return {
    isThere: stdin.isTTY === true && stderr.isTTY === true,
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await Promise.race([lines.question(question), ended(lines)]);
      } catch {
        return "";
      } finally {
        lines.close();
      }
    },
  };
}

/** `question` settles by itself neither at the end of the input nor at Ctrl+C. */
function ended(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve) => lines.once("close", () => resolve("")));
}
