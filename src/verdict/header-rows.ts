import type { HeaderFindings } from "../header/findings.ts";
import type { Table } from "./row.ts";

/** How the certificate arrived. First in rank: without one certificate there is nothing else to say. */
export const HEADER_ROWS: Table<HeaderFindings> = {
  peer_not_trusted: {
    rank: 105,
    status: 403,
    severity: "error",
    details: { address: "the address of the peer; absent: a pipe, or a connection that has gone" },
    meaning:
      "The connection comes from an address that is not in the list of trusted peers, so whatever certificate header is " +
      "on it counts for nothing and was not read.",
    remedy:
      "If the address is your gateway's, add it or its range to CLIENT_CERT_TRUSTED_PEERS. The list holds the peers of " +
      "the socket itself: an address in X-Forwarded-For is of no use in it. Otherwise somebody reaches the app without " +
      "passing the gateway: close that way in the network.",
    sentence: ({ address }) =>
      address === undefined
        ? "The connection has no address, so it is not one of the trusted peers."
        : `The connection comes from ${address}, which is not one of the trusted peers.`,
  },
  headers_cut: {
    rank: 107,
    status: 403,
    severity: "error",
    details: { count: "header lines of the request", limit: "how many of them the server keeps" },
    meaning:
      "The request has as many header lines as the server keeps, so there may have been more: Node leaves the rest out, and " +
      "what the front end appended may be among them.",
    remedy:
      "No usual caller sends that many: find out who does. If yours has to, set maxHeadersCount of the server to 0, which " +
      "keeps all lines that the limit on their size lets in.",
    sentence: ({ count, limit }) =>
      `The request has ${count} header lines; the server keeps ${limit}, so some may be missing.`,
  },
  header_missing: {
    rank: 110,
    status: 403,
    severity: "error",
    details: { header: "the header that was looked for, or `the TLS handshake`" },
    meaning:
      "The request carries no client certificate: the header is absent or empty, or the client showed none in the " +
      "handshake.",
    remedy:
      "Have the caller present its certificate in the TLS handshake. If it does, look at what loses it. App Service: " +
      "clientCertEnabled must be true and clientCertMode Required, and the path must not be under " +
      "clientCertExclusionPaths. Container Apps: clientCertificateMode must be require. Front Door or Application " +
      "Gateway in front end the handshake themselves. A server of your own needs requestCert: true. A probe that has no " +
      "certificate needs its path in CLIENT_CERT_OPEN_PATHS.",
    sentence: ({ header }) =>
      header.includes(" ")
        ? `The client showed no certificate in ${header}.`
        : `The request has no ${header} header, or an empty one, so it carries no certificate.`,
  },
  header_duplicated: {
    rank: 120,
    status: 403,
    severity: "error",
    details: { header: "the header", count: "how many lines of it the request has" },
    meaning:
      "The certificate header stands in the request more than once. The front end writes it once, so somebody else " +
      "wrote the other, and which is which cannot be told.",
    remedy:
      "If a proxy of yours is in front, make it replace the header instead of adding one (HAProxy: http-request " +
      "set-header, not add-header). Otherwise somebody tries to pass for another caller: find out who sends it.",
    sentence: ({ header, count }) =>
      `The request has ${count} ${header} headers; the front end writes one, so a client or a proxy wrote another.`,
  },
  header_too_large: {
    rank: 130,
    status: 403,
    severity: "error",
    details: { header: "the header", length: "characters of its value", limit: "the most that is read" },
    meaning: "The value of the certificate header is longer than any certificate in use, and is not decoded.",
    remedy:
      "Have the caller's certificate issued with less in it (one subject alternative name for each of its names, an " +
      "EC or RSA key up to 4096 bits). If the caller's certificate is small, somebody else writes this header.",
    sentence: ({ header, length, limit }) =>
      `The ${header} header is ${length} characters long, and more than ${limit} are not read.`,
  },
  header_malformed: {
    rank: 140,
    status: 403,
    severity: "error",
    details: { header: "the header", problem: "what its value holds that it must not" },
    meaning:
      "The value of the certificate header is not what the configured front end writes: App Service one certificate in " +
      "base64, which may stand between PEM markers; Container Apps one element of Envoy's form, whose Hash fits its " +
      "Cert; Application Gateway one URL-encoded PEM; RFC 9440 one certificate in base64 between colons. So something " +
      "else wrote this value, or the front end is another one.",
    remedy:
      "Make sure that CLIENT_CERT_FRONT_END names the front end that writes this header, and that no client and no " +
      "other proxy writes it. With custom, the encoding must be the proxy's: base64-der for HAProxy's " +
      "%[ssl_c_der,base64], escaped-pem for nginx's $ssl_client_escaped_cert. On Container Apps, a certificate whose " +
      "URI or DNS names hold a comma or a semicolon cannot be read and has to be issued anew.",
    sentence: ({ header, problem }) => `The ${header} header is not what the front end writes: ${problem}.`,
  },
  verification_failed: {
    rank: 145,
    status: 403,
    severity: "error",
    details: { header: "the header with the gateway's verdict" },
    meaning:
      "The gateway did not vouch for the certificate: the header with its own verdict is absent, or says something other " +
      "than SUCCESS. What it says is not shown, since it may hold what a client wrote.",
    remedy:
      "Look at the gateway's access log for its reason (sslClientVerify). If the header is absent, the rewrite rule has " +
      "to set it to {var_client_certificate_verification} on every listener. A gateway in passthrough mode verifies " +
      "nothing: leave verificationHeader out there, and this package alone decides.",
    sentence: ({ header }) => `The ${header} header is absent, or does not say SUCCESS.`,
  },
  plain_http: {
    rank: 150,
    status: 403,
    severity: "error",
    details: {},
    meaning:
      "X-Forwarded-Proto is there and says something other than https or wss: the client came without TLS, presented no " +
      "certificate, and may have written the certificate header itself. Where the header is absent nothing follows.",
    remedy:
      "Turn on HTTPS Only (httpsOnly) for the site and every slot, and have the caller use https. A proxy of yours " +
      "in front has to send X-Forwarded-Proto: https.",
    sentence: () => "The request came over plain HTTP, where no client certificate is presented.",
  },
};
