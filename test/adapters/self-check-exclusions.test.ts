import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Body } from "../helpers/azure/bodies.ts";
import { createAzure } from "../helpers/azure/create-azure.ts";
import { BILLING, REPORTING } from "./callers.ts";
import { CALLER } from "./express-apps.ts";
import { ask, askWithout, type GuardedApp, SURFACES } from "./self-check-apps.ts";
import { createStand, type Stand } from "./self-check-stand.ts";

let stand: Stand;
let app: GuardedApp;

afterEach(async () => {
  await app.close();
  await stand.close();
});

/** A site whose platform asks nobody for a certificate under `/public`, as far as anybody knows. */
async function startExcluding(surface: (typeof SURFACES)[number], environment = {}): Promise<void> {
  const azure = await createAzure();
  Object.assign(azure.estate.site?.["properties"] as Body, { clientCertExclusionPaths: "/public" });
  stand = await createStand({ azure, environment });
  await stand.checked(1);
  app = await surface.start(stand.core);
}

/** What the front end may take for a path under `/public`, and the app for a protected one. */
const COVERED: readonly string[] = [
  "/public",
  "/public/",
  "/publicX",
  "/publicity/orders",
  "/PUBLIC/x",
  "/Public",
  "/public/%2e%2e/orders",
  "/public/../orders",
  "/public/..%2forders",
  "/public/..%5corders",
  "/public/%252e%252e/orders",
  "/public;v=1/orders",
  "/%70ublic/orders",
  "/%2570ublic/orders",
  "//public/orders",
  "/./public/orders",
  "/orders/../public/x",
  "/orders/%2e%2e/public/x",
  "/public%2forders",
  "/public%00/orders",
  "/public?x=/orders",
  "http://app.example/public/orders",
  "HTTP://APP.EXAMPLE/PUBLIC",
];

const CLEAR: readonly string[] = [
  "/orders",
  "/orders/public",
  "/orders?path=/public",
  "/orders?x=%2e%2e/public",
  "/pub",
  "/",
  "http://app.example/orders",
];

describe.each(SURFACES)("a path that the platform may take for an excluded one, $name", (surface) => {
  describe("who enforces", () => {
    beforeEach(() => startExcluding(surface));

    it("refuses a certificate there, since the header is nobody's word", async () => {
      const answers = await Promise.all(COVERED.map(async (path) => [path, (await ask(app.port, path)).status]));
      expect(answers).toEqual(COVERED.map((path) => [path, 403]));
    });

    it("serves every other path", async () => {
      const answers = await Promise.all(CLEAR.map(async (path) => [path, (await ask(app.port, path)).body]));
      expect(answers).toEqual(CLEAR.map((path) => [path, JSON.stringify({ caller: CALLER })]));
    });

    it("leaves open what is open, and names nobody there", async () => {
      for (const answer of [await ask(app.port, "/public/a"), await askWithout(app.port, "/public/a")]) {
        expect(answer).toMatchObject({ status: 200, body: '{"caller":null}' });
      }
    });

    it("refuses there on a route that is protected although its path is open", async () => {
      const rawHeaders = ["X-ARR-ClientCert", BILLING];
      const request = { method: "GET", rawUrl: "/public/admin", rawHeaders, native: {} };
      const decision = await stand.core.decide(request, "protected");
      expect(decision).toMatchObject({ kind: "refused", status: 403, verdict: { code: "path_excluded" } });
    });
  });

  describe("who reports", () => {
    const { CLIENT_CERT_ENFORCE = "", CLIENT_CERT_REPORT_UNTIL = "" } = REPORTING;
    beforeEach(() => startExcluding(surface, { CLIENT_CERT_ENFORCE, CLIENT_CERT_REPORT_UNTIL }));

    it("refuses a header there all the same, and lets in whoever has none", async () => {
      const paths = COVERED.slice(0, 8);
      const answers = await Promise.all(paths.map(async (path) => [path, (await ask(app.port, path)).status]));
      expect(answers).toEqual(paths.map((path) => [path, 403]));
      expect(await askWithout(app.port, "/publicX")).toMatchObject({ status: 200, body: '{"caller":null}' });
      expect(await ask(app.port)).toMatchObject({ status: 200, body: JSON.stringify({ caller: CALLER }) });
    });
  });
});
