import type { ProxyServer, Site } from "./proxy.ts";

/**
 * - `required`, `optional`: as App Service with clientCertMode Required, and Optional.
 * - `appending`, `joining`: the mistake of keeping the client's own header beside, as another line or in the same one.
 * - `passing`: the mistake of replacing the client's own header only when there is a certificate to replace it with.
 * - `untouched`: nobody thought of the header; and `underscores`, where nginx passes names with `_` too.
 * - `escaped`, `folded`, `multi-line`: the certificate as nginx's own variables write it.
 * - `judging`: as `required`, but answers itself where it does not like the certificate, as nginx does unless told not to.
 * - `normalising`: as `optional`, and rewrites the path, which it does as soon as `proxy_pass` ends in one.
 */
export type NginxKind = keyof typeof RULES;

const CLIENT = "$http_x_arr_clientcert";
const set = (value: string): string => `proxy_set_header X-ARR-ClientCert "${value}";`;

const RULES = {
  required: [set("$client_certificate")],
  optional: [set("$client_certificate")],
  appending: [set(CLIENT), set("$client_certificate")],
  joining: [set(`${CLIENT}, $client_certificate`)],
  passing: [set("$certificate_or_header")],
  untouched: [],
  underscores: [],
  escaped: [set("$ssl_client_escaped_cert")],
  folded: [set("$ssl_client_cert")],
  "multi-line": [set("$ssl_client_raw_cert")],
  judging: [set("$client_certificate")],
  normalising: [set("$client_certificate")],
} as const;

const DEMANDS: readonly NginxKind[] = ["required", "judging"];

/** 3.8 kB of base64. The certificate that takes more counts as none. */
const MAX_LINES = 60;

/** nginx, ending TLS with a request for any certificate, and handing it on as App Service does. */
export const NGINX: ProxyServer<NginxKind> = {
  kinds: Object.keys(RULES) as NginxKind[],
  configure: (site) => `
daemon off;
master_process off;
pid ${site.folder}/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
  access_log off;
  large_client_header_buffers 4 16k;
  variables_hash_bucket_size 128;
  proxy_headers_hash_bucket_size 128;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${site.folder}/${name};`).join(" ")}
  ${withoutLineEnds()}
  map $ssl_session_reused $resumed { default no; r yes; }
  map $client_certificate $certificate_or_header { default $client_certificate; "" ${CLIENT}; }
  ${NGINX.kinds.flatMap((kind) => site.targets.map((target) => server(kind, target, site))).join("\n")}
}
`,
  commandLine: (configuration, folder) => ["-p", folder, "-e", "stderr", "-c", configuration],
};

/**
 * nginx has no variable with the certificate's base64 in one line: it has PEM, with line ends as they are, with line
 * ends and tabs, or URL-encoded. But a `map` can take the PEM apart, line by line, and name the lines in a row.
 */
function withoutLineEnds(): string {
  const names = Array.from({ length: MAX_LINES }, (_, index) => `line${index}`);
  const lines = names.map((name) => `(?:(?<${name}>[^-\\n]+)\\n)?`).join("");
  const pattern = `~^-----BEGIN CERTIFICATE-----\\n${lines}-----END CERTIFICATE-----\\n?$`;
  return `map $ssl_client_raw_cert $client_certificate { default ""; "${pattern}" "${names.map((name) => `$${name}`).join("")}"; }`;
}

function server(
  kind: NginxKind,
  target: { readonly name: string; readonly port: number },
  site: Site<NginxKind>,
): string {
  const forward = [
    "proxy_http_version 1.1;",
    "proxy_set_header Host $host;",
    "proxy_set_header X-Forwarded-Proto https;",
    "add_header X-TLS-Version $ssl_protocol always;",
    "add_header X-TLS-Resumed $resumed always;",
    ...RULES[kind],
    `proxy_pass http://127.0.0.1:${target.port}`,
  ].join(" ");
  return `server {
    listen unix:${site.socketOf(kind, target.name)} ssl http2;
    ssl_certificate ${site.certificate};
    ssl_certificate_key ${site.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:${kind}-${target.name}:1m;
    ssl_verify_client optional_no_ca;
    ${kind === "underscores" ? "underscores_in_headers on;" : ""}
    ${DEMANDS.includes(kind) ? `if ($client_certificate = "") { return 403; }` : ""}
    ${kind === "judging" ? "" : `error_page 495 = @app; location @app { ${forward}; }`}
    location / { ${forward}${kind === "normalising" ? "/" : ""}; }
  }`;
}
