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

/** What a configuration is beside its lines for the app. */
export interface NginxRules {
  /** In every `location` that leads to the app. */
  readonly lines: readonly string[];
  /** More lines of the `server`. */
  readonly server?: readonly string[];
  /** Whether nginx answers itself where it does not like the certificate, as it does unless told not to. */
  readonly judges?: boolean;
  /** What `proxy_pass` ends in. */
  readonly path?: "/";
}

const CLIENT = "$http_x_arr_clientcert";
const set = (value: string): string => `proxy_set_header X-ARR-ClientCert "${value}";`;

const DEMANDS = `if ($client_certificate = "") { return 403; }`;

const RULES = {
  required: { lines: [set("$client_certificate")], server: [DEMANDS] },
  optional: { lines: [set("$client_certificate")] },
  appending: { lines: [set(CLIENT), set("$client_certificate")] },
  joining: { lines: [set(`${CLIENT}, $client_certificate`)] },
  passing: { lines: [set("$certificate_or_header")] },
  untouched: { lines: [] },
  underscores: { lines: [], server: ["underscores_in_headers on;"] },
  escaped: { lines: [set("$ssl_client_escaped_cert")] },
  folded: { lines: [set("$ssl_client_cert")] },
  "multi-line": { lines: [set("$ssl_client_raw_cert")] },
  judging: { lines: [set("$client_certificate")], server: [DEMANDS], judges: true },
  normalising: { lines: [set("$client_certificate")], path: "/" },
} as const satisfies Readonly<Record<string, NginxRules>>;

/** 3.8 kB of base64. The certificate that takes more counts as none. */
const MAX_LINES = 60;

/** nginx, ending TLS with a request for any certificate, and handing it on as App Service does. */
export const NGINX: ProxyServer<NginxKind> = createNginx(RULES);

/**
 * nginx with lines of one's own, by configuration. All end TLS, with a request for any certificate.
 *
 * @param longestLine Octets of a header line that it takes.
 */
export function createNginx<Kind extends string>(
  rules: Readonly<Record<Kind, NginxRules>>,
  longestLine = 16_384,
): ProxyServer<Kind> {
  const kinds = Object.keys(rules) as Kind[];
  return {
    kinds,
    configure: (site) => `
daemon off;
master_process off;
pid ${site.folder}/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
  access_log off;
  large_client_header_buffers 4 ${longestLine};
  variables_hash_bucket_size 128;
  proxy_headers_hash_bucket_size 128;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${site.folder}/${name};`).join(" ")}
  ${withoutLineEnds()}
  map $ssl_session_reused $resumed { default no; r yes; }
  map $client_certificate $certificate_or_header { default $client_certificate; "" ${CLIENT}; }
  map $http_upgrade $connection_header { default upgrade; "" close; }
  ${kinds.flatMap((kind) => site.targets.map((target) => server({ kind, ...rules[kind] }, target, site))).join("\n")}
}
`,
    commandLine: (configuration, folder) => ["-p", folder, "-e", "stderr", "-c", configuration],
  };
}

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

function server<Kind extends string>(
  { kind, lines, server: more = [], judges = false, path }: NginxRules & { readonly kind: Kind },
  target: { readonly name: string; readonly port: number },
  site: Site<Kind>,
): string {
  const forward = [
    "proxy_http_version 1.1;",
    "proxy_set_header Host $host;",
    "proxy_set_header X-Forwarded-Proto https;",
    "add_header X-TLS-Version $ssl_protocol always;",
    "add_header X-TLS-Resumed $resumed always;",
    ...lines,
    `proxy_pass http://127.0.0.1:${target.port}`,
  ].join("\n      ");
  return `server {
    listen unix:${site.socketOf(kind, target.name)} ssl http2;
    ssl_certificate ${site.certificate};
    ssl_certificate_key ${site.key};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:${kind}-${target.name}:1m;
    ${more.some((line) => line.startsWith("ssl_verify_client")) ? "" : "ssl_verify_client optional_no_ca;"}
    ${more.join("\n    ")}
    ${judges ? "" : `error_page 495 = @app; location @app { ${forward}; }`}
    location / { ${forward}${path ?? ""}; }
  }`;
}
