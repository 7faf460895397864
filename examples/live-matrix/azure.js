// The few things that are done to Azure, all by the Azure CLI and all inside one resource group of this run's own.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** @typedef {import("./matrix.js").Configuration} Configuration */

const run = promisify(execFile);

/** Minutes that one command may take: creating a plan and deploying take some. */
const LONGEST = 10;

/** @param {readonly string[]} args @returns {Promise<any>} What the CLI prints as JSON. */
async function az(...args) {
  // On Windows `az` is a script, which Node starts by a shell only; nothing in the arguments comes from outside.
  const shell = process.platform === "win32";
  const options = { timeout: LONGEST * 60_000, maxBuffer: 16_777_216, shell };
  try {
    const { stdout } = await run("az", [...args, "--only-show-errors", "--output", "json"], options);
    return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    throw new Error(`az ${args.slice(0, 3).join(" ")} failed. ${said}`);
  }
}

/** Who is signed in, to be shown before anything is done. */
export async function account() {
  const [{ name, id }, version] = await Promise.all([az("account", "show"), az("version")]);
  return { name: String(name), id: String(id), cli: String(version["azure-cli"]) };
}

/**
 * @typedef {object} Place
 * @property {string} group
 * @property {string} plan
 * @property {string} site
 * @property {string} location
 * @property {string} sku
 */

const TAG = "azure-client-cert-live-matrix";

/** The group that everything else is made in. Fails when there is one of this name already. @param {Place} place @param {string} run */
export async function createGroup({ group, location }, run) {
  if (await az("group", "exists", "--name", group)) throw new Error(`There is a resource group ${group} already.`);
  await az("group", "create", "--name", group, "--location", location, "--tags", `${TAG}=${run}`);
}

/** @param {Place} place @param {string} word What the echo app answers to. @returns {Promise<string>} The host name. */
export async function createSite({ group, plan, site, sku }, word) {
  const at = ["--resource-group", group, "--name", site];
  await az("appservice", "plan", "create", "--resource-group", group, "--name", plan, "--sku", sku, "--is-linux");
  await az("webapp", "create", ...at, "--plan", plan, "--runtime", "NODE:22-lts");
  await az("webapp", "config", "set", ...at, "--http20-enabled", "true", "--startup-file", "node server.js");
  await az("webapp", "config", "appsettings", "set", ...at, "--settings", `MATRIX_RUN=${word}`);
  await az("webapp", "update", ...at, "--https-only", "false");
  for (const file of ["package.json", "server.js"]) {
    const source = fileURLToPath(new URL(`echo/${file}`, import.meta.url));
    const to = ["--src-path", source, "--target-path", `/home/site/wwwroot/${file}`];
    await az("webapp", "deploy", ...at, "--type", "static", ...to);
  }
  const { defaultHostName } = await az("webapp", "show", ...at);
  return String(defaultHostName);
}

/**
 * An exclusion path is never taken away again, since the CLI may leave out what is null: they come last.
 *
 * @param {Place} place
 * @param {Configuration} configuration
 * @returns {Promise<object>} What Azure then says.
 */
export async function configure({ group, site }, { enabled, mode, exclusion }) {
  const at = ["--resource-group", group, "--name", site];
  const settings = [`clientCertEnabled=${enabled}`, `clientCertMode=${mode}`];
  const paths = exclusion === "" ? [] : [`clientCertExclusionPaths=${exclusion}`];
  await az("webapp", "update", ...at, "--set", ...settings, ...paths);
  const { clientCertEnabled, clientCertMode, clientCertExclusionPaths, httpsOnly } = await az("webapp", "show", ...at);
  if (clientCertEnabled !== enabled || clientCertMode !== mode || (clientCertExclusionPaths ?? "") !== exclusion) {
    throw new Error(`Azure does not say ${[...settings, ...paths].join(" ")}, although it took it.`);
  }
  const { http20Enabled, minTlsVersion } = await az("webapp", "config", "show", ...at);
  return { clientCertEnabled, clientCertMode, clientCertExclusionPaths, httpsOnly, http20Enabled, minTlsVersion };
}

/** Deletes the group if it still bears the mark of this very run, and nothing else ever. @param {Place} place @param {string} run */
export async function deleteGroup({ group }, run) {
  const { tags } = await az("group", "show", "--name", group);
  if (tags?.[TAG] !== run) throw new Error(`The resource group ${group} is not this run's: it is left as it is.`);
  await az("group", "delete", "--name", group, "--yes", "--no-wait");
}
