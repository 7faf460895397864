// One call to a front end, and what came of it.
import { request } from "node:https";

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string | undefined} instance Of the app's refusal: by it the operator finds the reason in the log.
 * @property {string | undefined} caller Whom the app named.
 */

const TIME_LIMIT = 10_000;

/**
 * Calls as a case says, over a connection of its own.
 *
 * @param {import("./cases.js").Case} visit
 * @param {{ readonly port: number, readonly caPem: string }} frontEnd
 * @returns {Promise<Answer>}
 */
export function call({ presents, headers, path }, { port, caPem }) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIME_LIMIT);
    const options = { host: "127.0.0.1", port, path, headers, ca: caPem, agent: false, signal, ...presents };
    const outgoing = request(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
        body += text;
      });
      response.once("error", reject).once("end", () => resolve(read(response, body)));
    });
    outgoing.once("error", reject).end();
  });
}

/**
 * @param {import("node:http").IncomingMessage} response
 * @param {string} body
 * @returns {Answer}
 */
function read({ statusCode = 0, headers }, body) {
  // A front end that refuses by itself answers with a page.
  const isJson = /^application\/(?:problem\+)?json/.test(headers["content-type"] ?? "");
  const { instance, caller } = isJson ? JSON.parse(body) : {};
  return { status: statusCode, instance, caller };
}
