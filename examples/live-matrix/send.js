// Sends one cell of the matrix and tells what became of it.
import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";
import { HEADERS } from "./matrix.js";

/** @typedef {import("./matrix.js").Cell} Cell */

/**
 * @typedef {object} Target
 * @property {string} host
 * @property {number} port
 * @property {number} plainPort
 * @property {string} run The echo app's word.
 * @property {{ pem: string, privateKeyPem: string, header: string }} a Shown in handshakes.
 * @property {{ header: string }} b Written into headers.
 * @property {string} [ca] For stands; absent: Node's own roots.
 * @property {number} timeoutMs
 */

/**
 * What became of a request, without anything that names the site. `arrived`: null unless the echo answered.
 *
 * @typedef {object} Outcome
 * @property {number | null} status
 * @property {string | null} error Node's code, alerts among them.
 * @property {string | null} tls
 * @property {boolean} asksForCertificate Whether a 403 page speaks of a client certificate.
 * @property {string | null} location `https`, `http`, `other`.
 * @property {Arrived | null} arrived
 */

/**
 * @typedef {object} Arrived
 * @property {readonly string[]} certificates What each line held: `A`, `B`, `empty`, `other`; with `_` where the name has it.
 * @property {string} url
 * @property {readonly string[]} names
 * @property {Readonly<Record<string, readonly string[]>>} own By lower-case name who wrote each line: `platform`, `client`; of a TLS version the version.
 */

/** Never rejects. @param {Cell} cell @param {Target} target @returns {Promise<Outcome>} */
export function send(cell, target) {
  return new Promise((resolve) => {
    /** @type {string | null} */
    let tls = null;
    const socket = open(cell, target);
    /** @param {Partial<Outcome>} outcome */
    const settle = (outcome) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ status: null, error: null, asksForCertificate: false, location: null, arrived: null, ...outcome, tls });
    };
    const timer = setTimeout(() => settle({ error: "ETIMEDOUT" }), target.timeoutMs);
    socket.on("error", (error) => settle({ error: codeOf(error) }));
    socket.on("close", () => settle({ error: "ECONNRESET" }));
    socket.once(cell.over === "http" ? "connect" : "secureConnect", () => {
      tls = "getProtocol" in socket ? socket.getProtocol() : null;
      // In TLS 1.3 an alert about the certificate comes after the handshake; a request on its way could meet a reset.
      setTimeout(() => transmit(socket, cell, target, settle), 100);
    });
  });
}

/** @param {Cell} cell @param {Target} target */
function open({ over, certificate }, { host, port, plainPort, a, ca }) {
  if (over === "http") return connectPlain({ host, port: plainPort });
  return connectTls({
    host,
    port,
    servername: host,
    rejectUnauthorized: true,
    minVersion: over === "h1-tls13" ? "TLSv1.3" : "TLSv1.2",
    ALPNProtocols: [over === "h2" ? "h2" : "http/1.1"],
    ...(certificate ? { cert: a.pem, key: a.privateKeyPem } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

/**
 * @param {ReturnType<typeof open>} socket
 * @param {Cell} cell
 * @param {Target} target
 * @param {(outcome: Partial<Outcome>) => void} settle
 */
function transmit(socket, cell, target, settle) {
  if (socket.destroyed) return;
  const written = (HEADERS[cell.header] ?? []).map(([name, value]) => [name, meaningOf(value, cell, target)]);
  /** @param {number} status @param {string | undefined} location @param {string} body */
  const done = (status, location, body) => settle(outcomeOf(status, location, body, cell, target));
  if (cell.over !== "h2") {
    const framing = cell.body > 0 ? [["Content-Length", String(cell.body)]] : [];
    const lines = [["Host", target.host], ["X-Matrix-Run", target.run], ...framing, ...written];
    const method = cell.body > 0 ? "POST" : "GET";
    httpRequest({ createConnection: () => socket, method, path: cell.path, headers: lines.flat(), setHost: false })
      .on("response", (response) => {
        collect(response, (body) => done(response.statusCode ?? 0, response.headers.location, body));
      })
      .on("error", (error) => settle({ error: codeOf(error) }))
      .end(Buffer.alloc(cell.body, " "));
    return;
  }
  if (!("alpnProtocol" in socket) || socket.alpnProtocol !== "h2") return settle({ error: "HTTP2_NOT_OFFERED" });
  const session = connectHttp2(`https://${target.host}`, { createConnection: () => socket });
  session.on("error", (error) => settle({ error: codeOf(error) }));
  /** @type {Record<string, string[]>} */
  const fields = { "x-matrix-run": [target.run] };
  for (const [name = "", value = ""] of written) {
    fields[name.toLowerCase()] = [...(fields[name.toLowerCase()] ?? []), value];
  }
  const stream = session.request({ ...fields, ":path": cell.path });
  stream.on("error", (error) => settle({ error: codeOf(error) }));
  stream.on("response", (headers) => {
    collect(stream, (body) => done(Number(headers[":status"]), headers.location, body));
  });
  stream.end();
}

/** @param {import("node:stream").Readable} body @param {(text: string) => void} done */
function collect(body, done) {
  /** @type {Buffer[]} */
  const chunks = [];
  const finish = () => done(Buffer.concat(chunks).toString("utf8", 0, 65_536));
  body.on("data", (chunk) => chunks.push(chunk));
  body.on("end", finish).on("error", finish);
}

/**
 * @param {number} status
 * @param {string | undefined} location
 * @param {string} body
 * @param {Cell} cell
 * @param {Target} target
 * @returns {Partial<Outcome>}
 */
function outcomeOf(status, location, body, cell, target) {
  const to = location === undefined ? null : (/^(https?):/.exec(location)?.[1] ?? "other");
  const asksForCertificate = status === 403 && /client certificate/i.test(body);
  return { status, location: to, asksForCertificate, arrived: status === 200 ? arrivedOf(body, cell, target) : null };
}

/** @param {string} body @param {Cell} cell @param {Target} target @returns {Arrived | null} */
function arrivedOf(body, cell, { a, b }) {
  const echo = parse(body);
  if (echo?.matrix !== 1) return null;
  /** @type {Record<string, string>} */
  const known = { [sha256(a.header)]: "A", [sha256(b.header)]: "B", [sha256("")]: "empty" };
  /** @type {Record<string, string[]>} */
  const own = {};
  for (const [name, value] of echo.told)
    own[name.toLowerCase()] = [...(own[name.toLowerCase()] ?? []), whose(value, cell)];
  return {
    certificates: echo.certificates.map(
      ([name, hash]) => `${known[hash] ?? "other"}${name.includes("_") ? " (_)" : ""}`,
    ),
    url: echo.url,
    names: echo.names,
    own,
  };
}

/** Never the value itself, which may name the site. @param {string} value @param {Cell} cell */
function whose(value, { over }) {
  if (value.includes("client-written")) return "client";
  if (/^1\.[23]$/.test(value)) return value;
  if (!/^https?(?:, ?https?)*$/.test(value)) return "platform";
  // A scheme is the client's when it is not the one of the connection.
  return value.split(/, ?/).every((scheme) => scheme === (over === "http" ? "http" : "https")) ? "platform" : "client";
}

/** @param {string} value As in `HEADERS`. @param {Cell} cell @param {Target} target */
function meaningOf(value, { over }, { b }) {
  if (value === "B") return b.header;
  return value === "other scheme" ? (over === "http" ? "https" : "http") : value;
}

/**
 * @param {string} text
 * @returns {{ matrix: number, url: string, names: string[], told: [string, string][], certificates: [string, string][] } | undefined}
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
}

/** @param {string} text */
function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
