import { missing } from "./failures.ts";
import type { Connection, HeaderCertificate, SourceRequest } from "./source.ts";
import { MAX_CANDIDATES } from "./source-limits.ts";

/** What findings name in place of a header. */
const HANDSHAKE = "the TLS handshake";

/** What is read of an object of `tls.TLSSocket.getPeerCertificate`. */
interface PeerCertificate {
  readonly raw?: unknown;
  readonly issuerCertificate?: unknown;
}

/**
 * Reads the certificate that the client showed in the TLS handshake with this very server, which needs `requestCert:
 * true`. Whether Node found it authorized plays no role, and nor does `rejectUnauthorized`: the certificate is judged
 * as one from a header is.
 *
 * What the client sent beside it are candidates. They are there after a full handshake only: a resumed session
 * remembers the client's own certificate and not the chain, so intermediates still belong into the configuration.
 *
 * The octets need no cap here: OpenSSL takes 100 KiB of certificates (`SSL_CTX_set_max_cert_list`), and reading them is
 * linear.
 */
export function readSocket({ socket }: SourceRequest): HeaderCertificate {
  const [der, ...candidates] = peerChain(socket);
  if (der === undefined) return missing(HANDSHAKE);
  return candidates.length === 0 ? { ok: true, der } : { ok: true, der, candidates };
}

/**
 * The peer's certificate and those above it as Node links them: a root's issuer is itself, and an object can link back
 * to one below. Copies, since the application can reach the originals.
 */
function peerChain(socket: Connection | null | undefined): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<unknown>();
  let next = peerCertificate(socket);
  while (isObject(next) && !seen.has(next) && chain.length <= MAX_CANDIDATES) {
    const { raw, issuerCertificate }: PeerCertificate = next;
    if (!(raw instanceof Uint8Array) || raw.length === 0) break;
    seen.add(next);
    chain.push(new Uint8Array(raw));
    next = issuerCertificate;
  }
  return chain;
}

/** An empty object or null when there is none: the client showed none, was not asked, or has gone. */
function peerCertificate(socket: Connection | null | undefined): unknown {
  try {
    return socket?.getPeerCertificate?.(true);
  } catch {
    // Over HTTP/2 the connection is reached through its session, and throws once that has gone.
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
