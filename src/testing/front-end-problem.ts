import type { IncomingMessage } from "node:http";

/** Octets of problem details that are read: this package's have some 150. */
const LONGEST_PROBLEM = 4_096;

/** Longest `instance` that is told of, in characters. */
const LONGEST_ID = 256;

/** Reads `instance` of an answer in problem details (RFC 9457) while the answer goes its way. */
export function readProblemId(answer: IncomingMessage, onFound: (id: string) => void): void {
  if (!/^application\/problem\+json\b/i.test(answer.headers["content-type"] ?? "")) return;
  let text = "";
  answer.on("data", (chunk: Buffer) => {
    if (text.length <= LONGEST_PROBLEM) text += chunk.toString("latin1");
  });
  answer.on("end", () => {
    const id = instanceOf(text);
    if (id !== undefined) onFound(id);
  });
}

function instanceOf(text: string): string | undefined {
  try {
    const { instance } = Object(JSON.parse(text)) as { readonly instance?: unknown };
    return typeof instance === "string" && instance.length <= LONGEST_ID ? instance : undefined;
  } catch {
    return undefined;
  }
}
