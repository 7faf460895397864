import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "./app.ts";
import { startPlainApp } from "./app.ts";
import { type Call, call, dev, type Stand, startStand } from "./stage.ts";

// RSA keys take long to make, so all runs share a folder.
let folder: string;

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), "dev-")), "certificates");
  await dev(["--target", "http://localhost:9", "--port", "0", "--dir", folder]);
});
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

async function open(argv: readonly string[], more: { stdout?: never } = {}): Promise<{ app: App; stand: Stand }> {
  const app = await startPlainApp();
  return { app, stand: await startStand(["--target", app.url, ...argv], { folder, ...more }) };
}

/** What came of a request: the status, or that there was no answer, and whether the app saw a certificate. */
async function outcome({ app, stand }: { app: App; stand: Stand }, request: Call): Promise<string> {
  const before = app.seen.length;
  const status = await call(stand, request).then(
    (answer) => answer.status,
    () => "no answer",
  );
  const headers = app.seen[before];
  if (headers === undefined) return `${status}`;
  return `${status} ${(headers["x-arr-clientcert"] ?? headers["x-forwarded-client-cert"]) ? "with" : "without"}`;
}

const RIGHT = { client: "right" };
const FORGED = { "X-ARR-ClientCert": "Zm9yZ2Vk", "X-Forwarded-Client-Cert": "Hash=00" };

describe("App Service, in every mode", () => {
  it.each([
    ["required", { none: "403", right: "200 with" }],
    ["optional", { none: "200 without", right: "200 with" }],
    ["disabled", { none: "200 without", right: "200 without" }],
  ])("%s: in the first handshake", async (mode, { none, right }) => {
    const site = await open(["--mode", mode]);
    for (const tls of ["TLSv1.2", "TLSv1.3"] as const) {
      expect([await outcome(site, { tls }), await outcome(site, { ...RIGHT, tls })]).toEqual([none, right]);
    }
  });

  it.each([
    ["required", ["--exclude", "/public"], { none: "403", right: "200 with", tls13: "403" }],
    ["optional", ["--exclude", "/public"], { none: "200 without", right: "200 with", tls13: "200 without" }],
    ["interactive", ["--exclude", "/public"], { none: "200 without", right: "200 with", tls13: "200 without" }],
    ["interactive", [], { none: "200 without", right: "200 with", tls13: "200 without" }],
    ["disabled", ["--exclude", "/public"], { none: "200 without", right: "200 without", tls13: "200 without" }],
  ])("%s %o: by renegotiation", async (mode, exclude, { none, right, tls13 }) => {
    const site = await open(["--mode", mode, ...exclude]);
    const tls = "TLSv1.2";
    expect([await outcome(site, { tls }), await outcome(site, { ...RIGHT, tls })]).toEqual([none, right]);
    expect(await outcome(site, { ...RIGHT, tls: "TLSv1.3" })).toBe(tls13);
    if (exclude.length === 0) return;
    expect(await outcome(site, { ...RIGHT, tls, path: "/public/a" })).toBe("200 without");
    expect(await outcome(site, { path: "/PUBLIC" })).toBe("200 without");
  });

  it("a body of more than 100 KB before the renegotiation is a 403", async () => {
    const site = await open(["--exclude", "/public;/healthz"]);
    const post = { ...RIGHT, tls: "TLSv1.2", method: "POST" } as const;
    expect(await outcome(site, { ...post, body: "x".repeat(102_400) })).toBe("200 with");
    expect(await outcome(site, { ...post, body: "x".repeat(102_401) })).toBe("403");
    expect(await outcome(site, { ...post, path: "/healthz", body: "x".repeat(102_401) })).toBe("200 without");
    expect((await site.stand.rows(3)).map((row) => row.split(" | ").slice(3).join(" | "))).toEqual([
      "forwarded, asked by renegotiation | 200",
      "403 body over 100 KB | -",
      "forwarded, excluded path | 200",
    ]);
  });

  it("a header of the client's own is dropped, and the platform's hop headers are there", async () => {
    const { app, stand } = await open(["--mode", "optional"]);
    await call(stand, { headers: FORGED, path: "/orders?a=b" });
    expect(app.seen[0]).toMatchObject({
      "x-forwarded-for": expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      "x-forwarded-proto": "https",
      "x-appservice-proto": "https",
      "x-forwarded-tlsversion": "1.3",
      "client-ip": expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      "x-arr-log-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "x-arr-ssl": expect.stringContaining("CN="),
      "was-default-hostname": "localhost",
      "x-site-deployment-id": "localhost",
      "disguised-host": `localhost:${stand.port}`,
      "x-original-url": "/orders?a=b",
      "x-waws-unencoded-url": "/orders?a=b",
    });
    expect(app.seen[0]).not.toHaveProperty("x-arr-clientcert");
  });
});

