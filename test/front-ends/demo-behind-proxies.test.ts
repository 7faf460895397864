import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, type IssuedCertificate } from "../../src/testing/index.ts";
import { type Demo, type DemoCase, type StagedProject, stageProject } from "../examples/staged-project.ts";
import { describeWith } from "../helpers/need.ts";
import { createCallers, identityOf } from "./callers.ts";
import { HAPROXY } from "./haproxy.ts";
import { NGINX } from "./nginx.ts";
import type { ProxyServer } from "./proxy.ts";
import { APPS, type AppName, type Outcome, openStand, type Stand } from "./stand.ts";
import { valuesOf } from "./witness.ts";

type FrontEndKind = DemoCase["frontEnd"];

interface Transport {
  readonly tls: string;
  readonly http: string;
  /** Of curl. */
  readonly options: readonly string[];
}

const TLS_1_2: Transport = { tls: "TLSv1.2", http: "1.1", options: ["--tls-max", "1.2", "--http1.1"] };
const TLS_1_3: Transport = { tls: "TLSv1.3", http: "1.1", options: ["--tlsv1.3", "--http1.1"] };
const HTTP_2: Transport = { tls: "TLSv1.3", http: "2", options: ["--http2"] };

let project: StagedProject;
let demo: Demo;

beforeAll(async () => {
  project = await stageProject();
  demo = await project.loadDemo();
});
afterAll(() => project?.remove());

playBehind("haproxy", "HAProxy", HAPROXY, [TLS_1_2, TLS_1_3, HTTP_2]);
playBehind("nginx", "nginx", NGINX, [TLS_1_3]);

/** The demo's cases, with this proxy in the place of the demo's own front end. */
function playBehind<Kind extends string>(
  need: "haproxy" | "nginx",
  title: string,
  proxy: ProxyServer<Kind | FrontEndKind>,
  transports: readonly Transport[],
): void {
  describeWith([need, "curl"], `the demo behind ${title}`, (found) => {
    const programs = { proxy: found[need], curl: found["curl"] };

    describe.each(transports)("over $tls and HTTP/$http", ({ tls, http, options }) => {
      let stand: Stand<FrontEndKind>;

      beforeAll(async () => {
        const { startApp, environment } = demo;
        stand = await openStand({ proxy, programs, startApp, environment });
      });
      afterAll(() => stand?.close());

      it("is spoken to in these versions", async () => {
        const [answer] = await stand.askAll("express-app", "optional", [{ target: "/healthz", options }]);
        expect(answer).toMatchObject({ status: 200, httpVersion: http, headers: { "x-tls-version": [tls] } });
      });

      it("hands over exactly the certificate that was presented, whatever is wrong with it", async () => {
        for (const certificate of certificates()) {
          const arrival = await stand.arrivalOf("required", { presents: identityOf(certificate), options });
          expect(valuesOf(arrival, "x-arr-clientcert")).toEqual([certificate.header]);
        }
      });

      it.each(APPS)("everyone gets from the %s what they get in the demo", async (app) => {
        expect(await visitAll(stand, app, options)).toEqual(
          demo.cases.map(({ name, status, code, caller }) => ({ name, status, code, caller })),
        );
      });
    });
  });
}

function certificates(): readonly IssuedCertificate[] {
  const { right, expired, stranger, authority } = createCallers();
  const names = Array.from({ length: 50 }, (_, index) => `dns:host-${index}.example` as const);
  const longest = authority.issue({ key: "rsa-4096", subjectAltName: names });
  return [right, expired, stranger, createAuthority().certificate, longest];
}

async function visitAll(
  stand: Stand<FrontEndKind>,
  app: AppName,
  options: readonly string[],
): Promise<readonly (Outcome & { readonly name: string })[]> {
  const outcomes: (Outcome & { readonly name: string })[] = [];
  for (const { name, frontEnd, presents, headers, path } of demo.cases) {
    const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}`);
    const outcome = await stand.ask(app, frontEnd, { presents, target: path, headers: lines, options });
    outcomes.push({ name, ...outcome });
  }
  return outcomes;
}
