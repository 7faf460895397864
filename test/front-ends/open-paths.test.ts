import { afterAll, beforeAll, expect, it } from "vitest";
import { type StagedProject, stageProject } from "../examples/staged-project.ts";
import { describeWith } from "../helpers/need.ts";
import { createCallers } from "./callers.ts";
import type { CurlAnswer } from "./curl.ts";
import { HAPROXY } from "./haproxy.ts";
import { NGINX } from "./nginx.ts";
import { openStand, type Stand } from "./stand.ts";
import { readArrival } from "./witness.ts";

/**
 * Request targets without a certificate, and what each proxy makes of them on the way to an app in which `/public/*` is
 * open and empty. `undefined`: the proxy refuses.
 */
const TARGETS: readonly (readonly [
  target: string,
  haproxy: string | undefined,
  nginx: string | undefined,
  normalised: string | undefined,
])[] = [
  same("/public/a"),
  same("/public/a?/../../orders"),
  same("/publicity"),
  same("/PUBLIC/a"),
  same("/public/"),
  same("/public/%252e%252e/orders"),
  same("/public/..;/orders"),
  same("/public/\\..\\orders"),
  rewritten("//public/a", "/public/a"),
  rewritten("/public/../orders", "/orders"),
  rewritten("/public/%2e%2e/orders", "/orders"),
  rewritten("/public/..%2forders", "/orders"),
  rewritten("/public%2f..%2forders", "/orders"),
  rewritten("/public;/../orders", "/orders"),
  rewritten("/orders/../public/a", "/public/a"),
  rewritten("/%70ublic/a", "/public/a"),
  ["/public/a#/../../orders", undefined, "/public/a#/../../orders", "/public/a"],
  ["/orders#/public/a", undefined, "/orders#/public/a", "/orders"],
  ["/public/a%00", "/public/a%00", undefined, undefined],
  ["https://localhost/public/a", "https://localhost/public/a", "/public/a", "/public/a"],
  ["https://localhost/public/../orders", "https://localhost/public/../orders", "/public/../orders", "/orders"],
  ["public/a", undefined, undefined, undefined],
];

const OPEN: readonly (string | undefined)[] = ["/public/a", "/public/a?/../../orders"];

describeWith(["haproxy", "nginx", "curl"], "open paths", ({ haproxy, nginx, curl }) => {
  let project: StagedProject;
  const stands: { close(): Promise<void> }[] = [];
  let behindHaproxy: Stand<"optional">;
  let behindNginx: Stand<"optional" | "normalising">;

  beforeAll(async () => {
    project = await stageProject();
    const { startApp } = await project.loadDemo();
    const { environment } = createCallers();
    behindHaproxy = await openStand({ proxy: HAPROXY, programs: { proxy: haproxy, curl }, startApp, environment });
    stands.push(behindHaproxy);
    behindNginx = await openStand({ proxy: NGINX, programs: { proxy: nginx, curl }, startApp, environment });
    stands.push(behindNginx);
  });
  afterAll(async () => {
    for (const stand of stands) await stand.close();
    project?.remove();
  });

  it("through HAProxy", () => check(behindHaproxy, "optional", 0));
  it("through nginx", () => check(behindNginx, "optional", 1));
  it("through nginx that rewrites paths", () => check(behindNginx, "normalising", 2));
});

/** Open is what arrives as an open path, as it arrives; everything else is refused before any handler. */
async function check<Kind extends string>(stand: Stand<Kind>, kind: Kind, column: 0 | 1 | 2): Promise<void> {
  const requests = TARGETS.map(([target]) => ({ target, options: ["--http1.1"] }));
  const [arrivals, express, fastify] = await Promise.all([
    stand.askAll("witness", kind, requests),
    stand.askAll("express-app", kind, requests),
    stand.askAll("fastify-app", kind, requests),
  ]);
  const seen = TARGETS.map(([target], index) => ({
    target,
    arrives: arrivals[index] && readArrival(arrivals[index])?.target,
    express: whoAnswers(express[index]),
    fastify: whoAnswers(fastify[index]),
  }));
  expect(seen).toEqual(
    TARGETS.map(([target, ...columns]) => {
      const arrives = columns[column];
      // Nothing is served under /public, so the guard's consent shows as the framework's 404.
      const answer = arrives === undefined ? "the proxy" : OPEN.includes(arrives) ? "the app: 404" : "the guard";
      return { target, arrives, express: answer, fastify: answer };
    }),
  );
}

function whoAnswers(answer: CurlAnswer | undefined): string {
  const { status = 0, body = "" } = answer ?? {};
  if (status === 400 && body.startsWith("<html>")) return "the proxy";
  return status === 403 && body.includes('"urn:uuid:') ? "the guard" : `the app: ${status}`;
}

function same(target: string): (typeof TARGETS)[number] {
  return [target, target, target, target];
}

function rewritten(target: string, normalised: string): (typeof TARGETS)[number] {
  return [target, target, target, normalised];
}
