import type { GuardLogger } from "../config/options.ts";
import type { FrontEndSettings } from "../header/source.ts";
import { problemResponse } from "../verdict/problem.ts";
import { refusalLine } from "../verdict/refusal-line.ts";
import { safeText } from "../verdict/safe-text.ts";
import { FINDINGS } from "../verdict/table.ts";
import type { RefusedVerdict } from "../verdict/verdict.ts";
import type { GuardRequest, Refused } from "./decision.ts";
import type { Level } from "./log.ts";
import { isPlatformPing } from "./platform-ping.ts";
import { createRefusalLog, type RefusalLog } from "./refusal-log.ts";
import { describeThrown, stackOf } from "./thrown.ts";

/** Most UTF-16 units of a stack in the log: some twenty frames. */
const MAX_STACK_LENGTH = 4096;

/** The answer when even the refusal failed. */
const LAST_RESORT: Refused = Object.freeze({
  kind: "refused",
  status: 403,
  headers: Object.freeze({ "content-type": "application/problem+json", "cache-control": "no-store" }),
  body: '{"type":"about:blank","title":"Forbidden","status":403}',
  verdict: undefined,
});

/** Turns verdicts into answers for clients and lines for operators. */
export class Refusals {
  readonly #log: GuardLogger;
  readonly #lines: RefusalLog;
  readonly #frontEnd: FrontEndSettings;

  constructor(log: GuardLogger, frontEnd: FrontEndSettings) {
    this.#log = log;
    this.#frontEnd = frontEnd;
    this.#lines = createRefusalLog(log);
  }

  refuse(verdict: RefusedVerdict, request: GuardRequest): Refused {
    return this.#answer(verdict, request, levelOf(verdict, request));
  }

  /** Refuses without a line: the request is the probe's own, and nobody waits for its answer. */
  refuseUnseen(): Refused {
    const { status, headers, body } = problemResponse(403);
    return { kind: "refused", status, headers, body, verdict: undefined };
  }

  /** Refuses because this package failed. Never throws, whatever was thrown and whatever the request is. */
  refuseFor(error: unknown, request: GuardRequest): Refused {
    try {
      const details = { problem: describeThrown(error) };
      const finding = { code: "internal_error", certificateIndex: null, severity: "error", details } as const;
      const verdict = { ok: false, code: "internal_error", findings: [finding], certificate: undefined } as const;
      return this.#answer(verdict, request, "error", stackOf(error));
    } catch {
      this.#log.error({ event: "client_certificate_refused", code: "internal_error" }, "a request was refused");
      return LAST_RESORT;
    }
  }

  /** Writes who is let through and would be refused. */
  report(verdict: RefusedVerdict, request: GuardRequest): void {
    const id = problemResponse(403).id;
    this.#write(verdict, request, levelOf(verdict, request), { id, enforce: "report" });
  }

  close(): void {
    this.#lines.close();
  }

  #answer(verdict: RefusedVerdict, request: GuardRequest, level: Level, stack?: string): Refused {
    const { status, headers, body, id } = problemResponse(FINDINGS[verdict.code].status);
    this.#write(verdict, request, level, { id, enforce: "on", stack });
    return { kind: "refused", status, headers, body, verdict };
  }

  #write(verdict: RefusedVerdict, { method, rawUrl }: GuardRequest, level: Level, how: How): void {
    const { id, enforce, stack } = how;
    const fields = (): object => ({
      ...refusalLine(verdict, { id, method, rawUrl, enforce, frontEnd: this.#frontEnd }),
      ...(stack === undefined ? {} : { stack: safeStack(stack) }),
    });
    const message = enforce === "on" ? "client certificate refused" : "client certificate would be refused";
    // The platform's own requests go on for as long as the app lives, and use up no line of the others.
    const kind = level === "debug" ? "platform_ping" : verdict.code;
    this.#lines.record({ kind, level, message, fields });
  }
}

function levelOf({ code, findings }: RefusedVerdict, { rawHeaders }: GuardRequest): Level {
  if (code === "internal_error") return "error";
  return isPlatformPing(rawHeaders, findings) ? "debug" : "warn";
}

interface How {
  readonly id: string;
  readonly enforce: "on" | "report";
  readonly stack?: string | undefined;
}

/** Frame by frame, since a message in the first line may hold what a client sent. */
function safeStack(stack: string): readonly string[] {
  return stack
    .slice(0, MAX_STACK_LENGTH)
    .split("\n")
    .map((line) => safeText(line.trim()));
}
