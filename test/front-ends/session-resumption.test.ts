import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StagedProject, stageProject } from "../examples/staged-project.ts";
import { describeWith } from "../helpers/need.ts";
import { admitted, refused } from "./attack.ts";
import { createCallers, identityOf } from "./callers.ts";
import { HAPROXY } from "./haproxy.ts";
import { NGINX } from "./nginx.ts";
import { askOverSession, type SessionAnswer } from "./s-client.ts";
import { APPS, openStand, type Stand } from "./stand.ts";

const { authority, name, right, environment } = createCallers();
const VERSIONS = [
  { version: "1.2", curl: ["--tls-max", "1.2"], openssl: "-tls1_2" },
  { version: "1.3", curl: ["--tlsv1.3"], openssl: "-tls1_3" },
] as const;
const PROXIES = ["HAProxy", "nginx"] as const;
const ROWS = PROXIES.flatMap((proxy) => VERSIONS.map((version) => ({ proxy, ...version })));

/** Milliseconds that a certificate lives which is to expire while it is in use. */
const LIFE = 6_000;
/** In time for the first request, and for the second after that. */
const SLOWLY = ["--rate", "8/m"];

describeWith(["haproxy", "nginx", "curl", "openssl"], "one handshake, many requests", (programs) => {
  const { curl, openssl } = programs;
  let project: StagedProject;
  let folder: string;
  const stands = new Map<string, Stand<"required">>();

  beforeAll(async () => {
    project = await stageProject();
    const { startApp } = await project.loadDemo();
    folder = mkdtempSync(join(tmpdir(), "sessions-"));
    const common = { startApp, environment };
    stands.set("HAProxy", await openStand({ proxy: HAPROXY, programs: { proxy: programs.haproxy, curl }, ...common }));
    stands.set("nginx", await openStand({ proxy: NGINX, programs: { proxy: programs.nginx, curl }, ...common }));
  });
  afterAll(async () => {
    for (const stand of stands.values()) await stand.close();
    rmSync(folder, { recursive: true, force: true });
    project?.remove();
  });

  describe.each(ROWS)("$proxy, TLS $version", ({ proxy, curl: options }) => {
    it.each(APPS)("the certificate of a resumed session is judged like any other: %s", async (app) => {
      const stand = standBehind(proxy);
      const wrong = authority.issue({ subject: "CN=payroll,O=Contoso,C=DE" });
      for (const [certificate, outcome] of [
        [right, admitted(name)],
        [wrong, refused("subject_not_allowed")],
      ] as const) {
        // A new connection for each request; curl resumes the session of the one before.
        const apart = [...options, "--http1.1", "--header", "Connection: close"];
        const request = { presents: identityOf(certificate), options: apart };
        const answers = await stand.askAll(app, "required", [request, request, request]);
        expect(answers.map(({ newConnections }) => newConnections)).toEqual([1, 1, 1]);
        expect(answers.map(({ headers }) => headers["x-tls-resumed"])).toEqual([["no"], ["yes"], ["yes"]]);
        for (const answer of answers) expect(await stand.explain(app, answer)).toEqual(outcome);
      }
    });
  });

  it("a certificate that expires is refused from then on, in a session and on a connection begun before", async () => {
    await Promise.all(ROWS.flatMap((row) => [expireInSession(row), expireOnConnection(row)]));
  });

  async function expireInSession({ proxy, version, openssl: flag }: (typeof ROWS)[number]): Promise<void> {
    const stand = standBehind(proxy);
    const end = Date.now() + LIFE;
    const certificate = authority.issue({ subject: name, notAfter: new Date(end) });
    const file = (kind: string): string => join(folder, `${proxy}-${version}.${kind}`);
    writeFileSync(file("crt"), certificate.pem);
    writeFileSync(file("key"), certificate.privateKeyPem);
    const ask = (target: string, options: readonly string[]): Promise<SessionAnswer> => {
      const socket = stand.socketOf("required", "express-app");
      return askOverSession(openssl, { socket, authorityFile: stand.authorityFile, version: flag, target, options });
    };
    const first = await ask("/orders", ["-cert", file("crt"), "-key", file("key"), "-sess_out", file("session")]);
    expect(first).toMatchObject({ isResumed: false, status: 200 });
    // Without a certificate: the session alone brings it.
    const second = await ask("/orders", ["-sess_in", file("session"), "-sess_out", file("session")]);
    expect(second).toMatchObject({ isResumed: true, status: 200 });
    // The second that notAfter names still counts.
    await sleep(end + 1_000 - Date.now());
    const third = await ask("/orders", ["-sess_in", file("session")]);
    expect(third).toMatchObject({ isResumed: true, status: 403 });
    expect(await stand.explain("express-app", third)).toEqual(refused("certificate_expired"));
  }

  async function expireOnConnection({ proxy, curl: options }: (typeof ROWS)[number]): Promise<void> {
    const stand = standBehind(proxy);
    const certificate = authority.issue({ subject: name, notAfter: new Date(Date.now() + LIFE) });
    const request = { presents: identityOf(certificate), options: [...options, "--http1.1", ...SLOWLY] };
    const answers = await stand.askAll("fastify-app", "required", [request, request]);
    expect(answers.map(({ newConnections }) => newConnections)).toEqual([1, 0]);
    const [first, second] = await Promise.all(answers.map((answer) => stand.explain("fastify-app", answer)));
    expect([first, second]).toEqual([admitted(name), refused("certificate_expired")]);
  }

  function standBehind(proxy: string): Stand<"required"> {
    const stand = stands.get(proxy);
    if (stand === undefined) throw new Error(`${proxy} did not start`);
    return stand;
  }
});
