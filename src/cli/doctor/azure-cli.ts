import type { Cloud } from "../../self-check/host/clouds.ts";
import { type Environment, variable } from "../../self-check/host/environment.ts";
import { parseJsonObject, textOf } from "../../self-check/http/json-body.ts";
import { type AccessToken, type Credential, WitnessError } from "../../self-check/identity/credential.ts";
import { safeText } from "../../verdict/safe-text.ts";
import { type Ending, type Program, runProgram } from "./run-program.ts";

export interface AzureCliOptions {
  readonly cloud: Cloud;
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** Milliseconds that `az` may take; its first start of the day takes ten seconds. Default 30 000. */
  readonly milliseconds?: number;
}

/**
 * The account that the Azure CLI is signed in with (Azure CLI reference: az account get-access-token). It is asked once,
 * however many tokens are wanted, since one run of the doctor is over long before a token is.
 *
 * `getToken` rejects with WitnessError: credential_failed.
 */
export function createAzureCli(options: AzureCliOptions): Credential {
  let token: Promise<AccessToken> | undefined;
  return {
    getToken: () => {
      token ??= askAzureCli(options);
      return token;
    },
  };
}

async function askAzureCli(options: AzureCliOptions): Promise<AccessToken> {
  const { milliseconds = 30_000 } = options;
  const program = programOf(options, milliseconds);
  if (program === undefined) throw failed("SystemRoot is not set, so the Azure CLI cannot be started.", INSTALL);
  const ending = await runProgram(program);
  const token = ending.kind === "ended" && ending.status === 0 ? parseToken(ending.stdout) : undefined;
  if (token === undefined) throw failureOf(ending, options, milliseconds);
  return token;
}

/**
 * On Windows `az` is a script that only a shell can start, so nothing but words of this file goes in. The shell looks
 * into the folder it runs in first, where anything could lie under that name, hence the folder of Windows itself.
 */
function programOf({ cloud, environment, platform }: AzureCliOptions, milliseconds: number): Program | undefined {
  const args = ["account", "get-access-token", "--resource", cloud.tokenResource, "--output", "json"];
  const common = { file: "az", args, environment, milliseconds };
  if (platform !== "win32") return { ...common, shell: false };
  const folder = variable(environment, "SystemRoot");
  return folder === undefined ? undefined : { ...common, shell: true, folder };
}

/** `expires_on` is in seconds since 1970, and came with version 2.54; nothing here lasts long enough to need it. */
function parseToken(output: string): AccessToken | undefined {
  const answer = parseJsonObject(Buffer.from(output));
  const token = textOf(answer, "accessToken");
  if (token === undefined) return undefined;
  const seconds = answer?.["expires_on"];
  return { token, expiresOnTimestamp: typeof seconds === "number" ? seconds * 1000 : Number.POSITIVE_INFINITY };
}

function failureOf(ending: Ending, options: AzureCliOptions, milliseconds: number): WitnessError {
  const alone = `See what it says by itself: ${TRY} --resource ${options.cloud.tokenResource} --output none`;
  switch (ending.kind) {
    case "not-found":
      return notInstalled();
    case "timeout":
      return failed(`The Azure CLI did not answer within ${milliseconds / 1000} seconds.`, alone);
    case "too-much":
      return failed("The Azure CLI says more than a token can be.", alone);
    case "ended":
      return failureOfStatus(ending, options, alone);
  }
}

const TRY = "az account get-access-token";

function failureOfStatus(
  { status, stderr }: Ending & { readonly kind: "ended" },
  { cloud, platform }: AzureCliOptions,
  alone: string,
): WitnessError {
  if (status === 0) return failed("What the Azure CLI answers is no token.", alone);
  if (/\baz login\b/.test(stderr)) {
    const signIn = cloud.name === "AzureCloud" ? "az login" : `az cloud set --name ${cloud.name} && az login`;
    return failed("The Azure CLI is not signed in, or its sign-in has ended.", signIn);
  }
  // What the shell of Windows says when it does not find a program, which it also says in other languages.
  if (platform === "win32" && (status === 9009 || /is not recognized/.test(stderr))) return notInstalled();
  return failed(`The Azure CLI failed (exit status ${status}): ${firstError(stderr)}`, alone);
}

/** The line that says what went wrong, shortened, without anything like a token in it. */
function firstError(stderr: string): string {
  const lines = stderr.split(/\r?\n/).map((line) => line.trim());
  const line =
    lines.find((text) => text.startsWith("ERROR:")) ?? lines.find((text) => text !== "") ?? "no word of why.";
  return safeText(line.replace(/^ERROR:\s*/, "").replace(/[\w-]{20,}\.[\w-]{20,}\S*/g, "(not shown)"), 200);
}

const INSTALL = "Install it as https://aka.ms/azure-cli says, and sign in: az login";

function notInstalled(): WitnessError {
  return failed("The Azure CLI (az) is not installed, or not on the PATH.", INSTALL);
}

function failed(message: string, remedy: string): WitnessError {
  return new WitnessError({ code: "credential_failed", message, remedy });
}
