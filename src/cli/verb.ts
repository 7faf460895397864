import type { Command } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Tools } from "./tools.ts";

/** One verb of the command. */
export interface Verb {
  readonly name: string;
  /**
   * Says what the verb is for and which options it has, and sets the action.
   *
   * @param command The verb's own, without anything yet.
   */
  declare(command: Command, run: Running): void;
}

/** What a verb runs with. */
export interface Running {
  readonly tools: Tools;
  readonly surroundings: Surroundings;
  /** What the process is to end with. Never called: what was asked was only help. */
  end(code: ExitCode): void;
}
