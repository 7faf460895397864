import { whenAsked } from "../../testing/front-end-site.ts";
import { CLIENTS_OF_ESTATE } from "./estate.ts";
import { CLIENTS, type Folder } from "./folder.ts";
import { forgedHeaderFile } from "./keep-estate.ts";
import type { DevOptions } from "./options.ts";
import { shellWord } from "./shell-word.ts";

/** A request to try. */
export interface CurlLine {
  /** Who comes, and how. */
  readonly title: string;
  readonly command: string;
}

/** Requests to copy, with paths relative to where the command was started. */
export function curlLines(options: DevOptions, folder: Folder, port: number): readonly CurlLine[] {
  const { platform, exclude, http2, path: appPath = "/" } = options;
  const renegotiates = whenAsked(options) === "after-request";
  // Asked by renegotiation, which TLS 1.3 and HTTP/2 do not have.
  const usual = renegotiates ? ["--http1.1", "--tls-max", "1.2"] : [];
  const line = (title: string, more: readonly string[], path = appPath): CurlLine => {
    const authority = folder.pathOf("authority.pem");
    const words = ["--include", "--cacert", authority, ...more, `https://${hostInUrl(options.host)}:${port}${path}`];
    return { title, command: ["curl", ...words].map(shellWord).join(" ") };
  };
  const shown = (name: string): readonly string[] => {
    const file = folder.pathOf(`${CLIENTS}/${name}`);
    return ["--cert", `${file}.pem`, "--key", `${file}.key`];
  };
  const forged = ["--header", `@${folder.pathOf(forgedHeaderFile(platform))}`];
  const [first = "/"] = exclude;
  return [
    ...CLIENTS_OF_ESTATE.map(({ name, about }) => line(about, [...usual, ...shown(name)])),
    line("no certificate", usual),
    line("no certificate, and a header written by hand", [...usual, ...forged]),
    line("self-signed, and a header written by hand", [...usual, ...shown("self-signed"), ...forged]),
    ...(http2 ? [line("the right caller, over HTTP/2", ["--http2", ...shown("right")])] : []),
    ...(renegotiates ? [line("the right caller, over TLS 1.3", ["--tlsv1.3", ...shown("right")])] : []),
    ...(exclude.length > 0 ? [line("an excluded path, no certificate", [], first)] : []),
  ];
}

function hostInUrl(host: DevOptions["host"]): string {
  return host === "::1" ? "[::1]" : host;
}
