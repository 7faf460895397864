import { type Forgery, forgeryOf, type HeaderLine, lineOfNobody } from "./forged-lines.ts";
import type { ProbeOptions } from "./options.ts";
import type { Draft } from "./plan-attempts.ts";
import type { Strangers } from "./strangers.ts";

/** Octets of the large body: well past the 100 KB at which renegotiation fails (Azure, "Configure TLS mutual authentication"). */
const LARGE_BODY = 131_072;

/** Ids that the judgement looks for. */
export const SELF_SIGNED = "self-signed";
export const GOOD_CALLER = "good-caller";

/** Everything that is tried on the protected path. The first request is the one that shows whether the host is there. */
export function draftsOfProtectedPath(options: ProbeOptions, strangers: Strangers): readonly Draft[] {
  const forgery = forgeryOf(options, strangers);
  return [
    ...withoutCertificate(options, forgery),
    ...withCertificateOfNobody(strangers, forgery),
    ...otherProtocols(strangers, forgery),
    ...goodCaller(options, strangers),
  ];
}

function withoutCertificate({ plainHttpPort }: ProbeOptions, forgery: Forgery): readonly Draft[] {
  const group = "Without a certificate";
  const plain = { scheme: "http", port: plainHttpPort } as const;
  const { forged, line } = forgery;
  return [
    { id: "no-certificate", group, title: "nothing" },
    ...variantsOf(forgery).map(({ id, title, lines }): Draft => {
      return { id: `no-certificate-${id}`, group, title, forged, shot: { headers: lines } };
    }),
    { id: "plain-http", group, title: "plain HTTP", shot: plain },
    { id: "plain-http-forged", group, title: "plain HTTP, forged header", forged, shot: { ...plain, headers: [line] } },
  ];
}

function withCertificateOfNobody(strangers: Strangers, forgery: Forgery): readonly Draft[] {
  const group = "With a certificate of nobody";
  const { selfSigned: identity, expired, wrongIssuer } = strangers;
  return [
    { id: SELF_SIGNED, group, title: "self-signed", identity },
    { id: "expired", group, title: "expired", identity: expired },
    { id: "wrong-issuer", group, title: "wrong issuer", identity: wrongIssuer },
    ...variantsOf(forgery).map(({ id, title, lines }): Draft => {
      return { id: `self-signed-${id}`, group, title, identity, forged: forgery.forged, shot: { headers: lines } };
    }),
  ];
}

interface Variant {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly HeaderLine[];
}

function variantsOf({ line, lowerCase, underscore }: Forgery): readonly Variant[] {
  return [
    { id: "forged", title: "forged header", lines: [line] },
    { id: "forged-twice", title: "forged header, two lines", lines: [line, line] },
    { id: "forged-lower-case", title: "forged header, lower case", lines: [lowerCase] },
    { id: "forged-underscore", title: "forged header, underscores", lines: [underscore] },
  ];
}

function otherProtocols({ selfSigned: identity }: Strangers, { forged, line }: Forgery): readonly Draft[] {
  const group = "Other ways in";
  const http2 = { httpVersion: "2" } as const;
  const tls13 = { tls: "1.3" } as const;
  const role = "without-renegotiation" as const;
  return [
    { id: "http2-forged", group, title: "HTTP/2, forged header", forged, shot: { ...http2, headers: [line] } },
    { id: "http2-self-signed", group, title: "HTTP/2, self-signed", identity, role, shot: http2 },
    { id: "tls13-no-certificate", group, title: "TLS 1.3 only, nothing", shot: tls13 },
    { id: "tls13-self-signed", group, title: "TLS 1.3 only, self-signed", identity, role, shot: tls13 },
    { id: "large-body", group, title: "POST of 128 KiB, self-signed", identity, role, bodyLength: LARGE_BODY },
  ];
}

function goodCaller(options: ProbeOptions, strangers: Strangers): readonly Draft[] {
  const identity = options.caller?.identity;
  if (identity === undefined) return [];
  const group = "The good caller";
  const line = lineOfNobody(options, strangers);
  const beside = { group, identity, role: "caller", forged: "nobody" } as const;
  const lower: HeaderLine = [line[0].toLowerCase(), line[1]];
  // A stranger's header that arrives beside its certificate's is refused as two; only an admitted caller shows it.
  return [
    { id: GOOD_CALLER, group, title: "its certificate", identity, role: "caller" },
    { ...beside, id: `${GOOD_CALLER}-forged`, title: "and a forged header", shot: { headers: [line] } },
    { ...beside, id: `${GOOD_CALLER}-forged-twice`, title: "and two lines of it", shot: { headers: [line, line] } },
    { ...beside, id: `${GOOD_CALLER}-forged-lower-case`, title: "and it in lower case", shot: { headers: [lower] } },
    {
      ...beside,
      id: `${GOOD_CALLER}-forged-http2`,
      title: "and it over HTTP/2",
      shot: { headers: [lower], httpVersion: "2" },
    },
  ];
}
