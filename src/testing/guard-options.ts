import type { GuardLogger, GuardOptions } from "../config/options.ts";

/** Options that testing settles, so that no test depends on where it runs. */
type Settled = "trustAnchors" | "intermediates" | "selfCheck" | "env" | "allow";

/** What a guard under test is told. Every other option of a guard may stand beside these and counts. */
export interface TestGuardOptions<NativeRequest = unknown> extends Omit<GuardOptions<NativeRequest>, Settled> {
  /** The authorities that are trusted, usually of `createAuthority`. */
  readonly authority: InPem | readonly InPem[];
  /** Authorities between those and the clients, in PEM too. Default none. */
  readonly intermediates?: readonly (InPem | string)[];
  /** Which of their clients are let in. No default, as in production. */
  readonly allow: NonNullable<GuardOptions["allow"]>;
}

interface InPem {
  readonly pem: string;
}

/**
 * Options for the guard of a test: the authority is trusted, the front end is App Service's unless another is named,
 * nobody is asked about the host, no `CLIENT_CERT_*` is read, and nothing is logged unless a `log` is given (`console`
 * fits). Where a guard wants `trustedPeers` and none are given, every peer is trusted.
 *
 * Such a guard believes any header. So this throws TypeError where it could be reached: on App Service and Container
 * Apps (`WEBSITE_SITE_NAME`, `WEBSITE_INSTANCE_ID` or `CONTAINER_APP_NAME` is set) and under `NODE_ENV=production`.
 */
export function testOptions<NativeRequest = unknown>(
  options: TestGuardOptions<NativeRequest>,
): GuardOptions<NativeRequest> {
  assertNotInProduction(process.env);
  const { authority, intermediates = [], ...others } = options;
  return {
    frontEnd: "app-service",
    log: SILENT,
    ...(wantsPeers(others.frontEnd) && { trustedPeers: "network-enforced" as const }),
    ...others,
    trustAnchors: [authority].flat().map(({ pem }) => pem),
    ...(intermediates.length > 0 && {
      intermediates: intermediates.map((intermediate) =>
        typeof intermediate === "string" ? intermediate : intermediate.pem,
      ),
    }),
    selfCheck: "off",
    env: {},
  };
}

/** What Azure sets for every app (App Service: "Environment variables and app settings"; Container Apps likewise). */
const SET_BY_AZURE: readonly string[] = ["WEBSITE_SITE_NAME", "WEBSITE_INSTANCE_ID", "CONTAINER_APP_NAME"];

/** Front ends that are no part of Azure's hosts: with them a guard wants to know who may connect. */
function wantsPeers(frontEnd: GuardOptions["frontEnd"]): boolean {
  const name = typeof frontEnd === "object" ? frontEnd.name : frontEnd;
  return name === "application-gateway" || name === "rfc9440" || name === "custom";
}

const SILENT: GuardLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function assertNotInProduction(environment: Readonly<Record<string, string | undefined>>): void {
  const found = SET_BY_AZURE.find((name) => environment[name] !== undefined);
  if (found !== undefined) {
    throw new TypeError(
      `testOptions is for tests, and this is Azure: ${found} is set. A guard made of it trusts anyone.`,
    );
  }
  if (environment["NODE_ENV"]?.trim().toLowerCase() === "production") {
    throw new TypeError("testOptions is for tests, and NODE_ENV is production. A guard made of it trusts anyone.");
  }
}
