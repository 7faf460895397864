import type { ProxyServer, Site } from "./proxy.ts";

/**
 * - `required`: as App Service with clientCertMode Required. Any certificate will do, but there must be one.
 * - `optional`: the same without that demand. Whoever shows no certificate arrives with an empty header.
 * - `appending`: the mistake of writing `add-header` for `set-header`, and deleting nothing.
 * - `passing`: the mistake of replacing the client's own header only when there is a certificate to replace it with.
 * - `plain`: no TLS, and nobody thought of the certificate header there.
 * - `plain-appending`: the same, and adds its X-Forwarded-Proto to the client's.
 */
export type HaproxyKind = keyof typeof RULES;

export interface HaproxyOptions<Kind> {
  /** Configurations without TLS. The others end it, with a request for any certificate. Default none. */
  readonly plain?: readonly Kind[];
  /** What it says of clients' certificates where it ends TLS. Default: asks for any, and refuses none. */
  readonly asks?: (site: Site<string>) => string;
  /** Octets of a request's head that it takes. Default HAProxy's own 16 KiB. */
  readonly longestHead?: number;
}

const askForAny = ({ certificate }: Site<string>): string =>
  `ca-file ${certificate} verify optional crt-ignore-err all ca-ignore-err all`;
const REPLACES = [
  "http-request del-header X-ARR-ClientCert",
  "http-request set-header X-ARR-ClientCert %[ssl_c_der,base64]",
] as const;

const RULES = {
  // Not `ssl_fc_has_crt`, which is false on a resumed session.
  required: ["http-request deny deny_status 403 unless { ssl_c_used }", ...REPLACES],
  optional: REPLACES,
  appending: ["http-request add-header X-ARR-ClientCert %[ssl_c_der,base64]"],
  passing: ["http-request set-header X-ARR-ClientCert %[ssl_c_der,base64] if { ssl_c_used }"],
  plain: ["http-request set-header X-Forwarded-Proto http"],
  "plain-appending": ["http-request add-header X-Forwarded-Proto http"],
} as const;

/** HAProxy, ending TLS with a request for any certificate, and handing it on as App Service does. */
export const HAPROXY: ProxyServer<HaproxyKind> = createHaproxy(RULES, {
  plain: ["plain", "plain-appending"],
});

/** HAProxy with rules of one's own for requests, by configuration. */
export function createHaproxy<Kind extends string>(
  rules: Readonly<Record<Kind, readonly string[]>>,
  { plain = [], asks = askForAny, longestHead = 16_384 }: HaproxyOptions<Kind> = {},
): ProxyServer<Kind> {
  const kinds = Object.keys(rules) as Kind[];
  const frontEnds = (site: Site<Kind>): readonly string[] =>
    kinds.flatMap((kind) =>
      site.targets.map(({ name }) =>
        frontEnd({ kind, rules: rules[kind], isSecure: !plain.includes(kind), asks: asks(site) }, name, site),
      ),
    );
  return {
    kinds,
    configure: (site) => `
global
  nbthread 1
  maxconn 256
  tune.bufsize ${longestHead}
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
${frontEnds(site).join("")}
${site.targets.map(({ name, port }) => `backend ${name}\n  server app 127.0.0.1:${port}\n`).join("")}`,
    commandLine: (configuration) => ["-db", "-f", configuration],
  };
}

interface Configuration<Kind> {
  readonly kind: Kind;
  readonly rules: readonly string[];
  readonly isSecure: boolean;
  readonly asks: string;
}

function frontEnd<Kind extends string>(
  { kind, rules, isSecure, asks }: Configuration<Kind>,
  target: string,
  site: Site<Kind>,
): string {
  const tls = `ssl crt ${site.certificateAndKey} ${asks} alpn h2,http/1.1`;
  const always = [
    "http-request set-header X-Forwarded-Proto https",
    "http-response set-header X-TLS-Version %[ssl_fc_protocol]",
    "http-response set-header X-TLS-Resumed %[ssl_fc_is_resumed,iif(yes,no)]",
  ];
  const lines = [
    `bind unix@${site.socketOf(kind, target)} ${isSecure ? tls : ""}`,
    ...rules,
    ...(isSecure ? always : []),
    `default_backend ${target}`,
  ];
  return `frontend ${kind}-${target}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