describe("Container Apps, in every mode", () => {
  const platform = ["--platform", "container-apps"];

  it.each([
    ["required", { none: "no answer", right: "200 with" }],
    ["optional", { none: "200 without", right: "200 with" }],
    ["disabled", { none: "200 without", right: "200 without" }],
  ])("%s", async (mode, { none, right }) => {
    const site = await open([...platform, "--mode", mode]);
    const forged = { headers: { "X-Forwarded-Client-Cert": "Hash=00" } };
    expect([await outcome(site, forged), await outcome(site, { ...RIGHT, ...forged })]).toEqual([none, right]);
    if (none !== "no answer") return;
    const rows = await site.stand.rows(2);
    expect(rows[0]).toMatch(/ \| \(connection\) \| no certificate \| ended: none was shown \| -$/);
  });

  it("the header has hash, certificate and chain, and a final semicolon", async () => {
    const { app, stand } = await open(platform);
    await call(stand, RIGHT);
    const value = String(app.seen[0]?.["x-forwarded-client-cert"]);
    const [, cert = "", chain = ""] = /^Hash=[0-9a-f]{64};Cert="([^"]+)";Chain="([^"]+)";$/.exec(value) ?? [];
    expect(decodeURIComponent(chain).startsWith(decodeURIComponent(cert))).toBe(true);
    expect(decodeURIComponent(chain).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });
});

describe("the table", () => {
  it("has a line for each request: time, request without query, caller, front end, app", async () => {
    const { stand } = await open(["--mode", "optional"]);
    await call(stand, { path: "/orders?token=secret", client: "expired" });
    await call(stand, { headers: FORGED, method: "DELETE" });
    const rows = await stand.rows(2);
    expect(rows.map((row) => row.replace(/^\d\d:\d\d:\d\d/, "time"))).toEqual([
      "time | GET /orders | expired | forwarded | 200",
      "time | DELETE /orders | no certificate | forwarded, client's own header dropped | 200",
    ]);
  });

  it("names a caller whom `dev certs` made in the meantime", async () => {
    const { stand } = await open([]);
    await dev(["certs", "--name", "late", "--dir", folder]);
    await call(stand, { client: "late" });
    expect((await stand.rows(1))[0]).toContain(" | late | ");
  });

  it("an app that is not there is a 502, and one plain line until it is there", async () => {
    const { app, stand } = await open([]);
    app.server.closeAllConnections();
    await new Promise((resolve) => app.server.close(resolve));
    expect((await call(stand, RIGHT)).status).toBe(502);
    expect((await call(stand, RIGHT)).status).toBe(502);
    const rows = await stand.rows(2);
    expect(rows[0]).toMatch(/ \| forwarded \| not reached \(ECONNREFUSED\)$/);
    expect(stand.out().match(/^The app at http:\/\/127\.0\.0\.1:\d+ does not answer\./gm)).toHaveLength(1);
  });
});

describe("the end", () => {
  it("is exit 0, with every socket closed", async () => {
    const { stand } = await open([]);
    await call(stand, RIGHT);
    expect(await stand.stop()).toMatchObject({ code: 0, err: "" });
    await expect(call(stand, RIGHT)).rejects.toThrow(/ECONNREFUSED/);
  });
});
