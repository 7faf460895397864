import type { GetOutcome } from "../http/http-get.ts";
import type { WitnessFailure } from "../witness.ts";
import type { IdentitySelection } from "./token-endpoint.ts";

/** What to say to whoever can mend it. Nothing here may take in a secret, a token or a body. */

export function identityMissing(): WitnessFailure {
  return {
    code: "identity_missing",
    message: "This app has no managed identity: IDENTITY_ENDPOINT and IDENTITY_HEADER are not both set.",
    remedy:
      "Assign a user-assigned identity that may read this resource, on every slot, and set AZURE_CLIENT_ID to its " +
      "client id: az webapp identity assign --name <site> --resource-group <group> --identities <identity's resource " +
      "id> (az functionapp, az containerapp alike). A system-assigned one works too, but exists, and so can get its " +
      "role, only after the app does.",
  };
}

export function endpointRejected(): WitnessFailure {
  return {
    code: "identity_endpoint_rejected",
    message:
      "IDENTITY_ENDPOINT is no http address of this machine or its own network, so the identity's secret is not sent there.",
    remedy: "Remove IDENTITY_ENDPOINT and IDENTITY_HEADER from the app's own settings: the platform sets them.",
  };
}

export function answerInvalid(problem: string): WitnessFailure {
  return {
    code: "identity_answer_invalid",
    message: `The identity endpoint's answer cannot be used: ${problem}.`,
    remedy: "Restart the app; if that does not mend it, assign the identity anew, and check the clock of this machine.",
  };
}

/** Undefined: the answer is a 200, to be read. */
export function failureOf(outcome: GetOutcome, identity: IdentitySelection | undefined): WitnessFailure | undefined {
  if (outcome.kind === "failure") {
    if (outcome.reason === "too-large") return answerInvalid("it is longer than 64 KiB");
    if (outcome.reason === "unreadable") return answerInvalid("it is not HTTP");
    return unreachable(outcome.reason === "timeout" ? "does not answer in time" : "cannot be reached", outcome.code);
  }
  const { status } = outcome;
  if (status === 200) return undefined;
  if (status >= 500 || status === 408 || status === 429) return unreachable(`answers with status ${status}`, undefined);
  if (status >= 400) return refused(status, identity);
  return answerInvalid(`its status is ${status}`);
}

function unreachable(problem: string, code: string | undefined): WitnessFailure {
  return {
    code: "identity_unreachable",
    message: `The identity endpoint ${problem}${code === undefined ? "" : ` (${code})`}.`,
    remedy: "It is tried again by itself. If it stays so, restart the app.",
  };
}

function refused(status: number, identity: IdentitySelection | undefined): WitnessFailure {
  const message = `The identity endpoint refuses a token (status ${status})`;
  if (identity === undefined) {
    return {
      code: "identity_refused",
      message: `${message}. No identity was named, so the system-assigned one was asked for.`,
      remedy:
        "Set AZURE_CLIENT_ID to the client id of a user-assigned identity of this app, or assign a system-assigned " +
        "identity: az webapp identity assign --name <site> --resource-group <group>",
    };
  }
  const [kind = "", value = ""] = Object.entries(identity)[0] ?? [];
  return {
    code: "identity_refused",
    message: `${message}. Usually the identity that was named, ${kind} ${printable(value)}, is not assigned to this app or slot.`,
    remedy:
      "Check AZURE_CLIENT_ID (that of an app registration, which EnvironmentCredential takes, is no managed identity), and " +
      "assign the identity to the app and to every slot: az webapp identity assign --name <site> --resource-group " +
      "<group> --identities <identity's resource id>",
  };
}

/** An operator's own words may be anything; an id is all that is shown of them. */
function printable(value: string): string {
  return /^[\w./() -]{1,300}$/.test(value) ? value : `(${value.length} characters that are no id)`;
}
