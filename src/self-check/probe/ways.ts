import type { Fated } from "./fate.ts";
import type { Template } from "./templates.ts";

/** A way through the front end that a host need not have. */
export type Way = "HTTP/2" | "TLS 1.2";

/** Undefined also for one whose TLS asks for another name: what is spoken there says nothing of the host. */
export function wayOf({
  httpVersion,
  tls,
  sideways,
}: Pick<Template, "httpVersion" | "tls" | "sideways">): Way | undefined {
  if (sideways !== undefined) return undefined;
  if (httpVersion !== "1.1") return "HTTP/2";
  return tls === "1.2" ? "TLS 1.2" : undefined;
}

/**
 * Tells the requests whose way the host does not have: not one of them, of any sort, came to anything but that the
 * handshake turned it down for the way itself. A host that does without only now and then has the way. Whoever relies
 * on this has to see that everything was sent.
 *
 * A server that does not look at ALPN at all may turn down a client without a certificate by its alert, before it is
 * seen that it chose no HTTP/2.
 */
export function missingWays(shown: readonly Fated[]): (shot: Template) => boolean {
  const spoken = new Set<string>();
  for (const { shot, fate, answer } of shown) {
    const isTurnedDown = fate === "not-offered" || (!shot.presentsCertificate && answer.kind === "tls-alert");
    if (!isTurnedDown) spoken.add(keyOfWay(shot));
  }
  return (shot) => wayOf(shot) !== undefined && !spoken.has(keyOfWay(shot));
}

function keyOfWay(shot: Template): string {
  return JSON.stringify([shot.host, shot.port, wayOf(shot)]);
}
