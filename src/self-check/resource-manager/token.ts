import { type Credential, WitnessError } from "../identity/credential.ts";
import type { WitnessFailure } from "../witness.ts";
import type { Answer } from "./client.ts";

/** Asks a credential, which may be anybody's: what it throws is not shown, and it is not waited for without end. */
export async function getToken(credential: Credential, scope: string, milliseconds: number): Promise<Answer<string>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds), "late");
    timer.unref();
  });
  try {
    // In a promise, so that what is thrown at once is a rejection too.
    const answer: unknown = await Promise.race([new Promise((resolve) => resolve(credential.getToken(scope))), late]);
    if (answer === "late") return failed("did not answer in time");
    const token = tokenOf(answer);
    return token === undefined ? failed("gave no token") : { ok: true, value: token };
  } catch (error) {
    return error instanceof WitnessError ? { ok: false, failure: error.failure } : failed(`failed${nameOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Tells a credential that its token was not accepted. What it throws, at once or later, changes nothing. */
export function forgetToken(credential: Credential): void {
  new Promise((resolve) => resolve(credential.forget?.())).catch(() => undefined);
}

/** What is not visible ASCII cannot stand in a header. */
function tokenOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("token" in answer)) return undefined;
  return typeof answer.token === "string" && /^[\x21-\x7e]+$/.test(answer.token) ? answer.token : undefined;
}

/** ` (CredentialUnavailableError)`: a name can be shown, a message could hold anything. */
function nameOf(error: unknown): string {
  try {
    const name = error instanceof Error ? error.name : undefined;
    return typeof name === "string" && /^[A-Za-z]{1,60}$/.test(name) ? ` (${name})` : "";
  } catch {
    return "";
  }
}

function failed(problem: string): Answer<string> {
  const failure: WitnessFailure = {
    code: "credential_failed",
    message: `The credential ${problem}.`,
    remedy:
      "Check the credential that the self-check was given, or give none: the app's managed identity is then used.",
  };
  return { ok: false, failure };
}
