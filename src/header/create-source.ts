import { readAppServiceHeader } from "./app-service.ts";
import { createApplicationGatewaySource } from "./application-gateway.ts";
import { createContainerAppsSource } from "./container-apps.ts";
import { createCustomSource } from "./custom.ts";
import { readRfc9440 } from "./rfc9440.ts";
import { readSocket } from "./socket.ts";
import type { CertificateSource, FrontEndSettings } from "./source.ts";

/**
 * The one place where certificates come from. Others are not looked at, so that no two can contradict each other.
 *
 * @param sha256 In lower-case hexadecimal.
 */
export function createSource(frontEnd: FrontEndSettings, sha256: (bytes: Uint8Array) => string): CertificateSource {
  switch (frontEnd.name) {
    case "app-service":
      return ({ rawHeaders }) => readAppServiceHeader(rawHeaders);
    case "container-apps":
      return createContainerAppsSource(frontEnd.elements, sha256);
    case "application-gateway":
      return createApplicationGatewaySource(frontEnd);
    case "rfc9440":
      return ({ rawHeaders }) => readRfc9440(rawHeaders);
    case "socket":
      return readSocket;
    case "custom":
      return createCustomSource(frontEnd.header, frontEnd.encoding);
  }
}
