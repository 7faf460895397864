import { whenAsked } from "../../testing/front-end-site.ts";
import { Page } from "../text/page.ts";
import type { Style } from "../text/style.ts";
import { type CurlLine, curlLines } from "./curl-lines.ts";
import { envBlock } from "./env-file.ts";
import type { Folder } from "./folder.ts";
import type { Estate } from "./keep-estate.ts";
import type { DevOptions, TrustedPeers } from "./options.ts";
import { shellWord } from "./shell-word.ts";
import { urlOf } from "./target.ts";

export interface Introduction {
  readonly options: DevOptions;
  readonly folder: Folder;
  readonly estate: Estate;
  /** Where the stand listens. */
  readonly port: number;
  /** What is to be said of PKCS#12. */
  readonly pkcs12: string;
  /** Whom the app's settings believe. Undefined: this machine alone. */
  readonly trustedPeers: TrustedPeers | undefined;
}

/** What stands where, what had to be made anew, how to start the app, and what to try. */
export function introduce(introduction: Introduction, style: Style, width: number): string {
  const { options, folder, estate, port, pkcs12, trustedPeers } = introduction;
  const page = new Page(width);
  page.verbatim(
    0,
    `https://${options.host === "::1" ? "[::1]" : options.host}:${port} -> ${urlOf(options.target)}`,
    style.strong,
  );
  page.prose(0, describe(options));
  page.gap();
  page.prose(0, `Certificates and keys for development: ${folder.path}`);
  for (const note of estate.notes) page.prose(2, note, style.doubtful);
  for (const line of pkcs12.split("\n")) page.verbatim(2, line);
  page.gap();
  printSettings(page, options, trustedPeers, style);
  if (trustedPeers === "network-enforced") page.prose(2, NETWORK_ENFORCED, style.doubtful);
  page.gap();
  page.prose(0, "Try it:", style.strong);
  for (const { title, command } of curlLines(options, folder, port)) printCurl(page, { title, command }, style);
  page.gap();
  return page.toString();
}

function describe({ platform, mode, exclude }: DevOptions): string {
  const name = platform === "app-service" ? "App Service" : "Container Apps";
  const without = exclude.length === 0 ? "" : ` but under ${exclude.join(", ")}`;
  const limits =
    whenAsked({ mode, exclude }) === "after-request"
      ? " Asked by renegotiation: over TLS 1.2 and HTTP/1.1 alone, and before bodies of up to 100 KB."
      : "";
  return `Like ${name}: client certificates ${mode}${without}.${limits}`;
}

const NETWORK_ENFORCED =
  "They say network-enforced: the app believes the certificate header of whoever reaches its port, so nobody else may.";

function printSettings(
  page: Page,
  { writeEnv, platform, dir }: DevOptions,
  trustedPeers: TrustedPeers | undefined,
  style: Style,
): void {
  if (writeEnv !== undefined) {
    page.prose(0, `The app's settings are in ${writeEnv}:`, style.strong);
    page.verbatim(2, `node ${shellWord(`--env-file=${writeEnv}`)} app.js`);
    return;
  }
  page.prose(0, "The app's settings (--write-env writes them to a file):", style.strong);
  const lines = envBlock({ platform, folder: dir, trustedPeers }).split("\n");
  for (const line of lines.filter((text) => text.startsWith("CLIENT_CERT_"))) page.verbatim(2, line);
}

function printCurl(page: Page, { title, command }: CurlLine, style: Style): void {
  page.verbatim(2, `# ${title}`, style.quiet);
  page.verbatim(2, command);
}
