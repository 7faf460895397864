import { request } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import {
  createAuthority,
  createFrontEnd,
  type FrontEnd,
  type FrontEndOptions,
  type IssuedCertificate,
} from "../../src/testing/index.ts";
import { FRAMEWORKS, type TestApp } from "./frameworks.ts";

const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const billing = root.issue({ subject: "CN=billing,O=Contoso" });
const sales = root.issue({ subject: "CN=sales,O=Contoso" });
const impostor = createAuthority({ subject: "CN=Root,O=Contoso" }).issue({ subject: "CN=billing,O=Contoso" });

const env = {
  CLIENT_CERT_TRUST_ANCHORS: root.pem,
  CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso",
  CLIENT_CERT_OPEN_PATHS: "/healthz",
  CLIENT_CERT_FRONT_END: "app-service",
  CLIENT_CERT_SELF_CHECK: "off",
};
const ROUTES = [
  { name: "orders", path: "/orders" },
  { name: "healthz", path: "/healthz" },
];

interface Case {
  readonly title: string;
  readonly mode: FrontEndOptions["mode"];
  readonly forgedHeader?: NonNullable<FrontEndOptions["forgedHeader"]>;
  readonly client?: IssuedCertificate;
  readonly forged?: IssuedCertificate;
  readonly path?: string;
  readonly status: number;
  /** Of the handlers that ran. */
  readonly callers: readonly (string | undefined)[];
}

const IN = { status: 200, callers: ["CN=billing,O=Contoso"] };
const OUT = { status: 403, callers: [] };

const CASES: readonly Case[] = [
  { title: "the right caller", mode: "required", client: billing, ...IN },
  { title: "the right caller, certificates being optional", mode: "optional", client: billing, ...IN },
  { title: "another caller of the same authority", mode: "required", client: sales, ...OUT },
  { title: "a certificate of another authority with the same names", mode: "required", client: impostor, ...OUT },
  { title: "nobody, certificates being required", mode: "required", ...OUT },
  { title: "nobody, certificates being optional", mode: "optional", ...OUT },
  { title: "nobody on an open path", mode: "optional", path: "/healthz", status: 200, callers: [undefined] },
  { title: "a forged header that is dropped", mode: "optional", forged: billing, ...OUT },
  { title: "a forged header that replaces nobody's", mode: "required", client: sales, forged: billing, ...OUT },
  {
    title: "a forged header beside the caller's own",
    mode: "required",
    forgedHeader: "append",
    client: sales,
    forged: billing,
    ...OUT,
  },
  {
    title: "a forged header beside the right one",
    mode: "required",
    forgedHeader: "append",
    client: billing,
    forged: billing,
    ...OUT,
  },
];

describe.each(FRAMEWORKS)("$name behind a front end that ends TLS", ({ start }) => {
  let app: TestApp | undefined;
  let frontEnd: FrontEnd | undefined;

  afterEach(async () => {
    await frontEnd?.close();
    await app?.close();
  });

  it.each(CASES)(
    "$title",
    async ({ mode, forgedHeader = "drop", client, forged, path = "/orders", status, callers }) => {
      app = await start({ options: { env }, routes: ROUTES });
      frontEnd = await createFrontEnd({ mode, forgedHeader, target: { host: "127.0.0.1", port: app.port } });
      expect(await ask(frontEnd, path, client, forged)).toBe(status);
      expect(app.runs.map(({ caller }) => caller)).toEqual(callers);
    },
  );
});

function ask(
  { url, caPem }: FrontEnd,
  path: string,
  client: IssuedCertificate | undefined,
  forged: IssuedCertificate | undefined,
): Promise<number> {
  const identity = client === undefined ? {} : { cert: client.pem, key: client.privateKeyPem };
  const headers = forged === undefined ? {} : { "X-ARR-ClientCert": forged.header };
  return new Promise((resolve, reject) => {
    request(
      `${url}${path}`,
      { ca: caPem, ...identity, headers, agent: false, rejectUnauthorized: true },
      (response) => {
        response.resume().on("end", () => resolve(response.statusCode ?? 0));
      },
    )
      .on("error", reject)
      .end();
  });
}
