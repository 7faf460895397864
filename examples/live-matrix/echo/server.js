// Tells what arrived at an app on App Service: names of all header lines, and the values of those in question. It
// answers only the run that deployed it.
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const RUN = process.env["MATRIX_RUN"] ?? "";

/** Values of these are told as they came. */
const TOLD =
  /^(?:was-default-hostname|x-forwarded-proto|x-appservice-proto|x-waws-unencoded-url|x-forwarded-tlsversion)$/i;

/** Of these only the hash, and `_` counts as `-`. */
const CERTIFICATE = /^x[-_]arr[-_]clientcert$/i;

const server = createServer((request, response) => {
  if (!isOfThisRun(request.headers["x-matrix-run"])) {
    response.writeHead(404, { "content-type": "text/plain" }).end("This app is part of an experiment.\n");
    return;
  }
  request.resume().on("end", () => {
    const lines = linesOf(request.rawHeaders);
    const told = lines.filter(([name]) => TOLD.test(name));
    const certificates = lines.filter(([name]) => CERTIFICATE.test(name)).map(([name, value]) => [name, sha256(value)]);
    const names = lines.map(([name]) => name);
    const body = { matrix: 1, url: request.url, httpVersion: request.httpVersion, names, told, certificates };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
});
server.listen(process.env["PORT"] ?? 8080);

/** @param {string | string[] | undefined} given */
function isOfThisRun(given) {
  if (typeof given !== "string" || RUN.length < 32) return false;
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(RUN)));
}

/** @param {readonly string[]} raw @returns {[string, string][]} */
function linesOf(raw) {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? "", raw[2 * index + 1] ?? ""]);
}

/** @param {string} text */
function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
