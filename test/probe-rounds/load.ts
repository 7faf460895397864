import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { NONCE_HEADER } from "../../src/self-check/probe/nonces.ts";
import { createSelfSigned } from "../../src/testing/index.ts";
import { type Asked, ask, type Question } from "../helpers/stands/client.ts";

export interface Load {
  stop(): void;
  /** Resolves when no request is under way any more. One that gets no answer is over when its stand closes. */
  readonly over: Promise<void>;
}

/** Milliseconds between two requests. */
const PAUSE = 50;

const client = createSelfSigned({ subject: "CN=Customer" });
const other = createSelfSigned({ subject: "CN=Other" });

/** Customers' requests, forgers' requests, and nonces that nobody issued, in turn, beside the probe's own. */
export function startLoad(stand: Asked): Load {
  let isStopped = false;
  const send = async (): Promise<void> => {
    for (let count = 0; !isStopped; count += 1) {
      const kinds = questions();
      await ask(stand, kinds[count % kinds.length]).catch(() => undefined);
      await pause(PAUSE);
    }
  };
  return {
    over: send(),
    stop: () => {
      isStopped = true;
    },
  };
}

function questions(): readonly Question[] {
  const strange = [NONCE_HEADER, randomBytes(16).toString("base64url")] as const;
  const forged = ["X-ARR-ClientCert", other.header] as const;
  return [
    { client },
    {},
    { client, lines: [strange] },
    { lines: [forged] },
    { plain: true, lines: [strange, forged] },
    { client, lines: [strange, strange, forged] },
  ];
}
