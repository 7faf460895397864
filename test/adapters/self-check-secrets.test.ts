import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Line } from "../guard/parts.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import type { Effect } from "../helpers/azure/faults.ts";
import { PLATFORM_STATES, type PlatformState } from "./platform-states.ts";
import { ask, askWithout, SURFACES } from "./self-check-apps.ts";
import { createStand, MINUTE } from "./self-check-stand.ts";

/** Servers that send back what they were sent: the secret, or the token. */
function echoing(status: number, server: "identity" | "resourceManager"): PlatformState {
  return {
    title: `${server} answers ${status} with what it was sent`,
    prepare: (azure) => {
      azure.faults[server].push({ effect: echo(azure, status, server) });
    },
    expected: { because: "demand_unknown" },
  };
}

function echo(azure: Azure, status: number, server: "identity" | "resourceManager"): Effect {
  const header = server === "identity" ? "x-identity-header" : "authorization";
  const sent = (): string => String(azure.calls[server].at(-1)?.headers[header]);
  const headers = { location: `https://evil.example/?${azure.estate.identity.secret}`, "retry-after": "nonsense" };
  // Read when the answer is written: what was sent is known then.
  const error = { toJSON: () => ({ code: sent().replace(/\W/g, ""), message: sent(), object: { id: sent() } }) };
  return { kind: "answer", status, headers, body: { error, id: error, statusCode: error, access_token: [error] } };
}

const ECHOES = [200, 302, 400, 401, 403, 404, 500].flatMap((status) => [
  echoing(status, "identity"),
  echoing(status, "resourceManager"),
]);

/** Everything that anybody is shown: operators, clients, whoever catches an error. */
async function shown(state: PlatformState): Promise<{ readonly text: string; readonly secrets: readonly string[] }> {
  const azure = await createAzure();
  const { secret } = azure.estate.identity;
  await state.prepare(azure);
  const { environment = {}, attempt = 2_000 } = state;
  const stand = await createStand({ azure, environment, attempt });
  const app = await (SURFACES[1] as (typeof SURFACES)[number]).start(stand.core);
  const errors: unknown[] = [];
  await stand.checked(1);
  await app.guard.verified({ timeoutMs: 1 }).catch((error: unknown) => errors.push(error));
  stand.pass(MINUTE);
  const answers = [await ask(app.port), await askWithout(app.port), await askWithout(app.port, "/healthz")];
  const status = stand.status();
  await app.close();
  await stand.close();
  const tokens = azure.calls.resourceManager.map(({ headers }) => (headers.authorization ?? "").replace("Bearer ", ""));
  const told = { lines: stand.lines as Line[], answers, status, errors };
  const text = `${JSON.stringify(told)} ${inspect(told, { depth: 9, showHidden: true })}`;
  return { text, secrets: [secret, azure.estate.identity.secret, ...tokens.filter((token) => token !== "")] };
}

describe("neither a token nor the identity's secret is ever shown", () => {
  it.concurrent.each([...PLATFORM_STATES, ...ECHOES])("$title", async (state) => {
    const { text, secrets } = await shown(state);
    expect(text).toContain("client_certificate_host_verdict");
    for (const secret of new Set(secrets)) {
      expect(text).not.toContain(secret);
      // Its middle part alone is enough to know whose it is; its signature to use it.
      for (const part of secret.split(".")) expect(text).not.toContain(part);
      expect(text).not.toContain(secret.replace(/\W/g, ""));
    }
  });
});
