import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BILLING, ENVIRONMENT } from "./callers.ts";
import { FRAMEWORKS, type TestApp, type TestRoute } from "./frameworks.ts";
import { certificate, send } from "./raw-client.ts";

// Protected routes first, so that whatever can reach one does.
const ROUTES: readonly TestRoute[] = [
  { name: "admin", path: "/admin" },
  { name: "below admin", path: "/admin/*" },
  { name: "healthz", path: "/healthz" },
  { name: "below public", path: "/public/*" },
  { name: "two segments", path: "/:area/:item" },
  { name: "anything", path: "/*" },
];

/** Request targets that one reader or another takes for an open path. */
const ATTACKS: readonly string[] = [
  "/admin",
  "/admin/../public/a",
  "/admin/../healthz",
  "/admin/..%2fpublic/a",
  "/admin/..%2Fhealthz",
  "/admin/%2e%2e/public/a",
  "/admin/..;/public/a",
  "/admin/..\\public\\a",
  "/admin/..%5cpublic%5ca",
  "/admin//../public/a",
  "/admin?/public/a",
  "/admin#/public/a",
  "/admin?/../public/a",
  "/public/../admin",
  "/public/..%2fadmin",
  "/public/%2e%2e/admin",
  "/public/%2E%2E%2Fadmin",
  "/public/%252e%252e/admin",
  "/public/%252e%252e%252fadmin",
  "/public/.%2e/admin",
  "/public\\..\\admin",
  "/public/..\\admin",
  "/public/a/../../admin",
  "/public/./a",
  "/public;x/a",
  "/public/..;/admin",
  "/public/..%3b/admin",
  "/public/a;/../../admin",
  "/public",
  "/public/",
  "/publica/a",
  "/PUBLIC/a",
  "/Public/a",
  "/%70ublic/a",
  "/public%2fa",
  "//public/a",
  "///public/a",
  "/public//a",
  "/healthz/",
  "/HEALTHZ",
  "/healthz;",
  "/healthz;x=1",
  "/healthz%00",
  "/healthz%20",
  "/healthz#",
  "/healthz/x",
  "/healthz/../admin",
  "/%68ealthz",
  "http://app.example/public/a",
  "http://app.example/admin/../public/a",
  "http://app.example/healthz",
  "HTTP://app.example/healthz",
  "http://app.example",
  "https://app.example/public/../admin",
  "http:/healthz",
  "*",
];

const OPEN: readonly (readonly [target: string, route: string])[] = [
  ["/healthz", "healthz"],
  ["/healthz?x=/admin", "healthz"],
  ["/public/a", "below public"],
  ["/public/a/b.css?v=1", "below public"],
  ["/public/a%20b", "below public"],
];

describe.each(FRAMEWORKS)("open paths in $name", ({ start }) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await start({ options: { env: ENVIRONMENT }, routes: ROUTES });
  });

  afterAll(() => app.close());

  beforeEach(() => {
    app.runs.length = 0;
  });

  it.each(ATTACKS)("%s runs no handler without a certificate", async (target) => {
    const { status, body } = await send(app.port, { target });
    expect(app.runs).toEqual([]);
    expect([400, 403, 404]).toContain(status);
    // What the framework itself could not route was answered before anything of the app ran.
    if (status === 403) expect(JSON.parse(body)).toMatchObject({ type: "about:blank", status: 403 });
  });

  it("and most of them do run one with a certificate, so they were worth refusing", async () => {
    for (const target of ATTACKS) await send(app.port, { target, headers: [certificate(BILLING)] });
    expect(new Set(app.runs.map(({ caller }) => caller))).toEqual(new Set(["CN=billing,O=Contoso,C=DE"]));
    expect(app.runs.length).toBeGreaterThan(ATTACKS.length / 2);
  });

  it.each(OPEN)("%s runs its handler without a certificate", async (target, route) => {
    const { status } = await send(app.port, { target });
    expect([status, app.runs]).toEqual([200, [{ route, caller: undefined, report: undefined }]]);
  });

  it("an open path does not look at a certificate that is there", async () => {
    await send(app.port, { target: "/healthz", headers: [certificate(BILLING)] });
    expect(app.runs).toEqual([{ route: "healthz", caller: undefined, report: undefined }]);
  });
});
