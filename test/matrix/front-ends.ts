import { writeFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { join } from "node:path";
import type { FrontEndOptions } from "../../src/config/front-end.ts";
import { lodgeFrontEnd, type FrontEndOptions as StandOptions } from "../../src/testing/front-end.ts";
import { type HeaderFrontEnd, headerFor } from "../../src/testing/index.ts";
import type { Door } from "../front-ends/curl.ts";
import { createHaproxy } from "../front-ends/haproxy.ts";
import { createNginx } from "../front-ends/nginx.ts";
import type { AppSetup } from "./apps.ts";
import type { DemoCase } from "./demo.ts";
import { type Ground, openProxy, type Target } from "./doors.ts";
import { readRecipes } from "./recipes.ts";

/**
 * The demo's four, and `untouched`: nobody thought of the header, so that its lines arrive as clients write them.
 * `socket` has none of them: the handshake is its own.
 */
export type Kind = DemoCase["frontEnd"] | "untouched";

/** The door of one kind of a front end, for the app of that name. */
export type DoorOf<K extends string = Kind> = (kind: K, target: string) => Door;

/** What stands between curl and the apps, and what the apps are told about it. */
export interface FrontEnd<K extends string = Kind> {
  readonly name: string;
  readonly settings: FrontEndOptions;
  /** A program that has to be there. */
  readonly program?: "haproxy" | "nginx";
  /** How it turns away whoever shows no certificate where one is required: a status, 0 for none. Absent: it does not. */
  readonly turnsAway?: number;
  open(ground: Ground, targets: readonly Target[], program: string): Promise<DoorOf<K>>;
}

const { nginx, haproxy, frontEnd: ownHeader } = readRecipes();
const { header } = ownHeader;
const GATEWAY = {
  name: "application-gateway",
  header: "X-Client-Certificate",
  verificationHeader: "X-Client-Verify",
} as const;
const LONGEST_HEAD = 65_536;

export const FRONT_ENDS: readonly FrontEnd[] = [
  {
    name: "App Service's",
    settings: { name: "app-service" },
    turnsAway: 403,
    open: (ground, targets) => openStands(ground, targets, "app-service"),
  },
  {
    name: "Container Apps'",
    settings: { name: "container-apps" },
    turnsAway: 0,
    open: (ground, targets) => openStands(ground, targets, "container-apps"),
  },
  {
    name: "nginx",
    settings: { ...ownHeader, encoding: "escaped-pem" },
    program: "nginx",
    turnsAway: 403,
    open: (ground, targets, program) => openProxy(ground, program, nginxByRecipe(), targets),
  },
  {
    name: "nginx as gateway",
    settings: GATEWAY,
    program: "nginx",
    turnsAway: 403,
    open: (ground, targets, program) => openProxy(ground, program, nginxAsGateway(ground), targets),
  },
  {
    name: "HAProxy",
    settings: { ...ownHeader, encoding: "base64-der" },
    program: "haproxy",
    turnsAway: 403,
    open: (ground, targets, program) => openProxy(ground, program, haproxyByRecipe(), targets),
  },
  {
    name: "HAProxy, RFC 9440",
    settings: { name: "rfc9440" },
    program: "haproxy",
    turnsAway: 403,
    open: (ground, targets, program) => openProxy(ground, program, haproxyByRfc9440(), targets),
  },
];

/** The certificate as this front end would write it, in header lines for curl. */
export function linesFor({ settings }: Pick<FrontEnd, "settings">, der: Uint8Array): readonly string[] {
  return Object.entries(headerFor(settings as HeaderFrontEnd, { der })).map(([name, value]) => `${name}: ${value}`);
}

/** The name of the header with the certificate. */
export function headerNameOf({ settings }: Pick<FrontEnd, "settings">): string {
  return Object.keys(headerFor(settings as HeaderFrontEnd, { der: new Uint8Array() }))[0] ?? "";
}

/** What makes an app's server end TLS itself, asking for any certificate. */
export function tlsServer({ identity }: Ground): NonNullable<AppSetup["createServer"]> {
  const { chainPem: cert, privateKeyPem: key } = identity;
  return (listener) => createHttpsServer({ cert, key, requestCert: true, rejectUnauthorized: false }, listener);
}

const STANDS: Readonly<Record<Kind, Pick<StandOptions, "mode" | "forgedHeader">>> = {
  required: { mode: "required", forgedHeader: "drop" },
  optional: { mode: "optional", forgedHeader: "drop" },
  appending: { mode: "optional", forgedHeader: "append" },
  passing: { mode: "optional", forgedHeader: "pass" },
  untouched: { mode: "optional", forgedHeader: "pass" },
};

async function openStands(
  { identity, add }: Ground,
  targets: readonly Target[],
  platform: "app-service" | "container-apps",
): Promise<DoorOf> {
  const doors = new Map<string, Door>();
  for (const kind of Object.keys(STANDS) as Kind[]) {
    for (const { name, port } of targets) {
      const options = { platform, http2: true, ...STANDS[kind], target: { host: "127.0.0.1", port } };
      const lodging = { identity, place: { host: "127.0.0.1", port: 0 }, tell: () => undefined };
      const stand = await lodgeFrontEnd(options, lodging);
      add(stand.close);
      doors.set(`${kind} ${name}`, stand.port);
    }
  }
  return (kind, target) => doors.get(`${kind} ${target}`) ?? 0;
}

const HAPROXY_OPTIONS = { longestHead: LONGEST_HEAD };
const DENY = "http-request deny deny_status 403 unless { ssl_c_used }";

function haproxyByRecipe(): ReturnType<typeof createHaproxy<Kind>> {
  const replaces = haproxy.filter((line) => line.includes("set-header"));
  return createHaproxy<Kind>(
    {
      required: [DENY, ...haproxy],
      optional: haproxy,
      appending: replaces.map((line) => line.replace("set-header", "add-header")),
      passing: replaces,
      untouched: [],
    },
    HAPROXY_OPTIONS,
  );
}

function haproxyByRfc9440(): ReturnType<typeof createHaproxy<Kind>> {
  const add = "http-request add-header Client-Cert :%[ssl_c_der,base64]: if { ssl_c_used }";
  const clears = ["http-request del-header Client-Cert", "http-request del-header Client-Cert-Chain"];
  return createHaproxy<Kind>(
    {
      required: [DENY, ...clears, add],
      optional: [...clears, add],
      appending: [add],
      passing: [add.replace("add-header", "set-header")],
      untouched: [],
    },
    HAPROXY_OPTIONS,
  );
}

/** nginx passes an upgrade on only when told to. */
const UPGRADES = ["proxy_set_header Upgrade $http_upgrade;", "proxy_set_header Connection $connection_header;"];
const DEMANDS = `if ($ssl_client_escaped_cert = "") { return 403; }`;
/** nginx' variable with the value of a header that the client wrote. */
const clients = (name: string): string => `$http_${name.toLowerCase().replaceAll("-", "_")}`;
/** Sets a header to the client's own where there is no certificate. */
const passing = (name: string): readonly string[] => [
  `set $either $ssl_client_escaped_cert;`,
  `if ($ssl_client_escaped_cert = "") { set $either ${clients(name)}; }`,
];

function nginxByRecipe(): ReturnType<typeof createNginx<Kind>> {
  return createNginx<Kind>(
    {
      required: { lines: nginx, server: [DEMANDS] },
      optional: { lines: [...nginx, ...UPGRADES] },
      appending: { lines: [`proxy_set_header ${header} ${clients(header)};`, ...nginx] },
      passing: { lines: [`proxy_set_header ${header} $either;`], server: passing(header) },
      untouched: { lines: [] },
    },
    LONGEST_HEAD,
  );
}

/** With its own word about the certificate, which it can only give when it is told whom to trust. */
function nginxAsGateway({ folder, trusts }: Ground): ReturnType<typeof createNginx<Kind>> {
  const file = join(folder, "trusted.pem");
  writeFileSync(file, trusts);
  const { header: name, verificationHeader } = GATEWAY;
  const verifies = [`ssl_client_certificate ${file};`, "ssl_verify_depth 4;"];
  const tells = `proxy_set_header ${verificationHeader} $ssl_client_verify;`;
  const lines = [`proxy_set_header ${name} $ssl_client_escaped_cert;`, tells];
  return createNginx<Kind>(
    {
      required: { lines, server: [...verifies, DEMANDS] },
      optional: { lines: [...lines, ...UPGRADES], server: verifies },
      appending: { lines: [`proxy_set_header ${name} ${clients(name)};`, ...lines], server: verifies },
      passing: { lines: [`proxy_set_header ${name} $either;`, tells], server: [...verifies, ...passing(name)] },
      untouched: { lines: [], server: verifies },
    },
    LONGEST_HEAD,
  );
}
