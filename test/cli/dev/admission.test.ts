import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { createFetchGuard } from "../../../src/adapters/fetch.ts";
import { loadSettings } from "../../../src/config/load.ts";
import { type App, startGuardedApp } from "./app.ts";
import { type Call, call, dev, type Stand, startStand, temporaryFolder } from "./stage.ts";

const WRONG = ["another-subject", "expired", "not-yet-valid", "self-signed", "server-only", "wrong-issuer"];

const PLATFORMS = ["app-service", "container-apps"] as const;

interface Site {
  readonly app: App;
  readonly stand: Stand;
}

/** A stand, and behind it an app that knows nothing but the file that the stand wrote. */
async function openSite(argv: readonly string[]): Promise<Site> {
  const folder = temporaryFolder();
  const env = join(folder, ".env.local");
  const common = ["--dir", join(folder, "certificates"), "--write-env", env];
  const made = await dev(["--target", "http://localhost:9", "--port", "0", ...argv, ...common]);
  expect(made).toMatchObject({ code: 0, err: "" });
  const app = await startGuardedApp(env);
  const stand = await startStand([...argv, ...common.slice(2), "--target", app.url], { folder: common[1] ?? "" });
  return { app, stand };
}

async function caller({ stand }: Site, options: Call): Promise<unknown> {
  const { status, body } = await call(stand, options);
  return status === 200 ? JSON.parse(body).caller : status;
}

describe.each(PLATFORMS)("an Express app behind the stand of %s, told by its env file alone", (platform) => {
  it("admits exactly the right caller, and the table shows the id of each refusal", async () => {
    const site = await openSite(["--platform", platform, "--mode", "optional"]);
    expect(await caller(site, { client: "right" })).toBe("CN=billing,O=Contoso,C=DE");
    for (const client of WRONG) expect([client, await caller(site, { client })]).toEqual([client, 403]);
    expect(await caller(site, {})).toBe(403);
    const rows = await site.stand.rows(WRONG.length + 2);
    expect(rows[0]).toMatch(/ \| right \| forwarded \| 200$/);
    for (const row of rows.slice(1)) expect(row).toMatch(/ \| forwarded \| 403 urn:uuid:[0-9a-f-]{36}$/);
  });

  it("refuses a header written by hand, with and without a certificate of one's own", async () => {
    const site = await openSite(["--platform", platform, "--mode", "optional"]);
    const line = readFileSync(join(site.stand.folder, `forged-${platform}.txt`), "utf8");
    const { name = "", value = "" } = /^(?<name>[^:]+): (?<value>.*)\n$/.exec(line)?.groups ?? {};
    const headers = { [name]: value };
    expect(await caller(site, { headers })).toBe(403);
    expect(await caller(site, { headers, client: "self-signed" })).toBe(403);
    // The same header would do if the stand let it by: straight to the app, from this machine.
    expect(await direct(site.app.url, headers)).toBe(200);
  });
});

describe("a Fetch app told by its env file alone", () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

  it("starts with network-enforced and admits the right caller, and cannot hold anybody against addresses", async () => {
    const folder = temporaryFolder();
    const [file, dir] = [join(folder, ".env"), join(folder, "c")];
    const argv = ["--target", "http://localhost:9", "--port", "0", "--dir", dir, "--write-env", file];
    const env = () => parseEnv(readFileSync(file, "utf8")) as Record<string, string>;
    expect((await dev(argv)).out).not.toContain("network-enforced");
    expect(() => createFetchGuard({ env: env(), log })).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code: "trusted_peers_need_socket" })] }),
    );
    for (const more of [["--trusted-peers", "network-enforced"], []]) {
      const { out } = await dev([...argv, ...more]);
      expect(out).toMatch(/They say network-enforced: the app believes/);
      expect(loadSettings({ env: env() }).warnings).toEqual([]);
      const guard = createFetchGuard({ env: env(), log });
      const line = readFileSync(join(dir, "forged-app-service.txt"), "utf8").trim();
      const headers = { [line.slice(0, line.indexOf(":"))]: line.slice(line.indexOf(":") + 2) };
      const { clientCert } = await guard.decide(new Request("http://localhost/", { headers }));
      expect(clientCert?.caller).toBe("CN=billing,O=Contoso,C=DE");
      expect((await guard.decide(new Request("http://localhost/"))).response?.status).toBe(403);
    }
    const { out } = await dev(argv.slice(0, -2).concat("--trusted-peers", "network-enforced"));
    expect(out).toMatch(/^ {2}CLIENT_CERT_TRUSTED_PEERS=network-enforced$/m);
  });
});

it("the settings load without a warning, and believe a header from this machine alone", async () => {
  const folder = temporaryFolder();
  const file = join(folder, ".env");
  await dev(["--target", "http://localhost:9", "--port", "0", "--dir", join(folder, "c"), "--write-env", file]);
  const env = parseEnv(readFileSync(file, "utf8")) as Record<string, string>;
  const { trustedPeers, ...settings } = loadSettings({ env });
  expect(settings).toMatchObject({ frontEnd: { name: "app-service" }, selfCheck: "off", warnings: [] });
  const believes = (address: string | undefined) => typeof trustedPeers === "object" && trustedPeers.includes(address);
  expect(["127.0.0.1", "::1", "::ffff:127.0.0.1"].map(believes)).toEqual([true, true, true]);
  expect(["10.0.0.4", "192.0.2.1", "fe80::1", undefined].map(believes)).toEqual([false, false, false, false]);
});

function direct(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(
      url,
      { headers, agent: false },
      (response) => void response.resume().on("end", () => resolve(response.statusCode)),
    )
      .on("error", reject)
      .end();
  });
}
