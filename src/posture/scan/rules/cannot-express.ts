import { isMissing } from "../../facts/setting.ts";
import { checkIngressTransport } from "../../rules/ingress-transport.ts";
import type { ScannedResource } from "../model.ts";
import { type Answer, answerOf, fail, unknown } from "./answer.ts";

/** Resources that no setting can make demand a certificate. Undefined: it has such a setting, or is no host. */
export function checkExpressible({ subject, type }: ScannedResource): Answer | undefined {
  if (subject.kind === "inexpressible") {
    return fail(`${type} has no attribute for client certificates, so it cannot demand them.`);
  }
  if (subject.kind !== "container-app" || isMissing(subject.ingress)) return undefined;
  const { ingress } = subject;
  if (ingress.kind !== "value") return unknown("The ingress cannot be told, nor whether it is one of HTTP.", ingress);
  return answerOf(checkIngressTransport(subject), ingress.value.transport);
}
