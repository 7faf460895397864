import { constants } from "node:crypto";
import type { Socket } from "node:net";
import { createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import { createAuthority } from "../../../src/testing/index.ts";
import { whenAsked } from "./decide.ts";
import type { FrontEndTraits } from "./options.ts";

/** What a listener needs to end TLS. */
export interface Identity {
  readonly context: SecureContext;
  /** PEM of the authority. */
  readonly ca: string;
}

/** A certificate for `localhost`, the versions that are spoken, and no session that anybody could take up again. */
export function createIdentity({ tls = "any" }: FrontEndTraits): Identity {
  const authority = createAuthority({ subject: "CN=Stand CA" });
  const { pem, privateKeyPem } = authority.issue({
    subject: "CN=localhost",
    extKeyUsage: ["serverAuth"],
    subjectAltName: ["dns:localhost"],
  });
  const context = createSecureContext({
    cert: pem,
    key: privateKeyPem,
    minVersion: tls === "1.3" ? "TLSv1.3" : "TLSv1.2",
    maxVersion: tls === "1.2" ? "TLSv1.2" : "TLSv1.3",
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION,
  });
  return { context, ca: authority.pem };
}

/** What ALPN offers, from one connection to the next. */
export function createOffer({ http2 = false }: FrontEndTraits): () => string[] {
  let connections = 0;
  return () => {
    connections += 1;
    if (http2 === false || (http2 === "sometimes" && connections % 3 === 0)) return ["http/1.1"];
    return http2 === "last" ? ["http/1.1", "h2"] : ["h2", "http/1.1"];
  };
}

/**
 * Ends TLS on a connection. A `tls.Server` breaks off, after the handshake, when it was told to reject and does not know
 * the issuer; here OpenSSL alone decides, which wants a certificate and does not care whose.
 */
export function endTls(raw: Socket, { context }: Identity, traits: FrontEndTraits, offered: string[]): TLSSocket {
  const isAsked = whenAsked(traits) === "in-handshake";
  const socket = new TLSSocket(raw, {
    isServer: true,
    secureContext: context,
    requestCert: isAsked,
    rejectUnauthorized: isAsked && traits.mode === "required" && traits.refuses === "alert",
    ALPNProtocols: offered,
  });
  // What goes wrong in the handshake comes as this event, and as no other.
  return socket.on("_tlsError", () => socket.destroy());
}

const PATIENCE = 2_000;

/**
 * Asks for a certificate on a connection that stands.
 *
 * @returns What kept the stand from it; undefined when the client was asked, or has gone.
 */
export function askAgain(socket: TLSSocket): Promise<string | undefined> {
  if (socket.getProtocol() !== "TLSv1.2") return Promise.resolve(`${socket.getProtocol()} knows no renegotiation`);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, "the client did not follow a renegotiation");
    const settle = (complaint?: string): void => {
      clearTimeout(timer);
      resolve(complaint);
    };
    socket.once("close", () => settle());
    socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, (error) => settle(error?.message));
  });
}
