import type { IncomingMessage } from "node:http";
import type { OwnAnswer } from "./decide.ts";

/** The way back to the client, over whatever HTTP. */
export interface Reply {
  answer(answer: OwnAnswer): void;
  /** The app's answer, as it comes. */
  pass(answer: IncomingMessage): void;
  /** Breaks the connection. */
  reset(): void;
  /** Calls back once when the client has gone or has all of its answer. */
  whenOver(action: () => void): void;
}
