import { describeSetting, isMissing, isWord } from "../../facts/setting.ts";
import type { LinkedServiceSettings, ScannedResource } from "../model.ts";
import { type Answer, fail, notApplicable, pass, unknown } from "./answer.ts";

/** Whether Data Factory shows a certificate to the service that it calls. Undefined: not a linked service. */
export function checkLinkedService({ subject, type }: ScannedResource): Answer | undefined {
  if (subject.kind !== "linked-service") return undefined;
  const { serviceType, authenticationType: authentication } = subject;
  if (serviceType.kind === "unresolved") {
    return unknown(
      `${describeSetting("type", serviceType)}, so it cannot be told whether it calls over HTTP.`,
      serviceType,
    );
  }
  if (!HTTP.some((word) => isWord(serviceType, word))) {
    return notApplicable(`${describeSetting("type", serviceType)}: no linked service that calls over HTTP.`);
  }
  return isWord(authentication, "ClientCertificate") ? checkCertificateSent(subject, type) : checkOther(subject);
}

const HTTP: readonly string[] = ["Web", "HttpServer"];

/** azurerm builds the properties of Anonymous and Basic alone (terraform-provider-azurerm#11041). */
function checkCertificateSent(
  { authenticationType, canExpressCertificate }: LinkedServiceSettings,
  type: string,
): Answer {
  const found = describeSetting("authenticationType", authenticationType);
  return canExpressCertificate
    ? pass(`${found}.`)
    : fail(
        `${found}, but ${type} has no attribute for the certificate and sends neither it nor the URL.`,
        authenticationType,
      );
}

function checkOther({ authenticationType }: LinkedServiceSettings): Answer {
  const found = describeSetting("authenticationType", authenticationType);
  if (authenticationType.kind === "unresolved") {
    return unknown(`${found}, so it cannot be told whether a certificate is shown.`, authenticationType);
  }
  if (isMissing(authenticationType)) return fail(`${found}, so no certificate is shown.`);
  return isWord(authenticationType, "Anonymous")
    ? fail(`${found}: the service is called without any credential.`, authenticationType)
    : fail(`${found}: no certificate is shown to the service.`, authenticationType);
}
