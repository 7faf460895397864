// npm run demo: both example apps behind a front end like App Service's, and callers of every kind.
import { createFrontEnd } from "azure-client-cert/testing";
import { startApp } from "./app-process.js";
import { call } from "./call.js";
import { demoCases } from "./cases.js";
import { createEstate } from "./estate.js";
import { report } from "./report.js";

/** @typedef {import("./cases.js").Case} Case */
/** @typedef {import("./cases.js").FrontEndKind} FrontEndKind */

const TIME_LIMIT = 60_000;

/** @type {Readonly<Record<FrontEndKind, Omit<import("azure-client-cert/testing").FrontEndOptions, "target">>>} */
const FRONT_ENDS = {
  required: { mode: "required", forgedHeader: "drop" },
  optional: { mode: "optional", forgedHeader: "drop" },
  appending: { mode: "optional", forgedHeader: "append" },
  passing: { mode: "optional", forgedHeader: "pass" },
};

// Whatever happens, `exit` ends the apps and removes their folders.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.once(signal, () => process.exit(1));
const watchdog = setTimeout(() => {
  console.error(`The demo is not done after ${TIME_LIMIT / 1000} seconds.`);
  process.exit(1);
}, TIME_LIMIT);

const estate = createEstate();
const cases = demoCases(estate);
console.log("Two apps, told by environment alone whom to admit:\n");
console.log(describe(estate.environment));
const [express, fastify] = await Promise.all([visitAll("express-app"), visitAll("fastify-app")]);
process.exitCode = report(cases, { Express: express, Fastify: fastify }) ? 0 : 1;
clearTimeout(watchdog);

/**
 * Sends every case to an app of its own, one after the other.
 *
 * @param {string} name
 * @returns {Promise<import("./report.js").Outcome[]>}
 */
async function visitAll(name) {
  const app = await startApp(name, estate.environment);
  const frontEnds = await openFrontEnds(app.port);
  try {
    const outcomes = [];
    for (const visit of cases) outcomes.push(await outcomeOf(visit, frontEnds[visit.frontEnd], app));
    return outcomes;
  } finally {
    await Promise.all([app.stop(), ...Object.values(frontEnds).map((frontEnd) => frontEnd.close())]);
  }
}

/** @param {number} port Of the app. */
async function openFrontEnds(port) {
  const target = { host: "127.0.0.1", port };
  const [required, optional, appending, passing] = await Promise.all([
    createFrontEnd({ ...FRONT_ENDS.required, target }),
    createFrontEnd({ ...FRONT_ENDS.optional, target }),
    createFrontEnd({ ...FRONT_ENDS.appending, target }),
    createFrontEnd({ ...FRONT_ENDS.passing, target }),
  ]);
  return { required, optional, appending, passing };
}

/**
 * @param {Case} visit
 * @param {import("azure-client-cert/testing").FrontEnd} frontEnd
 * @param {import("./app-process.js").RunningApp} app
 * @returns {Promise<import("./report.js").Outcome>}
 */
async function outcomeOf(visit, frontEnd, app) {
  const { status, instance, caller } = await call(visit, frontEnd);
  if (instance !== undefined) {
    const line = await app.findRefusal(instance);
    return { status, caller, code: line?.code ?? "(no log line)", why: line?.reason ?? "" };
  }
  return { status, caller, code: undefined, why: whyWithoutLine(visit, status, caller) };
}

/**
 * @param {Case} visit
 * @param {number} status
 * @param {string | undefined} caller
 */
function whyWithoutLine({ frontEnd }, status, caller) {
  if (status !== 200) return "Refused by the front end; the app was not asked.";
  if (caller === undefined) return "Open to everyone.";
  if (frontEnd === "passing") return `ADMITTED as ${caller}: a stranger, who copied a certificate into the header.`;
  return `Admitted as ${caller}.`;
}

/** @param {Readonly<Record<string, string>>} environment */
function describe(environment) {
  const lines = Object.entries(environment).map(([name, value]) => {
    const certificates = value.match(/-----BEGIN CERTIFICATE-----/g)?.length;
    return `  ${name}=${certificates === undefined ? value : `(${certificates} in PEM)`}`;
  });
  return `${lines.join("\n")}\n`;
}
