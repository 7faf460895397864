import { afterAll, describe, expect, it } from "vitest";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import { createAzure } from "../helpers/azure/create-azure.ts";
import { CALLER } from "./express-apps.ts";
import { PLATFORM_STATES, type PlatformState } from "./platform-states.ts";
import { ask, askWithout, type GuardedApp, SURFACES } from "./self-check-apps.ts";
import { createStand, type Stand } from "./self-check-stand.ts";

/** One line of the table that `PRINT_TABLE=1` prints. */
type Row = readonly [state: string, verdict: string, evidence: string, answer: string, remedy: string];

const rows = new Map<string, Row>();

afterAll(() => {
  if (process.env["PRINT_TABLE"] === undefined) return;
  const head = ["Platform state", "Verdict", "Evidence", "Answer to a good certificate", "Remedy"];
  const ordered = PLATFORM_STATES.flatMap(({ title }) => {
    const row = rows.get(title);
    return row === undefined ? [] : [row];
  });
  const table = [head, head.map(() => "---"), ...ordered].map((cells) => `| ${cells.map(inCell).join(" | ")} |`);
  process.stdout.write(`\n${table.join("\n")}\n`);
});

function inCell(text: string): string {
  return text.replaceAll("|", "\\|").replace(/\/subscriptions\/\S*\/sites\//g, ".../sites/");
}

interface Run {
  readonly app: GuardedApp;
  readonly stand: Stand;
  readonly status: SelfCheckStatus;
  close(): Promise<void>;
}

async function runOn(state: PlatformState, at: number): Promise<Run> {
  const azure = await createAzure();
  await state.prepare(azure);
  const { environment = {}, attempt = 2_000 } = state;
  const stand = await createStand({ azure, environment, attempt });
  const surface = SURFACES[at % SURFACES.length] as (typeof SURFACES)[number];
  const app = await surface.start(stand.core);
  const close = async (): Promise<void> => {
    await app.close();
    await stand.close();
  };
  return { app, stand, status: await stand.checked(1), close };
}

function evidenceOf({ failure, records }: SelfCheckStatus): string {
  if (failure !== null) return failure.code;
  for (const wanted of ["fail", "unknown"]) {
    for (const { name, results } of records) {
      const found = results.find(({ gate, status }) => gate && status === wanted);
      if (found !== undefined) return `Resource Manager, ${name}: ${found.rule} ${found.status}`;
    }
  }
  return `Resource Manager: ${records.length} hosts pass`;
}

describe("what the platform is like decides what a good certificate is worth", () => {
  it.concurrent.each(PLATFORM_STATES.map((state, at) => ({ ...state, at })))("$title", async ({ at, ...state }) => {
    const { app, stand, status, close } = await runOn(state, at);
    const { because, failure = null, remedy } = state.expected;
    const isServed = because === "authenticity_unproven";
    const answer = await ask(app.port);
    const body: unknown = JSON.parse(answer.body);
    const title = "title" in (body as object) ? (body as { readonly title: string }).title : answer.body;
    rows.set(state.title, [
      state.title,
      `${status.demand}, ${status.because}`,
      evidenceOf(status),
      `${answer.status} ${title}`,
      status.remedy ?? "-",
    ]);

    expect(status).toMatchObject({ because, serves: isServed, failure: failure && { code: failure } });
    if (remedy === undefined) expect(status.remedy).toBeNull();
    else expect(status.remedy).toMatch(remedy);
    const { answer: refused = 503 } = state.expected;
    expect(answer.status).toBe(isServed ? 200 : refused);
    expect(body).toMatchObject(isServed ? { caller: CALLER } : { type: "about:blank", status: refused });
    const health = await askWithout(app.port, "/healthz");
    expect(health.status).toBe(200);
    expect(JSON.parse(health.body)).toMatchObject({
      status: isServed ? "ok" : "degraded",
      selfCheck: { failure, serves: isServed },
    });
    expect(await askWithout(app.port)).toMatchObject({ status: 403 });
    expect(stand.status().checks).toBe(1);
    await close();
  });
});
