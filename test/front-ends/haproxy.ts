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

const ASKS_FOR_ANY = "verify optional crt-ignore-err all ca-ignore-err all";
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

const SECURE: readonly HaproxyKind[] = ["required", "optional", "appending", "passing"];

/** HAProxy, ending TLS with a request for any certificate, and handing it on as App Service does. */
export const HAPROXY: ProxyServer<HaproxyKind> = {
  kinds: Object.keys(RULES) as HaproxyKind[],
  configure: (site) => `
global
  nbthread 1
  maxconn 256
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
${HAPROXY.kinds.flatMap((kind) => site.targets.map(({ name }) => frontEnd(kind, name, site))).join("")}
${site.targets.map(({ name, port }) => `backend ${name}\n  server app 127.0.0.1:${port}\n`).join("")}`,
  commandLine: (configuration) => ["-db", "-f", configuration],
};

function frontEnd(kind: HaproxyKind, target: string, site: Site<HaproxyKind>): string {
  const { certificate, certificateAndKey } = site;
  const isSecure = SECURE.includes(kind);
  const tls = `ssl crt ${certificateAndKey} ca-file ${certificate} ${ASKS_FOR_ANY} alpn h2,http/1.1`;
  const always = [
    "http-request set-header X-Forwarded-Proto https",
    "http-response set-header X-TLS-Version %[ssl_fc_protocol]",
    "http-response set-header X-TLS-Resumed %[ssl_fc_is_resumed,iif(yes,no)]",
  ];
  const lines = [
    `bind unix@${site.socketOf(kind, target)} ${isSecure ? tls : ""}`,
    ...RULES[kind],
    ...(isSecure ? always : []),
    `default_backend ${target}`,
  ];
  return `frontend ${kind}-${target}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
