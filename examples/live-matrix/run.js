// node examples/live-matrix/run.js: what App Service's front end does with client certificates and with certificate
// headers that clients write, tried on a site of its own. See docs/live-matrix.md. It costs what a B1 plan costs for
// about an hour.
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createSelfSigned } from "azure-client-cert/testing";
import { account, configure, createGroup, createSite, deleteGroup } from "./azure.js";
import { CONFIGURATIONS, cell, cellsOf, MOST_REQUESTS, planned } from "./matrix.js";
import { send } from "./send.js";
import { inWords, toMarkdown } from "./table.js";

/** @typedef {import("./send.js").Target} Target */

const { values: options } = parseArgs({
  options: {
    location: { type: "string", default: "westeurope" },
    sku: { type: "string", default: "B1" },
    /** Seconds after a change of settings before the first request. */
    settle: { type: "string", default: "90" },
    out: { type: "string", default: `live-matrix-${new Date().toISOString().slice(0, 10)}.json` },
  },
});
const settle = Number(options.settle);
if (!/^[a-z0-9]+$/.test(options.location) || !/^[A-Z0-9v]+$/.test(options.sku) || !(settle >= 0 && settle <= 600)) {
  throw new RangeError("Write --location as `az account list-locations` does, --sku as B1, --settle as 0 to 600.");
}
if (planned() > MOST_REQUESTS) throw new RangeError(`These are more than ${MOST_REQUESTS} requests.`);

const run = randomBytes(5).toString("hex");
const place = {
  group: `client-cert-matrix-${run}`,
  plan: `plan-${run}`,
  site: `client-cert-matrix-${run}`,
  location: options.location,
  sku: options.sku,
};
const { name, id, cli } = await account();
console.log(`Signed in to the subscription ${name} (${id}).
This creates the resource group ${place.group} in ${place.location}, in it a plan of size ${place.sku} and one site,
changes that site's client certificate settings ${CONFIGURATIONS.length} times, sends it ${planned()} requests, one after the other,
and deletes the group. It takes about an hour. Results go to ${options.out}.`);
if ((await ask("Go on? Write yes: ")) !== "yes") {
  console.log("Nothing was done.");
  process.exit(3);
}

const startedAt = new Date().toISOString();
/** @type {(import("./table.js").Result & { settings: object })[]} */
const results = [];
const stop = new AbortController();
// The first one ends the run and takes everything away; the second one ends it at once.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => stop.abort());
try {
  await createGroup(place, run);
  const target = await openTarget();
  for (const configuration of CONFIGURATIONS) {
    stop.signal.throwIfAborted();
    console.log(`\n${configuration.name}`);
    const settings = await configure(place, configuration);
    await sleep(settle * 1_000, undefined, { signal: stop.signal });
    results.push({ ...(await tryAll(configuration, target)), settings });
    // After each, so that whatever ends the run loses only what was not tried.
    writeResults();
  }
} finally {
  await cleanUp();
}
console.log(`\n${toMarkdown(results)}`);

async function cleanUp() {
  try {
    await deleteGroup(place, run);
    console.log(`\nThe resource group ${place.group} is being deleted.`);
  } catch (error) {
    console.error(`\nThe resource group was not deleted: ${error instanceof Error ? error.message : "unknown"}`);
    console.error(`Look whether it is there, and delete it: az group delete --name ${place.group}`);
  }
}

/** @returns {Promise<Target>} */
async function openTarget() {
  const word = randomBytes(24).toString("hex");
  const host = await createSite(place, word);
  const target = {
    host,
    port: 443,
    plainPort: 80,
    run: word,
    a: createSelfSigned({ subject: "CN=A" }),
    b: createSelfSigned({ subject: "CN=B" }),
    timeoutMs: 30_000,
  };
  // A site answers some minutes after it was deployed to. These requests come on top of the planned ones.
  for (let attempt = 0; attempt < 30; attempt += 1) {
    if ((await send(cell({}), target)).arrived !== null) return target;
    await sleep(10_000, undefined, { signal: stop.signal });
  }
  throw new Error("The echo app does not answer. Its log stream says why.");
}

/**
 * Before and behind all others one request is sent twice: when they differ, the settings were still on their way.
 *
 * @param {import("./matrix.js").Configuration} configuration
 * @param {Target} target
 */
async function tryAll(configuration, target) {
  const canary = cell({ certificate: true, header: "forged" });
  const before = inWords(await send(canary, target));
  const cells = [];
  for (const { id, ...what } of cellsOf(configuration)) {
    stop.signal.throwIfAborted();
    const outcome = await send({ id, ...what }, target);
    console.log(`  ${id}: ${inWords(outcome)}`);
    cells.push({ id, outcome });
  }
  return { name: configuration.name, isStable: before === inWords(await send(canary, target)), cells };
}

/** Without names, ids, hosts and certificates of anybody. */
function writeResults() {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const { node, openssl } = process.versions;
  const versions = { "azure-client-cert": manifest.version, node, openssl, "azure-cli": cli };
  const { location, sku } = place;
  const where = { location, sku, os: "Linux", runtime: "NODE:22-lts" };
  const report = { format: 1, startedAt, writtenAt: new Date().toISOString(), where, versions, settle, results };
  writeFileSync(options.out, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** @param {string} question */
async function ask(question) {
  if (process.stdin.isTTY !== true) return "";
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}
