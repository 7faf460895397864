import type { HeaderFindings } from "../header/findings.ts";
import type { Table } from "./row.ts";

/** How the certificate arrived. First in rank: without one certificate there is nothing else to say. */
export const HEADER_ROWS: Table<HeaderFindings> = {
  header_missing: {
    rank: 110,
    status: 403,
    severity: "error",
    details: { header: "the header that was looked for" },
    meaning: "The request carries no client certificate: the header is absent or empty.",
    remedy:
      "Have the caller present its certificate in the TLS handshake. If it does, look at what loses it: " +
      "clientCertEnabled must be true and clientCertMode Required, the path must not be under " +
      "clientCertExclusionPaths, and Front Door or Application Gateway in front end the handshake themselves. A " +
      "probe that has no certificate needs its path in CLIENT_CERT_OPEN_PATHS.",
    sentence: ({ header }) => `The request has no ${header} header, or an empty one, so it carries no certificate.`,
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
      "The value of the certificate header is not one certificate in base64, which may stand between PEM markers. App " +
      "Service's front end writes exactly that, so something else wrote this value.",
    remedy:
      "Make sure that no proxy and no client writes this header. A proxy of yours that stands in for App Service has " +
      "to send the base64 of the DER in one line (HAProxy: %[ssl_c_der,base64]), not hexadecimal and not URL-encoded " +
      "PEM.",
    sentence: ({ header, problem }) => `The ${header} header is not the base64 of one certificate: ${problem}.`,
  },
  plain_http: {
    rank: 150,
    status: 403,
    severity: "error",
    details: {},
    meaning:
      "X-Forwarded-Proto is there and says something other than https: the client came without TLS, presented no " +
      "certificate, and may have written the certificate header itself. Where the header is absent nothing follows.",
    remedy:
      "Turn on HTTPS Only (httpsOnly) for the site and every slot, and have the caller use https. A proxy of yours " +
      "in front has to send X-Forwarded-Proto: https.",
    sentence: () => "The request came over plain HTTP, where no client certificate is presented.",
  },
};
