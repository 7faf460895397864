import type { FrontEndSettings } from "../header/source.ts";
import { safeText } from "./safe-text.ts";

/** Where the certificate of a request is read from, in words for an operator: `header X-ARR-ClientCert`. */
export function certificateFrom(frontEnd: FrontEndSettings): string {
  switch (frontEnd.name) {
    case "app-service":
      return "header X-ARR-ClientCert";
    case "container-apps":
      return `header X-Forwarded-Client-Cert${frontEnd.elements === 1 ? "" : ` of ${frontEnd.elements} elements`}`;
    case "application-gateway": {
      const { header, verificationHeader } = frontEnd;
      const verified = verificationHeader === undefined ? "" : `, with ${safeText(verificationHeader)} saying SUCCESS`;
      return `header ${safeText(header)}${verified}`;
    }
    case "rfc9440":
      return "header Client-Cert";
    case "socket":
      return "the connection's own TLS handshake";
    case "custom":
      return `header ${safeText(frontEnd.header)}, ${frontEnd.encoding}`;
  }
}
