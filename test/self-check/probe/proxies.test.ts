import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../../helpers/need.ts";
import type { Stand } from "../../helpers/stands/options.ts";
import {
  createHaproxyStand,
  createNginxStand,
  HAPROXY_STANDS,
  NGINX_STANDS,
} from "../../helpers/stands/proxy-stands.ts";
import type { Truth } from "../../helpers/stands/stands.ts";
import { type ProbedApp, probeThrough, startApp } from "./through-stand.ts";
import { certainWords, type ProbedFront, untruths } from "./words-of.ts";

let app: ProbedApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

/** None of them writes the host header. */
async function check(truth: Truth, create: (port: number) => Promise<Stand>): Promise<void> {
  const front: ProbedFront = { truth, options: { hostHeader: "pass" } };
  const stand = await create(app.port);
  try {
    const findings = await probeThrough(stand, front);
    expect(untruths(front, findings)).toEqual([]);
    expect(findings).toMatchObject(certainWords(front));
  } finally {
    await stand.close();
  }
}

describeWith("haproxy", "the probe, through HAProxy", ({ haproxy: program }) => {
  it.each(HAPROXY_STANDS)("$name", ({ options, truth }) =>
    check(truth, (port) => createHaproxyStand({ ...options, program, port })),
  );
});

describeWith("nginx", "the probe, through nginx", ({ nginx: program }) => {
  it.each(NGINX_STANDS)("$name", ({ options, truth }) =>
    check(truth, (port) => createNginxStand({ ...options, program, port })),
  );
});
